/** Carts are in yuan; products with prices in other currencies are bought without a cart. */
export const cartCurrency = 'CNY';
/** A cart that is not used for this long is emptied. */
export const cartLifeDays = 90;
/** The most lines in a cart. */
export const cartLinesMax = 100;

/** What a cart comes to. */
export interface CartContents {
  readonly subtotalMinor: bigint;
  readonly expiresAt: Date;
}

/**
 * The cart that a customer sees now. Nothing stored, or something that has expired and waits to be emptied, is an empty
 * cart whose life would begin now.
 */
export function openCart(stored: CartContents | null, now: Date): CartContents {
  if (stored && stored.expiresAt > now) return stored;
  return { subtotalMinor: 0n, expiresAt: new Date(now.getTime() + cartLifeDays * 86_400_000) };
}
