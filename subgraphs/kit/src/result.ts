/**
 * The outcome of a command or a domain decision: a value, or a refusal that the caller can act on.
 * Faults are not results; they are thrown.
 */
export type Result<Value, Code extends string> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: Code; readonly path: readonly string[] | null; readonly message: string };

/** A decision that stands. */
export function done<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

/** A refusal, with its code, the input field that caused it (null if no single one did) and a sentence for people. */
export function refused<Code extends string>(
  code: Code,
  path: readonly string[] | null,
  message: string,
): { readonly ok: false; readonly code: Code; readonly path: readonly string[] | null; readonly message: string } {
  return { ok: false, code, path, message };
}
