import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { maskedError } from '../execute/errors.ts';
import type { PartnerAnswer } from '../partners/desk.ts';

/** What the desk answered, as the result of a tool; `_meta` says what it cost and what is left of the budget. */
export function writeAnswer({ data, errors, cost, budget }: PartnerAnswer): CallToolResult {
  const content = errors.length > 0 ? { data, errors } : (data as Record<string, unknown>);
  return {
    content: [{ type: 'text', text: JSON.stringify(content) }],
    structuredContent: content,
    ...(errors.length > 0 && isEmpty(data) && { isError: true }),
    _meta: { cost, budget },
  };
}

/** Errors took the answer away as a whole. */
const isEmpty = (data: unknown): boolean =>
  typeof data !== 'object' || data === null || Object.values(data).every((value) => value === null);

/** What a refusal tells a client: its code, a sentence, and what goes with them. */
export interface ToldRefusal {
  readonly code: string;
  readonly message: string;
  readonly [detail: string]: unknown;
}

/** A refusal as it is told; anything that was not meant for clients is logged and masked. */
export function tellRefusal(error: unknown, { requestId, logger }: GatewayContext): ToldRefusal {
  const isPublic = error instanceof GraphQLError && error.extensions['http'] !== undefined;
  if (!isPublic) logger.error({ err: error, requestId }, 'a tool of a partner failed');
  const { message, extensions } = isPublic ? error : maskedError(requestId);
  const { http: _, code, ...details } = extensions;
  return { ...details, code: String(code), message };
}

/** A refusal as the result of a tool, which the agent can read and act on. */
export function writeRefusal(told: ToldRefusal): CallToolResult {
  return {
    content: [{ type: 'text', text: `${told.code}: ${told.message}` }],
    structuredContent: told,
    isError: true,
  };
}
