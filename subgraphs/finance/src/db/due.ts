import { oneOf } from '@ecosystem/kit/columns';
import type { Database, Pool } from '@ecosystem/kit/database';
import type { JobKey } from '@ecosystem/kit/jobs';
import { and, asc, lte, sql } from 'drizzle-orm';
import { loyalty, payments, redPackets } from './tables.ts';

// What is due at a time, longest due first. Each follows a partial index, whose condition stands here in the same words: a parameter would not do.

type FindDue = (database: Database, at: Date, limit: number) => Promise<readonly JobKey[]>;
const by =
  (find: (read: Pool, at: Date, limit: number) => Promise<readonly JobKey[]>): FindDue =>
  ({ read }, at, limit) =>
    find(read, at, limit);

/** Payments whose time is over and that nobody has ended. */
export const findOverduePayments = by((read, at, limit) =>
  read
    .select({ customerId: payments.customerId, id: payments.id })
    .from(payments)
    .where(and(oneOf(payments.status, ['CREATED', 'AUTHORISED']), lte(payments.expiresAt, at)))
    .orderBy(asc(payments.expiresAt))
    .limit(limit),
);

/** Payments whose money leaves escrow now, because the buyer has said nothing. */
export const findReleasablePayments = by((read, at, limit) =>
  read
    .select({ customerId: payments.customerId, id: payments.id })
    .from(payments)
    .where(and(sql`${payments.isInEscrow}`, lte(payments.escrowReleaseAt, at)))
    .orderBy(asc(payments.escrowReleaseAt))
    .limit(limit),
);

/** Red packets that have expired with something in them. */
export const findExpiredPackets = by((read, at, limit) =>
  read
    .select({ customerId: redPackets.customerId, id: redPackets.id })
    .from(redPackets)
    .where(and(oneOf(redPackets.status, ['SENT', 'PARTIALLY_CLAIMED']), lte(redPackets.expiresAt, at)))
    .orderBy(asc(redPackets.expiresAt))
    .limit(limit),
);

/** Customers some of whose points come near their end or reach it. */
export const findPointsToReview = by((read, at, limit) =>
  read
    .select({ customerId: loyalty.customerId, id: loyalty.accountId })
    .from(loyalty)
    .where(lte(loyalty.reviewAt, at))
    .orderBy(asc(loyalty.reviewAt))
    .limit(limit),
);
