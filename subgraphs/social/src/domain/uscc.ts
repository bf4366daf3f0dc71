/** The characters of a code, each worth its place: digits and capital letters without I, O, S, V and Z (GB 32100-2015, table 2). */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** How much the first 17 places weigh: 3 to the power of the place, modulo 31 (GB 32100-2015, table 3). */
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Who registered the company and what it is (2), its region by GB/T 2260 (6 digits), the organisation code (9), the check character. */
const usccPattern = /^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}$/;

/**
 * The check character of a unified social credit code (GB 32100-2015, section 5).
 * @param body the 17 characters before it, all of the alphabet.
 */
export function computeUsccCheck(body: string): string {
  const sum = weights.reduce((total, weight, place) => total + weight * alphabet.indexOf(body.charAt(place)), 0);
  const { length } = alphabet;
  return alphabet.charAt((length - (sum % length)) % length);
}

/** Whether the text is a unified social credit code of 18 characters with the right check character. */
export function isUscc(text: string): boolean {
  return usccPattern.test(text) && computeUsccCheck(text.slice(0, -1)) === text.slice(-1);
}
