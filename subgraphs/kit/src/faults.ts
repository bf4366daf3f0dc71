const lengthMax = 500;

/**
 * What went wrong, in at most 500 characters, to be kept in a table.
 * The innermost cause: drizzle's own message would repeat the statement with its parameters, which may be personal data.
 */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, lengthMax);
  if (error.cause instanceof Error) return describeFault(error.cause);
  // An AggregateError of several addresses has no message of its own.
  return (error.message || error.name).slice(0, lengthMax);
}
