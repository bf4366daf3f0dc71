import { code as currencyByCode, number as currencyByNumber } from 'currency-codes';
import { done, type Result, refused } from './result.ts';

/** An amount in the smallest unit of its currency, for example fen. */
export interface Money {
  readonly amountMinor: bigint;
  readonly currency: string;
}

type CurrencyRecord = NonNullable<ReturnType<typeof currencyByCode>>;

const records = new Map<string, CurrencyRecord>();

/** The ISO 4217 record of a code in upper case, or null if there is none. */
function findCurrency(currency: string): CurrencyRecord | null {
  const known = records.get(currency);
  if (known) return known;
  const record = /^[A-Z]{3}$/.test(currency) ? currencyByCode(currency) : undefined;
  if (record) records.set(currency, record);
  return record ?? null;
}

function currencyRecord(currency: string): CurrencyRecord {
  const record = findCurrency(currency);
  if (!record) throw new RangeError(`"${currency}" is not an ISO 4217 currency code.`);
  return record;
}

/**
 * How many decimal digits the currency has by ISO 4217: CNY 2, JPY 0, KWD 3.
 * @throws RangeError for text that is not an active ISO 4217 code.
 */
export function currencyExponent(currency: string): number {
  return currencyRecord(currency).digits;
}

/**
 * The three digits of the currency by ISO 4217: CNY "156".
 * @throws RangeError for text that is not an active ISO 4217 code.
 */
export function currencyNumber(currency: string): string {
  return currencyRecord(currency).number;
}

/** The currency behind three digits of ISO 4217, or null if there is none: "156" is CNY. */
export function currencyOfNumber(number: string): string | null {
  return currencyByNumber(number)?.code ?? null;
}

/** Money in the shape of the API: the amount as text with exactly the digits of its currency. */
export function formatMoney(amountMinor: bigint, currency: string): { amount: string; currency: string } {
  return { amount: formatMinor(amountMinor, currencyExponent(currency)), currency };
}

/** Minor units as a decimal number with this many digits after the point: 3850n, 2 -> "38.50". */
function formatMinor(amountMinor: bigint, exponent: number): string {
  const negative = amountMinor < 0n;
  const digits = (negative ? -amountMinor : amountMinor).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const text = exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`;
  return negative ? `-${text}` : text;
}

const bigintMax = 2n ** 63n - 1n;

/**
 * Minor units from the decimal text of the API.
 * Refused unless the text has exactly the digits of the currency and fits PostgreSQL's bigint; nothing is rounded.
 */
export function parseMinor(amount: string, currency: string): Result<bigint, 'INVALID_INPUT'> {
  const exponent = currencyExponent(currency);
  const pattern = exponent === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${exponent}}$`);
  if (!pattern.test(amount)) {
    return refused(
      'INVALID_INPUT',
      ['amount'],
      `An amount in ${currency} has exactly ${exponent} digits after the point.`,
    );
  }
  const amountMinor = BigInt(amount.replace('.', ''));
  if (amountMinor > bigintMax || amountMinor < -bigintMax) {
    return refused('INVALID_INPUT', ['amount'], 'The amount is too large.');
  }
  return done(amountMinor);
}

/**
 * Positive money from the input of the API; `path` is where the input stands, for example `['total']`.
 * Refused unless the text is the one that {@link formatMoney} would write: nothing is rounded, trimmed or guessed.
 */
export function parseAmount(
  input: { readonly amount: string; readonly currency: string },
  path: readonly string[],
): Result<Money, 'INVALID_INPUT'> {
  const { amount, currency } = input;
  if (!findCurrency(currency)) {
    return refused('INVALID_INPUT', [...path, 'currency'], 'The currency is not an ISO 4217 code such as CNY.');
  }
  const refuse = (message: string) => refused('INVALID_INPUT', [...path, 'amount'], message);
  // Without the flag u, \d is 0 to 9 alone.
  if (!/^-?\d+(\.\d+)?$/.test(amount)) {
    return refuse('An amount is written with the digits 0 to 9 and a point, for example 38.50.');
  }
  const minor = parseMinor(amount, currency);
  if (!minor.ok) return refuse(minor.message);
  if (amount.startsWith('-')) return refuse('The amount is negative.');
  if (minor.value === 0n) return refuse('The amount is zero.');
  if (/^0\d/.test(amount)) return refuse('The amount begins with a zero that says nothing.');
  return done({ amountMinor: minor.value, currency });
}

/**
 * The quotient rounded to the nearest whole number, and to the even one of two that are equally near (ISO 80000-1, rule A).
 * @throws RangeError for a denominator below 1.
 */
export function roundHalfEven(numerator: bigint, denominator: bigint): bigint {
  if (denominator < 1n) throw new RangeError('A denominator is at least 1.');
  const towardsZero = numerator / denominator;
  const rest = numerator % denominator;
  const twice = 2n * (rest < 0n ? -rest : rest);
  const isUp = twice > denominator || (twice === denominator && towardsZero % 2n !== 0n);
  if (!isUp) return towardsZero;
  return numerator < 0n ? towardsZero - 1n : towardsZero + 1n;
}

/**
 * The part of the total that `part` is of `whole`, half-even: prorate(100n, 1n, 3n) is 33n.
 * @throws RangeError for a whole below 1.
 */
export function prorate(totalMinor: bigint, part: bigint, whole: bigint): bigint {
  return roundHalfEven(totalMinor * part, whole);
}

/**
 * The total in equal lines; what does not divide goes to the last, so that the lines sum to the total.
 * @throws RangeError for a total below 0, or a number of parts that is not a whole number above 0.
 */
export function splitEvenly(totalMinor: bigint, parts: number): bigint[] {
  if (!Number.isSafeInteger(parts) || parts < 1) throw new RangeError('A total has at least one part.');
  return splitByWeights(totalMinor, new Array<bigint>(parts).fill(1n));
}

/**
 * The total in lines by weight, each rounded down; the rest goes to the last line that has a weight, so that the lines
 * sum to the total. Rounding down keeps the last line from falling below 0.
 * @throws RangeError for a total below 0, a weight below 0, or weights that sum to 0.
 */
export function splitByWeights(totalMinor: bigint, weights: readonly bigint[]): bigint[] {
  if (totalMinor < 0n) throw new RangeError('A total that is split is at least 0.');
  if (weights.some((weight) => weight < 0n)) throw new RangeError('A weight is at least 0.');
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  if (whole === 0n) throw new RangeError('The weights sum to more than 0.');
  const last = weights.findLastIndex((weight) => weight > 0n);
  const lines = weights.map((weight) => (totalMinor * weight) / whole);
  const restMinor = totalMinor - lines.reduce((sum, line) => sum + line, 0n);
  return lines.map((line, index) => (index === last ? line + restMinor : line));
}

/**
 * So many percent of an amount; the percentage is decimal text such as "0.60", and "100" is all of it.
 * @throws RangeError for an amount below 0 or text that is not a decimal of at least 0.
 */
export function applyPercent(amountMinor: bigint, percent: string, rounding: 'half-even' | 'down'): bigint {
  if (amountMinor < 0n) throw new RangeError('An amount with a percentage is at least 0.');
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(percent) ?? [];
  if (whole === undefined) throw new RangeError(`"${percent}" is not a percentage such as 0.60.`);
  const numerator = amountMinor * BigInt(whole + fraction);
  const denominator = 100n * 10n ** BigInt(fraction.length);
  return rounding === 'down' ? numerator / denominator : roundHalfEven(numerator, denominator);
}

/** The smallest of these amounts. */
export function smallest(first: bigint, ...others: readonly bigint[]): bigint {
  let least = first;
  for (const amount of others) if (amount < least) least = amount;
  return least;
}

/** The largest of these amounts. */
export function largest(first: bigint, ...others: readonly bigint[]): bigint {
  let most = first;
  for (const amount of others) if (amount > most) most = amount;
  return most;
}
