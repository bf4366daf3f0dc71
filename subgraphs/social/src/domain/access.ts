import { done, type Result, refused } from '@ecosystem/kit/result';

/** The most consent scopes and schema coordinates that one row of the access log names; the contract's own bounds. */
export const scopesUsedMax = 16;
export const fieldsReadMax = 200;
/** The longest name of an operation, and the longest id of a request, in characters. */
export const operationNameMax = 200;
export const requestIdMax = 200;

/** What is written down of one reading, apart from whose it was. */
export interface AccessFacts {
  readonly operationName: string;
  readonly scopes: readonly string[];
  readonly fields: readonly string[];
  readonly requestId: string;
}

/** Whether a text can be stored as it is: without the character NUL, and without halves of characters. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/**
 * The facts if the log can hold them. They are checked before they join others, so that a bad one fails alone and not with all that
 * are written at the same moment.
 */
export function checkAccess<Facts extends AccessFacts>(facts: Facts): Result<Facts, 'INVALID_INPUT'> {
  const { operationName, scopes, fields, requestId } = facts;
  if (scopes.length > scopesUsedMax) return tooMany('scopes', scopesUsedMax);
  if (fields.length > fieldsReadMax) return tooMany('fields', fieldsReadMax);
  if (operationName.length > operationNameMax) return tooLong('operationName', operationNameMax);
  if (requestId.length > requestIdMax) return tooLong('requestId', requestIdMax);
  for (const [name, texts] of Object.entries({ operationName: [operationName], fields, requestId: [requestId] })) {
    if (!texts.every(isStorable)) {
      return refused('INVALID_INPUT', [name], 'A text holds a character that cannot be stored.');
    }
  }
  return done(facts);
}

const tooMany = (name: string, most: number) => refused('INVALID_INPUT', [name], `At most ${most} can be written.`);
const tooLong = (name: string, most: number) =>
  refused('INVALID_INPUT', [name], `At most ${most} characters can be written.`);
