import type { Money } from '@ecosystem/kit/money';
import { formatMoney } from '@ecosystem/kit/money';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { amountLengthMax, buildCode, cityMax, cutForCode, merchantNameMax, ownScheme } from './emvco.ts';
import { type PaymentCodeText, parseCode } from './emvco-parse.ts';
import { supportedCurrencies } from './payment-decisions.ts';
import { homeCurrency } from './wallet.ts';

/** Who says the amount of a payment code. */
export const codeKinds = ['STATIC', 'DYNAMIC'] as const;
export type CodeKind = (typeof codeKinds)[number];

/**
 * How long a dynamic code can be paid, in minutes: as long as a payment waits for its payer. The large wallets allow up to
 * 2 hours (WeChat Pay's code_url); a code on the screen of a till is paid at once or never.
 */
export const dynamicCodeMinutes = 15;

/** The letters and digits of references that are drawn here: Crockford's base 32, without I, L, O and U. */
export const referenceAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** How many characters such a reference has: one of a million million. */
export const referenceCharacters = 8;

/** The country in which the shops are, by ISO 3166-1. */
const homeCountry = 'CN';

/** What a code says of the merchant who collects. */
export interface CollectingMerchant {
  readonly name: string;
  readonly city: string;
  readonly merchantCategoryCode: string;
  readonly schemeNumber: string;
}

/** The text of a merchant's code: static without an amount, dynamic with one. Names that are too long for a code are cut. */
export function writeMerchantCode(
  { name, city, merchantCategoryCode, schemeNumber }: CollectingMerchant,
  { amountMinor, reference }: { readonly amountMinor: bigint | null; readonly reference: string | null },
): string {
  return buildCode({
    kind: amountMinor === null ? 'STATIC' : 'DYNAMIC',
    schemeNumber,
    merchantCategoryCode,
    merchantName: cutForCode(name, merchantNameMax),
    city: cutForCode(city, cityMax),
    country: homeCountry,
    currency: homeCurrency,
    amountMinor,
    reference,
  });
}

/** The amount that a new code carries, in minor units; null for a static one. */
export function decideCodeAmount(
  kind: CodeKind,
  amount: Money | null,
): Result<bigint | null, 'AMOUNT_REQUIRED' | 'CURRENCY_UNSUPPORTED' | 'INVALID_INPUT'> {
  if (kind === 'STATIC') {
    return amount === null
      ? done(null)
      : refused('INVALID_INPUT', ['amount'], 'A static code carries no amount; the payer types it.');
  }
  if (amount === null) return refused('AMOUNT_REQUIRED', ['amount'], 'A dynamic code carries an amount.');
  if (amount.currency !== homeCurrency) {
    return refused('CURRENCY_UNSUPPORTED', ['amount', 'currency'], `Codes are paid in ${homeCurrency}.`);
  }
  if (formatMoney(amount.amountMinor, amount.currency).amount.length > amountLengthMax) {
    return refused('INVALID_INPUT', ['amount', 'amount'], 'The amount is too large for a code.');
  }
  return done(amount.amountMinor);
}

/** A code of our scheme, undamaged. */
export interface OwnCode extends PaymentCodeText {
  readonly schemeNumber: string;
}

/** Reads a code that is to be paid: only an undamaged one of our scheme can be. */
export function readOwnCode(payload: string): Result<OwnCode, 'QR_MALFORMED' | 'QR_CRC' | 'QR_SCHEME_UNSUPPORTED'> {
  const read = parseCode(payload);
  if (!read.ok) return read;
  // A damaged code says nothing that can be believed, its scheme included.
  if (!read.value.crcValid) {
    return refused('QR_CRC', ['payload'], 'The code is damaged: its checksum is wrong.');
  }
  const { scheme, schemeNumber } = read.value;
  if (scheme !== ownScheme || schemeNumber === null) {
    return refused('QR_SCHEME_UNSUPPORTED', ['payload'], 'The code belongs to another payment scheme.');
  }
  return done({ ...read.value, schemeNumber });
}

/** What is paid by a code, in minor units of its currency: the amount that it carries, or else the one that the payer typed. */
export function decideAmountToPay(
  { amountMinor, currency }: Pick<PaymentCodeText, 'amountMinor' | 'currency'>,
  typed: Money | null,
): Result<bigint, 'AMOUNT_REQUIRED' | 'AMOUNT_MISMATCH' | 'CURRENCY_UNSUPPORTED'> {
  if (!supportedCurrencies.includes(currency)) {
    return refused('CURRENCY_UNSUPPORTED', ['payload'], `Nobody is paid in ${currency} here.`);
  }
  if (typed && typed.currency !== currency) {
    return refused('CURRENCY_UNSUPPORTED', ['amount', 'currency'], `The code is paid in ${currency}.`);
  }
  const paid = amountMinor ?? typed?.amountMinor;
  if (paid === undefined) {
    return refused('AMOUNT_REQUIRED', ['amount'], 'The code carries no amount, so the payer has to say it.');
  }
  if (typed && typed.amountMinor !== paid) {
    return refused('AMOUNT_MISMATCH', ['amount'], 'The code carries another amount.');
  }
  return done(paid);
}

/** A dynamic code as it was given to its merchant. */
export interface IssuedCode {
  readonly merchantId: string;
  readonly expiresAt: Date | null;
  readonly usedByPaymentId: string | null;
}

/** Whether a dynamic code can be paid still. */
export function decideCodeUse(code: IssuedCode, at: Date): Result<null, 'QR_USED' | 'QR_EXPIRED'> {
  if (code.usedByPaymentId !== null) return refused('QR_USED', ['payload'], 'The code is paid already.');
  if (code.expiresAt !== null && code.expiresAt <= at) {
    return refused('QR_EXPIRED', ['payload'], 'The code is too old; the shop can show a new one.');
  }
  return done(null);
}
