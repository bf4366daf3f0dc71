import { textKey } from '@ecosystem/kit/text-key';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type DocumentSize, measureDocument } from './document-size.ts';
import { findFragmentCycle } from './fragment-cycle.ts';

/** What one operation may ask for. Sizes of a document are counted with all fragments spread. */
export type OperationLimits = DocumentSize & {
  readonly tokens: number;
  /** Size of a request's body. */
  readonly bodyBytes: number;
};

/**
 * Room for every stored operation (the profile: 7 levels, about a hundred fields), none for mischief: at ten levels a list
 * cannot be nested three times into itself by way of its owner (orders, buyer, orders, …).
 */
export const defaultLimits: OperationLimits = {
  depth: 10,
  rootFields: 20,
  fields: 5_000,
  aliases: 30,
  directives: 100,
  tokens: 4_000,
  bodyBytes: 200_000,
};

const words: Readonly<Record<keyof DocumentSize, string>> = {
  depth: 'levels of fields',
  rootFields: 'fields at the root',
  fields: 'fields once its fragments are spread',
  aliases: 'aliases once its fragments are spread',
  directives: 'directives once its fragments are spread',
};
const names = ['depth', 'rootFields', 'fields', 'aliases', 'directives'] as const;

/** How much text of accepted documents is remembered, in characters. */
const rememberedCharacters = 10_000_000;

/**
 * A check of the text of an operation, to be called before it is validated or planned: both can be made to take seconds.
 * The check throws GraphQLError with code OPERATION_TOO_LARGE and HTTP status 400. Text that cannot be parsed passes, the
 * server's own syntax error is the better sentence. A text that passed is not read twice.
 */
export function createLimitGuard(limits: OperationLimits): (text: string) => void {
  const accepted = new LRUCache<string, true>({
    maxSize: rememberedCharacters,
    sizeCalculation: (_, key) => key.length + 1,
  });
  return (text) => {
    const key = textKey(text);
    if (accepted.has(key)) return;
    const document = parseWithin(text, limits);
    const error = document && (findExcess(document, limits) ?? refuseCycle(document));
    if (error) throw error;
    accepted.set(key, true);
  };
}

/** The first limit that a document breaks, as the error to answer with; undefined when it keeps to all. */
export function findExcess(document: DocumentNode, limits: OperationLimits): GraphQLError | undefined {
  const size = measureDocument(document);
  const name = names.find((each) => size[each] > limits[each]);
  return name && tooLarge(name, limits[name], `${size[name]} ${words[name]}`, size[name]);
}

function refuseCycle(document: DocumentNode): GraphQLError | undefined {
  const name = findFragmentCycle(document);
  if (name === undefined) return undefined;
  return new GraphQLError(`Cannot spread fragment "${name}" within itself.`, {
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } },
  });
}

/** The answer to a body over the limit; HTTP has a status of its own for it, 413. */
export function refuseBody({ bodyBytes }: OperationLimits): GraphQLError {
  return tooLarge('bodyBytes', bodyBytes, `a body of more than ${bodyBytes} bytes`, undefined, 413);
}

/** @throws GraphQLError when there are too many tokens, or brackets too deep inside each other to be read. */
function parseWithin(text: string, { tokens: maxTokens, depth }: OperationLimits): DocumentNode | undefined {
  try {
    return parse(text, { maxTokens, noLocation: true });
  } catch (error) {
    // Not a syntax error: the parser ran out of stack. It may not do so the next time, when V8 has optimised it, and then
    // the text would pass without ever having been measured.
    if (!(error instanceof GraphQLError))
      throw tooLarge('depth', depth, 'more brackets inside each other than can be read, and so more levels');
    // The parser stops counting where it stops reading, so that endless text costs no more than the limit.
    if (!error.message.includes('Parsing aborted')) return undefined;
    throw tooLarge('tokens', maxTokens, `more than ${maxTokens} tokens (names, values and punctuation)`);
  }
}

function tooLarge(
  name: keyof OperationLimits,
  maximum: number,
  found: string,
  foundNumber?: number,
  status = 400,
): GraphQLError {
  const limit = { name, maximum, ...(foundNumber !== undefined && { found: foundNumber }) };
  return new GraphQLError(`The operation has ${found}; at most ${maximum} are allowed.`, {
    extensions: { code: 'OPERATION_TOO_LARGE', limit, http: { status } },
  });
}
