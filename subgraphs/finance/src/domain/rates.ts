/** The whole in parts per million, the unit of all rates and factors. */
export const wholePpm = 1_000_000n;

const ppmDigits = 4;

/**
 * A percentage as decimal text, such as "10" or "7.25", in parts per million.
 * @throws RangeError for text that is not a number of at least 0 with at most four digits after the point.
 */
export function parsePercent(text: string): bigint {
  const [, whole = '', fraction = ''] = /^(\d+)(?:\.(\d{1,4}))?$/.exec(text) ?? [];
  if (whole === '') throw new RangeError(`"${text}" is not a percentage.`);
  return BigInt(whole + fraction.padEnd(ppmDigits, '0'));
}
