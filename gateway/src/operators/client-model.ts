import type { OperatorDesk } from './desk.ts';
import { readLastDone } from './operator-rows.ts';

/** The client of a partner as the schema of operators has it, without its secrets; null if there is none. */
export async function presentClient(
  { clients, database }: Pick<OperatorDesk, 'clients' | 'database'>,
  partnerId: string,
) {
  const client = await clients.find(partnerId);
  if (!client) return null;
  const { authMethod, secretSha256, previousUntil, jwks, redirectUris } = client;
  return {
    method: authMethod,
    hasSecret: secretSha256 !== null,
    rotatedAt: () => readLastDone(database.pool, partnerId, 'rotateClientSecret'),
    previousSecretUntil: previousUntil && previousUntil > new Date() ? previousUntil : null,
    keyCount: jwks?.keys.length ?? 0,
    redirectUris,
  };
}
