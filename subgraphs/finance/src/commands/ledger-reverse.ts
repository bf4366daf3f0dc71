import type { Change } from '@ecosystem/kit/command';
import type { Uuid } from '@ecosystem/kit/ids';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { findBooked, post } from '../db/ledger.ts';
import { reversePostings } from '../domain/ledger.ts';

/**
 * Takes back what was booked: the same amounts on the other sides, in a transaction that names the first. Entries are never changed (F2).
 * The database refuses a second reversal of one transaction, and one that would overdraw an account (F3). An operator's step: no
 * mutation does it.
 */
export async function reverseTransaction(
  { pool, at, publish }: Change,
  transactionId: Uuid,
): Promise<Result<{ readonly transactionId: Uuid }, 'NOT_FOUND' | 'ILLEGAL_TRANSITION'>> {
  const booked = await findBooked(pool, transactionId);
  if (booked === null) return refused('NOT_FOUND', null, 'There is no such ledger transaction.');
  if (booked.kind === 'REVERSAL') {
    return refused('ILLEGAL_TRANSITION', null, 'A reversal is not reversed; book it anew.');
  }
  const reversalId = await post(pool, {
    ownerId: booked.ownerId,
    kind: 'REVERSAL',
    reference: `reversal:${transactionId}`,
    bookedAt: at,
    postings: reversePostings(booked.postings),
    reversesId: transactionId,
  });
  publish({
    topic: 'ledger.reversed',
    customerId: booked.ownerId,
    payload: { transactionId, reversalId },
  });
  return done({ transactionId: reversalId });
}
