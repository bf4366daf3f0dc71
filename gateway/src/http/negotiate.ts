import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';

/** The types in which an answer of GraphQL over HTTP can be sent. */
export const jsonType = 'application/json';
export const graphqlResponseType = 'application/graphql-response+json';
export type MediaType = typeof jsonType | typeof graphqlResponseType;

/** In the order of our preference: who accepts anything gets what every client can read. */
const offered: readonly MediaType[] = [jsonType, graphqlResponseType];

/** Clients send few different headers, and each of them with every request. */
const chosen = new LRUCache<string, MediaType | false>({ max: 200 });
/** A longer header is read, and not remembered. */
const rememberedCharacters = 500;

/**
 * The type to answer in (RFC 9110, section 12.5.1), or null if the client accepts none that we have. Without a header it is
 * application/json, as GraphQL over HTTP asks of servers for clients that are older than application/graphql-response+json.
 */
export function chooseMediaType(accept: string | undefined): MediaType | null {
  if (accept === undefined || accept === '') return jsonType;
  const known = chosen.get(accept);
  if (known !== undefined) return known || null;
  const type = negotiate(accept);
  if (accept.length <= rememberedCharacters) chosen.set(accept, type ?? false);
  return type;
}

interface Range {
  /** In lower case, without parameters. */
  readonly type: string;
  /** From 0, not acceptable, to 1. */
  readonly quality: number;
}

function negotiate(accept: string): MediaType | null {
  const ranges = accept.split(',').map(readRange);
  // Of types that are liked equally the client's order decides, as most servers have it; else ours.
  const ranked = offered
    .map((type) => ({ type, ...rank(type, ranges) }))
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality || one.position - other.position);
  return ranked[0]?.type ?? null;
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/** How much a client likes a type, and where it says so. The range that fits most closely counts. */
function rank(type: MediaType, ranges: readonly Range[]): { quality: number; position: number } {
  for (const pattern of [type, 'application/*', '*/*']) {
    const position = ranges.findIndex((range) => range.type === pattern);
    const quality = ranges[position]?.quality;
    if (quality !== undefined) return { quality, position };
  }
  return { quality: 0, position: ranges.length };
}

/** The answer to a client that accepts no type that we have, before anything is done for it. */
export function refuseMediaType(): GraphQLError {
  return new GraphQLError(`Answers are sent as ${offered.join(' or ')}; the header "accept" allows neither.`, {
    extensions: { code: 'NOT_ACCEPTABLE', http: { status: 406 } },
  });
}

/** The value of the header `content-type`. */
export const writeContentType = (type: MediaType): string => `${type}; charset=utf-8`;

/** What an answer says, as far as its status depends on it. */
export interface AnswerOutcome {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } | undefined }[] | undefined;
}

/** Errors of a request that was well formed and reached GraphQL: it cannot be read, does not fit the schema, or its variables do not. */
const graphqlCodes = new Set<unknown>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
]);

/**
 * The status of an answer that GraphQL gave. With data, even with null for it, 200. Without data, when the operation itself
 * is wrong: 400 in application/graphql-response+json, and 200 in application/json, whose readers take any other status for one
 * of a proxy. Refusals (too large, not supported) are 400 in both, faults 500.
 */
export function statusOf({ data, errors = [] }: AnswerOutcome, type: MediaType): number {
  if (data !== undefined) return 200;
  const codes = errors.map(({ extensions }) => extensions?.code);
  if (codes.includes('INTERNAL')) return 500;
  return type === jsonType && codes.length > 0 && codes.every((code) => graphqlCodes.has(code)) ? 200 : 400;
}
