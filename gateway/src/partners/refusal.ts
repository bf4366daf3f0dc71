import { GraphQLError } from 'graphql';

/** Why a partner gets no answer at all. Statuses as Apollo Router's safelist has them where it has the case. */
export const refusalStatuses = {
  /** A text that is not registered; Apollo Router's QUERY_NOT_IN_SAFELIST. */
  PERSISTED_QUERY_ONLY: 403,
  PERSISTED_QUERY_NOT_IN_LIST: 404,
  /** An id, and a text that is another. */
  CANNOT_SEND_PQ_ID_AND_BODY: 400,
  PARTNER_NOT_LIVE: 403,
  METHOD_NOT_ALLOWED: 405,
  BAD_REQUEST: 400,
  /** What was read could not be written into the customer's access log. */
  ACCESS_LOG_UNAVAILABLE: 503,
  /** Whether the partner may read could not be found out. */
  CONSENT_UNAVAILABLE: 503,
} as const;

export type RefusalCode = keyof typeof refusalStatuses;

/** No cache may keep what a partner was refused. */
const noStore: ReadonlyMap<string, string> = new Map([['cache-control', 'no-store']]);

export function refuse(code: RefusalCode, message: string, more: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code, ...more, http: { status: refusalStatuses[code], headers: noStore } },
  });
}
