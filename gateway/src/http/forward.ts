import type { IncomingHttpHeaders } from 'node:http';
import { callerHeader } from '@ecosystem/kit/caller';
import { requestIdHeader } from './request-id.ts';

/** Headers that speak of one connection or of one message (RFC 9110, section 7.6.1), or that only the gateway may set. */
const neverForwarded = new Set<string>([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  callerHeader,
  requestIdHeader,
]);

/** The names of a configured list that may be forwarded, in lower case. */
export function readForwardNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '' && !neverForwarded.has(name));
}

/** The headers of a client's request that its subgraphs are to see. */
export function pickHeaders(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      if (value === undefined) return [];
      return [[name, Array.isArray(value) ? value.join(', ') : value]];
    }),
  );
}
