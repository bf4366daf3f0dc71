import { splitId } from '@ecosystem/kit/ids';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consentMachine } from '../src/domain/consent.ts';
import { expireConsentJob } from '../src/jobs/expire-consent.ts';
import {
  type ConsentWorld,
  dayMs,
  later,
  makeGranted,
  makeRequest,
  newcomer,
  openSocial,
  plainAnswer,
} from './consents-world.ts';

type Status = (typeof consentMachine.states)[number];

let world: ConsentWorld;
beforeAll(async () => {
  world = await openSocial();
  // What is due in the demo world itself is done first.
  await world.runJobs();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const uuidOf = (consentId: string) => splitId(consentId)?.uuid;
const answer = async (mutation: string, consentId: string) => {
  const input = { ...(mutation === 'authoriseConsent' && plainAnswer), consentId };
  const { consent, userErrors } = await world.mutate(mutation, input, newcomer, 'consent { status }');
  return userErrors[0]?.code ?? (consent as { status: string }).status;
};
const statusOf = async (consentId: string) => {
  const [row] = await world.subgraph.database.read.execute<{ status: Status }>(
    sql`select status from consents where id = ${uuidOf(consentId)}`,
  );
  return row?.status;
};
const key = (consentId: string) => ({ customerId: '', id: uuidOf(consentId) ?? '' });
/** The job logs nothing. */
const quiet = Object.freeze({}) as Parameters<typeof expireConsentJob.run>[1]['logger'];

/** Every event, as it comes to a consent: what the customer sends, what time does, and the use by a partner. */
const events: Record<string, (consentId: string) => Promise<string | undefined>> = {
  authorise: (consentId) => answer('authoriseConsent', consentId),
  reject: (consentId) => answer('rejectConsent', consentId),
  revoke: (consentId) => answer('revokeConsent', consentId),
  // The job is told of it in whatever state it is, as when another process was faster.
  expire: (consentId) =>
    later(world, 30 * dayMs, async () => {
      const { database } = world.subgraph;
      await expireConsentJob.run(key(consentId), { clock: world.clock, database, logger: quiet, requestId: 'test' });
      return statusOf(consentId);
    }),
  // A row that is used is changed by a statement of its own; the database keeps the machine there too.
  async consume(consentId) {
    try {
      await world.subgraph.database.write.execute(
        sql`update consents set status = 'CONSUMED', use_count = use_count + 1, last_used_at = ${world.clock.now().toISOString()}
          where id = ${uuidOf(consentId)}`,
      );
      return await statusOf(consentId);
    } catch (error) {
      const { cause } = error as { cause?: { constraint_name?: string } };
      return cause?.constraint_name;
    }
  },
};

const makers: Record<Status, () => Promise<string>> = {
  AWAITING_AUTHORISATION: () => makeRequest(world),
  AUTHORISED: () => makeGranted(world),
  async REJECTED() {
    const consentId = await makeRequest(world);
    await events['reject']?.(consentId);
    return consentId;
  },
  async REVOKED() {
    const consentId = await makeGranted(world);
    await events['revoke']?.(consentId);
    return consentId;
  },
  async EXPIRED() {
    const consentId = await makeRequest(world);
    await events['expire']?.(consentId);
    return consentId;
  },
  async CONSUMED() {
    const consentId = await makeGranted(world);
    await events['consume']?.(consentId);
    return consentId;
  },
};

const no = 'ILLEGAL_TRANSITION';
const final = 'ALREADY_FINAL';
/** What each state answers to each event: the next state, or what refuses it. A job leaves what is final as it is. */
const answers: Record<Status, Record<string, string>> = {
  AWAITING_AUTHORISATION: row('AUTHORISED', 'REJECTED', no, 'EXPIRED', 'consents_granted_at'),
  AUTHORISED: row(no, no, 'REVOKED', 'EXPIRED', 'CONSUMED'),
  REJECTED: row(final, final, final, 'REJECTED', 'consents_granted_at'),
  REVOKED: row(final, final, final, 'REVOKED', 'consents_revoked_at'),
  EXPIRED: row('CONSENT_EXPIRED', final, final, 'EXPIRED', 'consents_granted_at'),
  CONSUMED: row(final, final, final, 'CONSUMED', 'consents_final'),
};
function row(authorise: string, reject: string, revoke: string, expire: string, consume: string) {
  return { authorise, reject, revoke, expire, consume };
}

/** All that an event of a consent can have written. */
async function everything(consentId: string): Promise<unknown> {
  const [found] = await world.subgraph.database.read.execute(sql`select
    (select jsonb_agg(c) from consents c where id = ${uuidOf(consentId)}) as consent,
    (select jsonb_agg(r) from consent_receipts r where consent_id = ${uuidOf(consentId)}) as receipt,
    (select count(*) from outbox) as events`);
  return found;
}

test('all events of the machine are tried', () => {
  expect(Object.keys(events).sort()).toEqual([...consentMachine.events].sort());
});

describe.each(consentMachine.states)('a consent that is %s', (state) => {
  test.each(Object.entries(answers[state]))('answers to %s with %s', async (event, expected) => {
    const consentId = await makers[state]();
    expect(await statusOf(consentId)).toBe(state);
    const before = await everything(consentId);

    expect(await events[event]?.(consentId)).toBe(expected);
    const isMove = expected !== state && consentMachine.states.some((next) => next === expected);
    if (isMove) expect(await everything(consentId)).not.toEqual(before);
    else expect(await everything(consentId)).toEqual(before);
  });
});

describe('a consent whose time is over is final, also before the job has said so', () => {
  test('a request', async () => {
    const consentId = await makeRequest(world);
    await later(world, dayMs, async () => {
      expect(await answer('authoriseConsent', consentId)).toBe('CONSENT_EXPIRED');
      expect(await answer('rejectConsent', consentId)).toBe(final);
    });
    expect(await answer('rejectConsent', consentId)).toBe('REJECTED');
  });

  test('a consent that was granted', async () => {
    const consentId = await makeGranted(world);
    await later(world, 30 * dayMs, async () => expect(await answer('revokeConsent', consentId)).toBe(final));
    await later(world, 30 * dayMs - 1, async () => expect(await answer('revokeConsent', consentId)).toBe('REVOKED'));
  });
});

describe('the job', () => {
  test.each([
    ['a request after 24 hours', () => makeRequest(world), dayMs],
    ['a consent after its days', () => makeGranted(world), 30 * dayMs],
  ])('ends %s, once, and not a moment before', async (_, make, afterMs) => {
    const consentId = await make();
    const before = await statusOf(consentId);
    await later(world, afterMs - 1, async () => expect(await world.runJobs([expireConsentJob])).toEqual([]));
    expect(await statusOf(consentId)).toBe(before);

    await later(world, afterMs, async () => {
      expect(await world.runJobs([expireConsentJob])).toEqual([]);
      await world.runJobs([expireConsentJob]);
    });
    expect(await statusOf(consentId)).toBe('EXPIRED');
    const told = await world.subgraph.database.read.execute(
      sql`select payload from outbox where topic = 'consent.expired' and payload ->> 'consentId' = ${uuidOf(consentId)}`,
    );
    expect(told).toEqual([{ payload: { consentId: uuidOf(consentId), partnerId: expect.any(String) } }]);
  });

  test.each(['ONE_TIME', 'PERSISTENT'])('leaves a consent that is %s in force', async (duration) => {
    const consentId = await makeRequest(world, { duration, ttlDays: null, scopes: ['PROFILE_BASIC'] });
    const input = { ...plainAnswer, scopes: ['PROFILE_BASIC'], separateConsentFor: [], consentId };
    await world.mutate('authoriseConsent', input, newcomer);

    await later(world, 1_000 * dayMs, () => world.runJobs([expireConsentJob]));
    expect(await statusOf(consentId)).toBe('AUTHORISED');
  });
});
