import type { Caller } from './caller.ts';

/** The scope of the gateway's own questions. No token carries it: the gateway drops scopes that begin with `gateway:`. */
const enforceScope = 'gateway:enforce';

/** Who asks when the gateway itself asks a subgraph, for what it must know before and after the request of a partner. */
export const gatewayCaller: Caller = { subject: 'gateway', scopes: new Set([enforceScope]) };

/** Whether the gateway itself asks: both its name and its scope, which together no token has. */
export function isGateway({ subject, scopes }: Caller): boolean {
  return subject === gatewayCaller.subject && scopes.has(enforceScope);
}
