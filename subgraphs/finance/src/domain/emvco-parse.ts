import { currencyExponent, currencyOfNumber } from '@ecosystem/kit/money';
import { done, type Result } from '@ecosystem/kit/result';
import { crc16 } from './crc16.ts';
import {
  amountLengthMax,
  cityMax,
  codeLengthMax,
  codeTags,
  codeVersion,
  initiationMethods,
  innerTags,
  isPrintable,
  merchantNameMax,
  ownScheme,
  type PaymentCodeKind,
  referenceMax,
} from './emvco.ts';
import { type Fields, malformed, readFields } from './emvco-fields.ts';

/** What a scanned payment code says, of our scheme or of another. Amounts are positive minor units. */
export interface PaymentCodeText {
  readonly kind: PaymentCodeKind;
  /** The identifier of the scheme; null for a code that names only card schemes by their reserved tags 02 to 25. */
  readonly scheme: string | null;
  /** The merchant's number in that scheme; never null in our own. */
  readonly schemeNumber: string | null;
  readonly merchantCategoryCode: string;
  readonly currency: string;
  readonly amountMinor: bigint | null;
  readonly country: string;
  readonly merchantName: string;
  readonly city: string;
  readonly reference: string | null;
  /** Whether the checksum is right; nothing else may be believed if it is not. */
  readonly crcValid: boolean;
}

type Parsed<Value> = Result<Value, 'QR_MALFORMED'>;

const checksumDigits = 4;
/** Tags 02 to 25 are kept for card schemes and hold what they like; 26 to 51 are templates. */
const cardTags = { first: 2, last: 25 };
const accountTags = { first: 26, last: 51 };

/**
 * Reads the text of a merchant-presented payment code.
 * A wrong checksum is not refused here, so that the caller can tell a damaged code from a text that is no code.
 */
export function parseCode(text: string): Parsed<PaymentCodeText> {
  if (text === '') return malformed('The code is empty.');
  if (text.length > codeLengthMax) return malformed(`The code has more than ${codeLengthMax} characters.`);
  if (!isPrintable(text)) return malformed('The code has characters that cannot be printed.');
  const read = readFields(text, 'The code');
  if (!read.ok) return read;
  const fields = read.value;

  const flaw = findFlaw(fields);
  if (flaw !== null) return malformed(flaw);
  const account = readAccount(fields);
  if (!account.ok) return account;
  const money = readMoney(fields);
  if (!money.ok) return money;
  const reference = readReference(fields);
  if (!reference.ok) return reference;
  const languages = readFields(fields.get(codeTags.languages) ?? '', `Template ${codeTags.languages}`);
  if (!languages.ok) return languages;

  const textOf = (tag: string) => fields.get(tag) ?? '';
  return done({
    kind: fields.get(codeTags.initiation) === initiationMethods.DYNAMIC ? 'DYNAMIC' : 'STATIC',
    ...account.value,
    merchantCategoryCode: textOf(codeTags.merchantCategoryCode),
    ...money.value,
    country: textOf(codeTags.country),
    merchantName: textOf(codeTags.merchantName),
    city: textOf(codeTags.city),
    reference: reference.value,
    crcValid: crc16(text.slice(0, -checksumDigits)) === fields.get(codeTags.checksum),
  });
}

/** What every value outside the templates must look like; the version and the checksum have rules of their own. */
const shapes: readonly (readonly [tag: string, name: string, shape: RegExp, rule: string])[] = [
  [codeTags.merchantCategoryCode, 'merchant category code', /^[0-9]{4}$/, 'is not four digits'],
  [codeTags.currency, 'currency', /^[0-9]{3}$/, 'is not three digits'],
  [codeTags.country, 'country', /^[A-Z]{2}$/, 'is not two upper-case letters'],
  [codeTags.merchantName, 'merchant name', atMost(merchantNameMax), `has more than ${merchantNameMax} characters`],
  [codeTags.city, 'city', atMost(cityMax), `has more than ${cityMax} characters`],
];

/** A sentence about the first thing that is wrong with the tags or their values, or null. */
function findFlaw(fields: Fields): string | null {
  const tags = [...fields.keys()];
  if (!fields.has(codeTags.version)) return 'The code has no version (tag 00).';
  if (tags[0] !== codeTags.version) return 'The code does not begin with its version (tag 00).';
  if (fields.get(codeTags.version) !== codeVersion) return `The code has a version other than ${codeVersion}.`;

  const checksum = fields.get(codeTags.checksum);
  if (checksum === undefined) return 'The code has no checksum (tag 63).';
  if (tags.at(-1) !== codeTags.checksum) return 'The code does not end with its checksum (tag 63).';
  // Lower case would be a second text of the same code.
  if (!/^[0-9A-F]{4}$/.test(checksum)) return 'The checksum (tag 63) is not four upper-case hexadecimal digits.';

  const initiation = fields.get(codeTags.initiation);
  if (initiation !== undefined && !Object.values<string>(initiationMethods).includes(initiation)) {
    return 'The initiation method (tag 01) is neither 11 nor 12.';
  }
  for (const [tag, name, shape, rule] of shapes) {
    const value = fields.get(tag);
    if (value === undefined) return `The code has no ${name} (tag ${tag}).`;
    if (!shape.test(value)) return `The ${name} (tag ${tag}) ${rule}.`;
  }
  return null;
}

/** Our own merchant account if the code has one, or else the first: a code may serve the apps of many schemes. */
function readAccount(fields: Fields): Parsed<{ scheme: string | null; schemeNumber: string | null }> {
  const accounts: { scheme: string; schemeNumber: string | null }[] = [];
  for (const [tag, value] of fields) {
    if (!isWithin(tag, accountTags)) continue;
    const template = readFields(value, `Template ${tag}`);
    if (!template.ok) return template;
    const scheme = template.value.get(innerTags.scheme);
    if (scheme === undefined) return malformed(`Template ${tag} does not name its scheme (tag 00).`);
    accounts.push({ scheme, schemeNumber: template.value.get(innerTags.schemeNumber) ?? null });
  }

  const own = accounts.find(({ scheme }) => scheme === ownScheme);
  if (own && own.schemeNumber === null) return malformed('The code has no merchant number (tag 01 of its template).');
  const account = own ?? accounts[0];
  if (account) return done(account);
  if ([...fields.keys()].some((tag) => isWithin(tag, cardTags))) return done({ scheme: null, schemeNumber: null });
  return malformed('The code has no merchant account (tags 02 to 51).');
}

function readMoney(fields: Fields): Parsed<{ currency: string; amountMinor: bigint | null }> {
  const currency = currencyOfNumber(fields.get(codeTags.currency) ?? '');
  if (currency === null) return malformed('The currency (tag 53) is not a number of ISO 4217.');
  const amount = fields.get(codeTags.amount);
  if (amount === undefined) return done({ currency, amountMinor: null });

  if (amount.length > amountLengthMax) {
    return malformed(`The amount (tag 54) has more than ${amountLengthMax} characters.`);
  }
  const [, whole, fraction = ''] = /^([0-9]+)(?:\.([0-9]+))?$/.exec(amount) ?? [];
  if (whole === undefined) return malformed('The amount (tag 54) is not digits with at most one point between them.');
  const exponent = currencyExponent(currency);
  if (fraction.length > exponent) {
    return malformed(`The amount (tag 54) has more digits after the point than ${currency}, which has ${exponent}.`);
  }
  const amountMinor = BigInt(whole + fraction.padEnd(exponent, '0'));
  return amountMinor === 0n ? malformed('The amount (tag 54) is zero.') : done({ currency, amountMinor });
}

function readReference(fields: Fields): Parsed<string | null> {
  const additional = readFields(fields.get(codeTags.additional) ?? '', `Template ${codeTags.additional}`);
  if (!additional.ok) return additional;
  const reference = additional.value.get(innerTags.reference) ?? null;
  if (reference !== null && !atMost(referenceMax).test(reference)) {
    return malformed(`The reference (tag 05 of template 62) has more than ${referenceMax} characters.`);
  }
  return done(reference);
}

function atMost(characters: number): RegExp {
  return new RegExp(`^.{1,${characters}}$`, 'su');
}

function isWithin(tag: string, { first, last }: { first: number; last: number }): boolean {
  return Number(tag) >= first && Number(tag) <= last;
}
