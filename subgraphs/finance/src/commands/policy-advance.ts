import type { Change } from '@ecosystem/kit/command';
import type { JobKey } from '@ecosystem/kit/jobs';
import { lockPolicy, savePolicy } from '../db/policy-changes.ts';
import { businessDayOf } from '../domain/days.ts';
import { decideCalendarEvent } from '../domain/policy-renewal.ts';
import { endPolicy } from './policy-end.ts';

/** Does to a policy what the calendar asks today: its term begins, or is over. */
export async function advancePolicy(change: Change, { id }: JobKey): Promise<void> {
  const { pool, at, publish } = change;
  const policy = await lockPolicy(pool, id);
  if (!policy) return;
  const { customerId, kind, expiresOn } = policy;
  const event = decideCalendarEvent(policy, businessDayOf(at));
  if (event === 'cancel') {
    await endPolicy(change, policy, { cancelledOn: expiresOn, reason: null, refundMinor: 0n });
  } else if (event === 'begin') {
    publish({ topic: 'policy.began', customerId, payload: { policyId: id, kind } });
    await savePolicy(pool, policy, { status: 'IN_FORCE' }, at);
  } else if (event === 'expire') {
    publish({ topic: 'policy.expired', customerId, payload: { policyId: id, kind } });
    await savePolicy(pool, policy, { status: 'EXPIRED' }, at);
  }
}
