import { placeOf } from '@ecosystem/kit/columns';
import { cast, customerName } from '@ecosystem/kit/demo-facts';
import type { DataKey, Vault } from '@ecosystem/kit/field-encryption';
import { maskIdNumber, maskName } from '@ecosystem/kit/masking';
import { castUuid, dayAfter, draw, minutesBefore, minutesPerDay, type SeedWorld } from '@ecosystem/kit/world';
import { type dataKeys, kycVault } from '../src/db/tables.ts';
import { computeTermEnd } from '../src/domain/policy.ts';
import { kycLevelOf, openedAt } from './people.ts';

/** How long the card that proves an identity is valid. */
const cardYears = 10;

/** The customer's proof of identity, and the data key with which it is sealed; null for what does not exist. */
export function proofOf(
  world: SeedWorld,
  customer: number,
  vault: Vault,
): {
  readonly dataKey: typeof dataKeys.$inferInsert | null;
  readonly kyc: typeof kycVault.$inferInsert | null;
} {
  const customerId = castUuid(customer);
  if (customer === cast.erased) return { dataKey: { customerId, destroyedAt: erasedAt(world, customer) }, kyc: null };
  // Who has proven nothing has nothing to seal.
  if (kycLevelOf(customer) === 'NONE') return { dataKey: null, kyc: kycOf(world, customer, null) };
  const wrappedKey = vault.createDataKey(customerId);
  const createdAt = openedAt(world, customer);
  return {
    dataKey: { customerId, wrappedKey, createdAt },
    kyc: kycOf(world, customer, vault.open(wrappedKey, customerId)),
  };
}

function kycOf(world: SeedWorld, customer: number, key: DataKey | null): typeof kycVault.$inferInsert {
  const customerId = castUuid(customer);
  const level = kycLevelOf(customer);
  const createdAt = openedAt(world, customer);
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

function erasedAt({ now }: SeedWorld, customer: number): Date {
  return minutesBefore(now, draw('finance', customer).integer('erased', minutesPerDay, 60 * minutesPerDay));
}

/** An identity number of region 999999, which does not exist, with the right check character (GB 11643). */
function idNumberOf(customer: number): string {
  const drawn = draw('id-number', customer);
  const birthYear = drawn.integer('year', 1950, 2004);
  const body = `999999${birthYear}${String(drawn.integer('day', 101, 128)).padStart(4, '0')}${String(customer % 1_000).padStart(3, '0')}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0);
  return body + '10X98765432'.charAt(sum % 11);
}
