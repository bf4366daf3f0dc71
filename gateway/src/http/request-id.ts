import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The header that names a request, in and out. */
export const requestIdHeader = 'x-request-id';

const pattern = /^[\w.-]{1,64}$/;

/** The client's own id of its request if it is harmless in logs, else a new one. */
export function chooseRequestId(headers: IncomingHttpHeaders): string {
  const given = headers[requestIdHeader];
  return typeof given === 'string' && pattern.test(given) ? given : randomUUID();
}
