import type { Caller } from '@ecosystem/kit/caller';
import type { Pool } from '@ecosystem/kit/database';
import { formatId, newId, type Uuid } from '@ecosystem/kit/ids';
import { castId, castUuid, seedNow } from '@ecosystem/kit/world';
import { post } from '../src/db/ledger.ts';
import { coverages, ledgerAccounts, payments, policies, quotes, wallets } from '../src/db/tables.ts';
import { credit, debit, houseAccount } from '../src/domain/ledger.ts';
import { type PolicyKind, policyPrefixes } from '../src/domain/policy.ts';
import { customerNumber } from './finance-world.ts';

type PolicyInsert = typeof policies.$inferInsert;

/** A customer who is not of the demo world, and has nothing but an empty wallet. */
export interface Holder {
  readonly id: string;
  readonly uuid: Uuid;
  readonly as: Caller;
}

let holders = 5_000;
export async function aHolder(pool: Pool): Promise<Holder> {
  holders += 1;
  const number = holders;
  const customerId = castUuid(number);
  const accountId = newId(seedNow);
  await pool.insert(ledgerAccounts).values({
    ownerId: customerId,
    id: accountId,
    ownerKind: 'CUSTOMER',
    code: 'wallet',
    asset: 'CNY',
    exponent: 2,
    normal: 'CREDIT',
    balanceMinor: 0n,
    heldMinor: 0n,
  });
  await pool.insert(wallets).values({
    customerId,
    id: newId(seedNow),
    status: 'ACTIVE',
    accountId,
    dailyLimitMinor: 5_000_00n,
    currency: 'CNY',
  });
  return { id: castId('cus', number), uuid: customerId, as: customerNumber(number) };
}

/** One promise of a policy; amounts in minor units. */
export interface CoverageFacts {
  readonly code: string;
  readonly limitMinor: bigint;
  readonly deductibleMinor?: bigint;
  readonly coinsurancePercent?: string;
}

const products = {
  AUTO: 'AUTO_COMPREHENSIVE',
  HEALTH: 'FAMILY_HEALTH',
  LIFE: 'TERM_LIFE_20',
  RETURN_FREIGHT: 'RETURN_FREIGHT_30',
} as const satisfies Record<PolicyKind, string>;

let policyCount = 0;
/**
 * A policy of the year 2026 that is in force, with its quote and the captured payment of it.
 * @returns its id and UUID.
 */
export async function aPolicy(
  pool: Pool,
  holder: Holder,
  kind: PolicyKind,
  promises: readonly CoverageFacts[],
  changes: Partial<PolicyInsert> = {},
): Promise<{ id: string; uuid: Uuid }> {
  policyCount += 1;
  const policyNumber = `TEST${policyCount}`;
  const customerId = holder.uuid;
  const createdAt = new Date('2025-12-20T04:00:00Z');
  const [id, quoteId, paymentId] = [newId(createdAt), newId(createdAt), newId(createdAt)];
  const premiumMinor = 300_00n;
  const product = products[kind];
  const common = { customerId, currency: 'CNY', createdAt, updatedAt: createdAt };
  await pool.insert(quotes).values({
    ...common,
    id: quoteId,
    product,
    premiumMinor,
    risk: { factors: [] },
    coverages: [],
    validUntil: new Date('2026-01-03T04:00:00Z'),
    status: 'ACCEPTED',
  });
  await pool.insert(payments).values({
    ...common,
    id: paymentId,
    status: 'CAPTURED',
    amountMinor: premiumMinor,
    capturedMinor: premiumMinor,
    funding: 'BANK_CARD',
    captureMode: 'AUTOMATIC',
    payableType: 'QUOTE',
    payableId: quoteId,
    payeeCode: 'premium',
    expiresAt: createdAt,
    capturedAt: createdAt,
    idempotencyKey: `premium-of-${quoteId}`,
  });
  await post(pool, {
    ownerId: customerId,
    kind: 'PAYMENT_CAPTURE',
    reference: `payment:${paymentId}:capture`,
    bookedAt: createdAt,
    postings: [
      debit(houseAccount('clearing', customerId, 'CNY'), premiumMinor),
      credit(houseAccount('premium', customerId, 'CNY'), premiumMinor),
    ],
  });
  await pool.insert(policies).values({
    ...common,
    id,
    kind,
    policyNumber,
    status: 'IN_FORCE',
    product,
    premiumMinor,
    effectiveOn: '2026-01-01',
    expiresOn: '2027-01-01',
    autoRenews: false,
    vehicleId: kind === 'AUTO' ? newId(createdAt) : null,
    orderId: kind === 'RETURN_FREIGHT' ? newId(createdAt) : null,
    sumAssuredMinor: kind === 'LIFE' ? 100_000_00n : null,
    deductibleLeftMinor: kind === 'HEALTH' ? 0n : null,
    quoteId,
    paymentId,
    ...changes,
  });
  await pool.insert(coverages).values(
    promises.map(({ code, limitMinor, deductibleMinor = 0n, coinsurancePercent = '0' }) => ({
      customerId,
      policyId: id,
      code,
      name: code,
      limitMinor,
      deductibleMinor,
      coinsurancePercent,
      remainingMinor: limitMinor,
    })),
  );
  return { id: formatId(policyPrefixes[kind], id), uuid: id };
}
