import { currencyNumber, formatMoney } from '@ecosystem/kit/money';
import { crc16 } from './crc16.ts';

// The numbers in this file are those of "EMV QR Code Specification for Payment Systems: Merchant-Presented Mode" 1.1.

/** The tags of a payment code that are read or written here. */
export const codeTags = {
  version: '00',
  initiation: '01',
  merchantAccount: '26',
  merchantCategoryCode: '52',
  currency: '53',
  amount: '54',
  country: '58',
  merchantName: '59',
  city: '60',
  additional: '62',
  checksum: '63',
  languages: '64',
} as const;

/** The tags inside a merchant account template and inside the additional data. */
export const innerTags = { scheme: '00', schemeNumber: '01', reference: '05' } as const;

/** The value of tag 00: the only version of the payload so far. */
export const codeVersion = '01';

/** The values of tag 01: a static code may be scanned by many payers, a dynamic one is for one payment. */
export const initiationMethods = { STATIC: '11', DYNAMIC: '12' } as const;

/** Who says the amount: with STATIC the payer, with DYNAMIC the code. */
export type PaymentCodeKind = keyof typeof initiationMethods;

/** The unique identifier of our own scheme inside a merchant account template. */
export const ownScheme = 'com.panecosys.pay';

/** The most characters of a whole code; a longer one does not fit the pictures that readers must read. */
export const codeLengthMax = 512;
/** The most characters of a merchant's name in a code. */
export const merchantNameMax = 25;
/** The most characters of a city's name in a code. */
export const cityMax = 15;
/** The most characters of a merchant's reference in a code. */
export const referenceMax = 25;
/** The most characters of an amount in a code, the point included. */
export const amountLengthMax = 13;
/** The most characters of a scheme's merchant number; our own rule, so that the template stays below 100 characters. */
export const schemeNumberMax = 25;

/** How many digits tell the length of a value, and how many name its tag. */
export const lengthDigits = 2;

/** What a payment code of our scheme says. Amounts are positive minor units. */
export interface PaymentCodeFacts {
  readonly kind: PaymentCodeKind;
  /** The merchant's number in our scheme, for example M00000042. */
  readonly schemeNumber: string;
  /** Four digits of ISO 18245. */
  readonly merchantCategoryCode: string;
  readonly merchantName: string;
  readonly city: string;
  /** Two letters of ISO 3166-1. */
  readonly country: string;
  /** The letters of ISO 4217, for example CNY. */
  readonly currency: string;
  readonly amountMinor?: bigint | null;
  readonly reference?: string | null;
}

/**
 * The text of a payment code of our scheme, its checksum included.
 * Lengths count characters (Unicode code points), as the standard does; the checksum is over the bytes in UTF-8. A name
 * stands in tag 59 in whatever script the merchant writes it; there is no template of other languages.
 * @throws RangeError for a fact that does not fit its tag, and for a dynamic code without an amount.
 */
export function buildCode(facts: PaymentCodeFacts): string {
  const { kind, currency, amountMinor, reference } = facts;
  if (kind === 'DYNAMIC' && amountMinor == null) throw new RangeError('A dynamic code has an amount.');
  requireMatch('merchant category code', facts.merchantCategoryCode, /^[0-9]{4}$/);
  requireMatch('country', facts.country, /^[A-Z]{2}$/);

  const account =
    writeField(innerTags.scheme, ownScheme) +
    writeText(innerTags.schemeNumber, 'scheme number', facts.schemeNumber, schemeNumberMax);
  const unsigned = [
    writeField(codeTags.version, codeVersion),
    writeField(codeTags.initiation, initiationMethods[kind]),
    writeField(codeTags.merchantAccount, account),
    writeField(codeTags.merchantCategoryCode, facts.merchantCategoryCode),
    writeField(codeTags.currency, currencyNumber(currency)),
    amountMinor == null ? '' : writeField(codeTags.amount, writeAmount(amountMinor, currency)),
    writeField(codeTags.country, facts.country),
    writeText(codeTags.merchantName, 'merchant name', facts.merchantName, merchantNameMax),
    writeText(codeTags.city, 'city', facts.city, cityMax),
    reference == null
      ? ''
      : writeField(codeTags.additional, writeText(innerTags.reference, 'reference', reference, referenceMax)),
  ].join('');
  return signCode(unsigned);
}

/** The code with tag 63 at its end; the checksum covers that tag and its length too. */
export function signCode(unsigned: string): string {
  const covered = `${unsigned}${codeTags.checksum}04`;
  return covered + crc16(covered);
}

/** A name cut to so many characters, for names that are longer than a code may carry. */
export function cutForCode(name: string, lengthMax: number): string {
  return Array.from(name).slice(0, lengthMax).join('').trimEnd();
}

/** Whether the text is free of control characters, line breaks and halves of characters, which no reader would show. */
export function isPrintable(text: string): boolean {
  return text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}

/** One tag with its length in characters and its value. */
export function writeField(tag: string, value: string): string {
  return `${tag}${String(Array.from(value).length).padStart(lengthDigits, '0')}${value}`;
}

function writeText(tag: string, name: string, text: string, lengthMax: number): string {
  const { length } = Array.from(text);
  if (length < 1 || length > lengthMax || !isPrintable(text)) {
    throw new RangeError(`The ${name} of a payment code is 1 to ${lengthMax} characters that can be printed.`);
  }
  return writeField(tag, text);
}

function writeAmount(amountMinor: bigint, currency: string): string {
  const { amount } = formatMoney(amountMinor, currency);
  if (amountMinor < 1n || amount.length > amountLengthMax) {
    throw new RangeError(`The amount of a payment code is above 0 and has at most ${amountLengthMax} characters.`);
  }
  return amount;
}

function requireMatch(name: string, text: string, pattern: RegExp): void {
  if (!pattern.test(text)) throw new RangeError(`"${text}" is not a ${name}.`);
}
