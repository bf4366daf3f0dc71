/** What an answer says in `extensions.cost` to a client that asked for it. */
export interface ShownCost {
  readonly estimated: number;
  /** Only where answers are measured. */
  readonly actual?: number;
  /** What is left of the quota; null without one. */
  readonly remaining: number | null;
}

/** Whether a request asks for its cost: `extensions: { "cost": true }`, in the body of a POST or as JSON text by GET. */
export function asksForCost(extensions: unknown): boolean {
  const given = typeof extensions === 'string' && extensions.includes('"cost"') ? parse(extensions) : extensions;
  return typeof given === 'object' && given !== null && 'cost' in given && given.cost === true;
}

/** Malformed extensions are for the server to refuse. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
