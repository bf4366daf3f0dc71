import { placeOf } from '@ecosystem/kit/columns';
import { cast, customerName } from '@ecosystem/kit/demo-facts';
import type { DataKey, Vault } from '@ecosystem/kit/field-encryption';
import { maskIdNumber, maskName } from '@ecosystem/kit/masking';
import { castUuid, dayAfter, draw, minutesBefore, minutesPerDay, seedNow } from '@ecosystem/kit/world';
import { type dataKeys, kycVault } from '../src/db/tables.ts';
import { computeTermEnd } from '../src/domain/policy.ts';
import { kycLevelOf, openedAt } from './people.ts';

/** How long the card that proves an identity is valid. */
const cardYears = 10;

/** The customer's proof of identity, and the data key with which it is sealed; null for what does not exist. */
export function proofOf(
  customer: number,
  vault: Vault,
): {
  readonly dataKey: typeof dataKeys.$inferInsert | null;
  readonly kyc: typeof kycVault.$inferInsert | null;
} {
  const customerId = castUuid(customer);
  if (customer === cast.erased) return { dataKey: { customerId, destroyedAt: erasedAt(customer) }, kyc: null };
  // Who has proven nothing has nothing to seal.
  if (kycLevelOf(customer) === 'NONE') return { dataKey: null, kyc: kycOf(customer, null) };
  const wrappedKey = vault.createDataKey(customerId);
  const createdAt = openedAt(customer);
  return {
    dataKey: { customerId, wrappedKey, createdAt },
    kyc: kycOf(customer, vault.open(wrappedKey, customerId)),
  };
}

function kycOf(customer: number, key: DataKey | null): typeof kycVault.$inferInsert {
  const customerId = castUuid(customer);
  const level = kycLevelOf(customer);
  const createdAt = openedAt(customer);
  const isDocumentProven = level === 'STANDARD' || level === 'ENHANCED';
  const name = customerName(customer);
  const idNumber = idNumberOf(customer);
  return {
    customerId,
    level,
    verifiedAt: level === 'NONE' ? null : createdAt,
    expiresOn: isDocumentProven ? computeTermEnd(dayAfter(createdAt, 0), cardYears) : null,
    nameEnc: key?.seal(name, placeOf(kycVault.nameEnc, customerId)) ?? null,
    idNumberEnc: key?.seal(idNumber, placeOf(kycVault.idNumberEnc, customerId)) ?? null,
    nameMasked: maskName(name),
    idNumberMasked: maskIdNumber(idNumber),
    createdAt,
  };
}

function erasedAt(customer: number): Date {
  return minutesBefore(seedNow, draw('finance', customer).integer('erased', minutesPerDay, 60 * minutesPerDay));
}

/** The year in which a customer was born, as the identity number says. */
export function birthYearOf(customer: number): number {
  return draw('id-number', customer).integer('year', 1960, 2000);
}

/** An identity number of region 999999, which does not exist, with the right check character (GB 11643). */
function idNumberOf(customer: number): string {
  const drawn = draw('id-number', customer);
  const birthYear = birthYearOf(customer);
  const body = `999999${birthYear}${String(drawn.integer('day', 101, 128)).padStart(4, '0')}${String(customer % 1_000).padStart(3, '0')}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0);
  return body + '10X98765432'.charAt(sum % 11);
}
