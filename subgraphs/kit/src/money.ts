import { code as currencyByCode } from 'currency-codes';
import { done, type Result, refused } from './result.ts';

/** An amount in the smallest unit of its currency, for example fen. */
export interface Money {
  readonly amountMinor: bigint;
  readonly currency: string;
}

const exponents = new Map<string, number>();

/**
 * How many decimal digits the currency has by ISO 4217: CNY 2, JPY 0, KWD 3.
 * @throws RangeError for text that is not an active ISO 4217 code.
 */
export function currencyExponent(currency: string): number {
  const known = exponents.get(currency);
  if (known !== undefined) return known;
  const record = /^[A-Z]{3}$/.test(currency) ? currencyByCode(currency) : undefined;
  if (!record) throw new RangeError(`"${currency}" is not an ISO 4217 currency code.`);
  exponents.set(currency, record.digits);
  return record.digits;
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
