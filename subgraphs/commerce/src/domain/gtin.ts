/** GTIN-8, GTIN-12, GTIN-13 and GTIN-14 (GS1 General Specifications). */
const shape = /^(?:\d{8}|\d{12,14})$/;
const longest = 14;

/**
 * A GTIN filled with zeros to 14 digits, in which two GTINs are the same if they name the same thing; null for text that
 * is not a GTIN or whose check digit is wrong.
 */
export function normalizeGtin(text: string): string | null {
  if (!shape.test(text) || computeCheckDigit(text.slice(0, -1)) !== text.slice(-1)) return null;
  return text.padStart(longest, '0');
}

/**
 * The check digit that completes a GTIN: digits weigh 3, 1, 3 … from the right, and the sum is filled up to a multiple of 10
 * (GS1 General Specifications, section on check digit calculations).
 */
export function computeCheckDigit(digits: string): string {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
}
