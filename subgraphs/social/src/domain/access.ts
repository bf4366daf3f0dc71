/** The most consent scopes and schema coordinates that one row of the access log names; the contract's own bounds. */
export const scopesUsedMax = 16;
export const fieldsReadMax = 200;
/** The longest name of an operation, and the longest id of a request, in characters. */
export const operationNameMax = 200;
export const requestIdMax = 200;

/** The most readings that are written at once. */
export const accessesMax = 500;

/** What readings of one operation have in common. */
export interface AccessFacts {
  readonly operationName: string;
  readonly scopes: readonly string[];
  readonly fields: readonly string[];
}

/** Whether a text can be stored as it is: without the character NUL, and without halves of characters. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/** Whether the log can hold the facts. They are looked at before they join others, so that bad ones fail alone and not with all of a batch. */
export function canHoldFacts({ operationName, scopes, fields }: AccessFacts): boolean {
  return (
    scopes.length <= scopesUsedMax &&
    fields.length <= fieldsReadMax &&
    operationName.length <= operationNameMax &&
    [operationName, ...fields].every(isStorable)
  );
}

/** Whether the log can hold the id of the request. */
export function canHoldRequest(requestId: string): boolean {
  return requestId.length <= requestIdMax && isStorable(requestId);
}
