import { setTimeout as sleep } from 'node:timers/promises';
import { movableClock } from '@ecosystem/kit/clock';
import { castId, seedNow } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { noView } from './attacks/attack.ts';
import { type Agreed, agree, consentLifeMs, revoke, suspend } from './partner-consents.ts';
import { accessesOf, brokenChainsOf, operationOf, sendTo, uuidOf } from './partner-requests.ts';
import { startSecondWorker } from './partner-workers.ts';
import { startWorld, type World } from './world.ts';

const orders = operationOf('shop', 'CustomerOrders');
const finances = operationOf('bank', 'CustomerFinances');
const customer = castId('cus', 50);
const shopWish = { partner: 'shop', customer, scopes: ['PROFILE_BASIC', 'ORDERS_READ'] } as const;
const bankWish = { partner: 'bank', customer, scopes: ['PROFILE_BASIC', 'WALLET_BAND'] } as const;

type View = { partnerView: Record<string, unknown> | null };

async function read(world: World, agreed: Agreed, token: string, documentId: string, url = world.url) {
  return sendTo<View>(url, { token, body: { documentId, variables: { ...agreed } } });
}

describe('while finance works on its part', async () => {
  const clock = movableClock(seedNow);
  let meanwhile: (() => Promise<void>) | null = null;
  const world = await startWorld('in-process', {
    partners: true,
    clock,
    wrap: (name, subgraph) => ({
      ...subgraph,
      name: subgraph.name,
      async execute(request) {
        const act = name === 'finance' && request.query.includes('walletBand') ? meanwhile : null;
        const result = await subgraph.execute(request);
        meanwhile = act ? null : meanwhile;
        await act?.();
        return result;
      },
      ping: () => subgraph.ping(),
      prepare: (query) => subgraph.prepare?.(query),
    }),
  });
  afterAll(() => world[Symbol.asyncDispose]());
  afterEach(() => {
    meanwhile = null;
  });
  const token = await world.token('partner', 'bank');

  test.each<[string, (agreed: Agreed) => Promise<void>]>([
    ['the customer takes the consent back', ({ consentId }) => revoke(world, customer, consentId)],
    ['the time of the consent ends', async () => clock.advance(consentLifeMs)],
    ['the operator suspends the partner', () => suspend(world, 'bank')],
  ])('%s: the answer is without what was read, and the log says so', async (_, act) => {
    const agreed = await agree(world, bankWish);
    expect((await read(world, agreed, token, finances.id)).data).toMatchObject({
      partnerView: { walletBand: expect.any(String) },
    });
    let hasActed = false;
    meanwhile = async () => {
      await act(agreed);
      hasActed = true;
    };
    const answer = await read(world, agreed, token, finances.id);

    expect(hasActed).toBe(true);
    expect([answer.status, answer.data, answer.codes]).toEqual([200, noView, ['CONSENT_REQUIRED']]);
    expect(answer.text).not.toMatch(/walletBand|_TO_/);
    expect(await accessesOf(world, answer.requestId)).toMatchObject([{ is_granted: false }]);
  });
});

describe('thirty readers on two workers and a customer who takes back', async () => {
  const readers = 30;
  const rounds = 4;
  const world = await startWorld('in-process', { partners: true });
  afterAll(() => world[Symbol.asyncDispose]());
  let second: Awaited<ReturnType<typeof startSecondWorker>>;
  beforeAll(async () => {
    second = await startSecondWorker(world);
  });
  afterAll(() => second[Symbol.asyncDispose]());
  const token = await world.token('partner', 'shop');
  const social = world.subgraphs.social.subgraph.database.read;
  const countGranted = async ({ consentId }: Agreed) => {
    const [row] = await social.execute<{ rows: number; uses: number }>(
      sql`select count(*)::int as rows, max(use_count)::int as uses from access_log join consents on consents.id = consent_id
        where consent_id = ${uuidOf(consentId)} and is_granted`,
    );
    return row;
  };

  test.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    'round %i: nothing is given after the revocation was answered, and each answer has its row',
    async (round) => {
      const agreed = await agree(world, shopWish);
      let revokedAt = Number.POSITIVE_INFINITY;
      let isOver = false;
      const seen: { readonly sentAt: number; readonly requestId: string; readonly isGiven: boolean }[] = [];
      const reading = Array.from({ length: readers }, async (_, reader) => {
        while (!isOver) {
          const sentAt = performance.now();
          const url = reader % 2 === 0 ? world.url : second.url;
          const { data, codes, requestId, text } = await read(world, agreed, token, orders.id, url);
          const isGiven = data?.partnerView != null;
          if (!isGiven) expect(codes, text).toEqual(['CONSENT_REQUIRED']);
          seen.push({ sentAt, requestId, isGiven });
        }
      });
      // Not at the same moment each time.
      while (seen.length < readers + 7 * round) await sleep(1);
      await revoke(world, customer, agreed.consentId);
      revokedAt = performance.now();
      const atRevocation = await countGranted(agreed);
      while (seen.filter(({ sentAt }) => sentAt > revokedAt).length < readers) await sleep(1);
      isOver = true;
      await Promise.all(reading);

      expect(seen.filter(({ sentAt, isGiven }) => isGiven && sentAt > revokedAt)).toEqual([]);
      // No row was granted after the revocation was committed, and each use is a row.
      expect(await countGranted(agreed)).toEqual(atRevocation);
      expect(atRevocation?.uses).toBe(atRevocation?.rows);
      const given = seen.filter(({ isGiven }) => isGiven);
      expect(given.length).toBeGreaterThan(0);
      expect(given.length).toBe(atRevocation?.rows);
      for (const { requestId, isGiven } of seen) {
        expect((await accessesOf(world, requestId)).map(({ is_granted }) => is_granted)).toEqual([isGiven]);
      }
    },
  );

  test('after all of this the chains of the access log are whole', async () => {
    expect(await brokenChainsOf(world)).toEqual([]);
  });
});
