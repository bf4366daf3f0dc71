import type { Change } from '@ecosystem/kit/command';
import type { JobKey } from '@ecosystem/kit/jobs';
import { dropUnpaid, findOverdue, type InstalmentRow, markPaid, postpone } from '../db/instalments.ts';
import { post } from '../db/ledger.ts';
import type { PolicyRow } from '../db/policies.ts';
import { closeLapse, findOpenLapse, lockPolicy, openLapse, savePolicy } from '../db/policy-changes.ts';
import { addDays, businessDayOf } from '../domain/days.ts';
import { premiumPostings } from '../domain/payment-postings.ts';
import { canReinstate, decideDefault } from '../domain/policy-instalments.ts';
import { spend } from './payment-authorise.ts';
import { endPolicy } from './policy-end.ts';

/**
 * Takes all that is due of a policy from the wallet. What cannot be paid is tried again on the next day; beyond the days of grace the
 * policy lapses, comes back when it is paid in time, and else is cancelled.
 */
export async function collectPremium(change: Change, { id }: JobKey): Promise<void> {
  const { pool, at } = change;
  const policy = await lockPolicy(pool, id);
  if (!policy) return;
  const today = businessDayOf(at);
  const [oldest, ...others] = await findOverdue(pool, policy, today);
  if (!oldest || oldest.collectOn > today) return;
  const isLapsed = policy.status === 'LAPSED';
  if (!isLapsed && policy.status !== 'IN_FORCE') return dropUnpaid(pool, policy);
  // A lapse that is not on record began with the first missed day, so that nobody gets more days than others.
  const lapsedOn = isLapsed ? ((await findOpenLapse(pool, policy)) ?? oldest.dueOn) : null;
  const mayPay = !isLapsed || canReinstate({ ...policy, lapsedOn }, today);
  if (mayPay && (await pay(change, policy, [oldest, ...others], today))) {
    if (isLapsed) await reinstate(change, policy, today);
    return;
  }

  const event = decideDefault({ ...policy, oldestUnpaidOn: oldest.dueOn, lapsedOn }, today);
  if (event === 'cancel') {
    return endPolicy(change, policy, { cancelledOn: lapsedOn ?? today, reason: null, refundMinor: 0n });
  }
  if (event === 'lapse') await lapse(change, policy, today);
  await postpone(pool, policy, today, addDays(today, 1), at);
}

/** Takes the instalments from the wallet; false if it cannot pay them now. */
async function pay(
  change: Change,
  policy: PolicyRow,
  instalments: readonly [InstalmentRow, ...InstalmentRow[]],
  today: string,
): Promise<boolean> {
  const { pool, at, publish } = change;
  const { customerId, id, currency } = policy;
  const amountMinor = instalments.reduce((sum, instalment) => sum + instalment.amountMinor, 0n);
  const spent = await spend(change, { customerId, currency, amountMinor }, 'WALLET');
  if (!spent.ok) return false;
  publish({
    topic: 'premium.collected',
    customerId,
    payload: { policyId: id, amountMinor: String(amountMinor), currency },
  });
  await Promise.all([
    markPaid(pool, policy, today, at),
    post(pool, {
      ownerId: customerId,
      kind: 'PREMIUM',
      reference: `policy:${id}:instalment:${instalments[0].number}`,
      bookedAt: at,
      postings: premiumPostings(customerId, amountMinor, currency),
    }),
  ]);
  return true;
}

async function lapse({ pool, at, publish }: Change, policy: PolicyRow, today: string): Promise<void> {
  const { customerId, id, kind } = policy;
  publish({ topic: 'policy.lapsed', customerId, payload: { policyId: id, kind, fromOn: today } });
  await Promise.all([savePolicy(pool, policy, { status: 'LAPSED' }, at), openLapse(pool, policy, today, at)]);
}

async function reinstate({ pool, at, publish }: Change, policy: PolicyRow, today: string): Promise<void> {
  const { customerId, id, kind } = policy;
  publish({ topic: 'policy.reinstated', customerId, payload: { policyId: id, kind, toOn: today } });
  await Promise.all([savePolicy(pool, policy, { status: 'IN_FORCE' }, at), closeLapse(pool, policy, today, at)]);
}
