/** Somebody who decides on claims, and the customer that they are in private life; null if none is known. */
export interface ClaimHandler {
  readonly id: string;
  readonly customerId: string | null;
}

/** So many of the last hexadecimal digits of an id are drawn by chance. */
const drawnDigits = 8;

/**
 * The handler of a claim, or null if nobody may decide on it. Policies are spread evenly over the handlers by the part of their id that
 * is drawn by chance, so that one person knows all claims of a policy; the holder is passed over. A rule of our own.
 */
export function chooseHandler<Handler extends ClaimHandler>(
  handlers: readonly Handler[],
  policy: { readonly id: string; readonly customerId: string },
): Handler | null {
  const eligible = handlers
    .filter(({ customerId }) => customerId !== policy.customerId)
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  if (eligible.length === 0) return null;
  return eligible[Number.parseInt(policy.id.slice(-drawnDigits), 16) % eligible.length] ?? null;
}
