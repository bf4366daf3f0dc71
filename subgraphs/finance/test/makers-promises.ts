import { castId, castUuid, seedNow } from '@ecosystem/kit/world';
import { and, eq } from 'drizzle-orm';
import { post } from '../src/db/ledger.ts';
import {
  claimLines,
  claims,
  coverages,
  knownPayables,
  payouts,
  policies,
  redPacketShares,
  redPackets,
} from '../src/db/tables.ts';
import { credit, debit, houseAccount, walletAccount } from '../src/domain/ledger.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import { dayMs, type FinanceWorld, liwei, noodle, yuan } from './finance-world.ts';

const customerId = castUuid(1);
const friendId = castUuid(2);
const currency = homeCurrency;
const at = seedNow;
const minuteMs = 60_000;
export const madePacket = castUuid(7_001);
export const madeClaim = castUuid(7_002);
export const madeCoverage = 'HOSPITAL';

let orders = 7_100;
/** An order of @liwei at the noodle house that costs this much, as `createPayment` names it. */
export async function anOrder(world: FinanceWorld, amountMinor: bigint) {
  orders += 1;
  const order = {
    type: 'ORDER',
    id: castUuid(orders),
    customerId,
    merchantId: castUuid(1),
    amountMinor,
    currency,
  } as const;
  await world.subgraph.database.write.insert(knownPayables).values(order);
  return { payableType: 'ORDER', payableId: castId('ord', orders) };
}

/** A payment of @liwei to the noodle house, created and authorised. */
export async function aPayment(world: FinanceWorld, amount: string, captureMode: string, funding: string) {
  const order = await anOrder(world, BigInt(amount.replace('.', '')));
  const input = { ...order, amount: yuan(amount), captureMode };
  const { payment } = await world.mutate('createPayment', input, liwei, 'payment { id }');
  const paymentId = (payment as { readonly id: string }).id;
  const { userErrors } = await world.mutate('authorisePayment', { paymentId, funding }, liwei);
  if (userErrors.length > 0) throw new Error(`The payment was refused: ${userErrors[0]?.code}.`);
  return paymentId;
}

/** Adds to the demo world what every invariant of finance looks at: one of each kind, in the middle of its life. */
export async function fillWithPromises(world: FinanceWorld): Promise<void> {
  await addPayments(world);
  await addRedPacket(world);
  await addClaim(world);
}

async function addPayments(world: FinanceWorld): Promise<void> {
  const refunded = await aPayment(world, '38.50', 'AUTOMATIC', 'WALLET');
  const refund = { paymentId: refunded, amount: yuan('10.00'), reason: 'Cold noodles' };
  await world.mutate('refundPayment', refund, noodle);
  await aPayment(world, '12.00', 'ESCROW', 'WALLET');
  await aPayment(world, '5.00', 'MANUAL', 'WALLET');
  await aPayment(world, '3.00', 'MANUAL', 'POINTS');
  await aPayment(world, '2.00', 'AUTOMATIC', 'POINTS');
}

/** A packet of two shares, of which one is taken. */
async function addRedPacket({ subgraph }: FinanceWorld): Promise<void> {
  const [totalMinor, takenMinor] = [10_00n, 4_00n];
  const kept = houseAccount('red-packet', customerId, currency);
  const packet = { customerId, packetId: madePacket } as const;
  await subgraph.database.write.transaction(async (pool) => {
    await pool.insert(redPackets).values({
      customerId,
      id: madePacket,
      kind: 'LUCKY',
      totalMinor,
      claimedMinor: takenMinor,
      currency,
      shares: 2,
      claimedShares: 1,
      seed: 1n,
      status: 'PARTIALLY_CLAIMED',
      toCustomerId: friendId,
      expiresAt: new Date(at.getTime() + dayMs),
      idempotencyKey: 'made-packet',
    });
    await pool.insert(redPacketShares).values([
      { ...packet, slot: 1, amountMinor: takenMinor, claimantId: friendId, claimedAt: at },
      { ...packet, slot: 2, amountMinor: totalMinor - takenMinor },
    ]);
    await post(pool, {
      ownerId: customerId,
      kind: 'RED_PACKET',
      reference: `red-packet:${madePacket}`,
      bookedAt: at,
      postings: [debit(walletAccount(customerId, currency), totalMinor), credit(kept, totalMinor)],
    });
    await post(pool, {
      ownerId: friendId,
      kind: 'RED_PACKET_SHARE',
      reference: `red-packet:${madePacket}:share:1`,
      bookedAt: at,
      postings: [debit(kept, takenMinor), credit(walletAccount(friendId, currency), takenMinor)],
    });
  });
}

/** A claim that was approved in part and paid. */
async function addClaim({ subgraph }: FinanceWorld): Promise<void> {
  const [claimedMinor, approvedMinor, limitMinor] = [86_00n, 72_90n, 500_00n];
  const key = { customerId, claimId: madeClaim } as const;
  await subgraph.database.write.transaction(async (pool) => {
    const [policy] = await pool
      .select({ id: policies.id })
      .from(policies)
      .where(and(eq(policies.customerId, customerId), eq(policies.status, 'IN_FORCE'), eq(policies.kind, 'HEALTH')));
    if (!policy) throw new Error('@liwei has a health policy.');
    await pool.insert(coverages).values({
      customerId,
      policyId: policy.id,
      code: madeCoverage,
      name: 'Hospital',
      limitMinor,
      deductibleMinor: 0n,
      coinsurancePercent: '10.00',
      remainingMinor: limitMinor - approvedMinor,
    });
    await pool.insert(claims).values({
      customerId,
      id: madeClaim,
      claimNumber: 'CLM-MADE-1',
      policyId: policy.id,
      status: 'PAID',
      lossAt: new Date(at.getTime() - minuteMs),
      reportedAt: at,
      cause: 'ILLNESS',
      description: 'A night in hospital',
      claimedMinor,
      reserveMinor: 0n,
      approvedMinor,
      paidMinor: approvedMinor,
      currency,
      lossKey: 'made-loss',
    });
    await pool
      .insert(claimLines)
      .values({ ...key, coverageCode: madeCoverage, claimedMinor, approvedMinor, evidenceIds: [] });
    await pool.insert(payouts).values({
      ...key,
      id: castUuid(7_003),
      attempt: 1,
      amountMinor: approvedMinor,
      currency,
      status: 'SETTLED',
      payeeKind: 'CUSTOMER',
      payeeId: customerId,
      settledAt: at,
    });
    await post(pool, {
      ownerId: customerId,
      kind: 'CLAIM_PAYOUT',
      reference: `claim:${madeClaim}:payout:1`,
      bookedAt: at,
      postings: [
        debit(houseAccount('claims', customerId, currency), approvedMinor),
        credit(walletAccount(customerId, currency), approvedMinor),
      ],
    });
  });
}
