import { movableClock } from '@ecosystem/kit/clock';
import { castId, seedNow } from '@ecosystem/kit/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noView } from './attacks/attack.ts';
import {
  type Agreed,
  agree,
  consentLifeMs,
  type PartnerName,
  partnerNumbers,
  revoke,
  suspend,
} from './partner-consents.ts';
import { accessesOf, brokenChainsOf, operationOf, refusalsOf, sendTo } from './partner-requests.ts';
import { startSecondWorker } from './partner-workers.ts';
import { startWorld } from './world.ts';

const orders = operationOf('shop', 'CustomerOrders');
const bankView = operationOf('bank', 'PartnerUnderConsent');
const names = Object.keys(partnerNumbers) as PartnerName[];

describe('a customer and partners', async () => {
  const clock = movableClock(seedNow);
  const world = await startWorld('in-process', { partners: true, clock });
  afterAll(() => world[Symbol.asyncDispose]());
  let second: Awaited<ReturnType<typeof startSecondWorker>>;
  let tokens: Record<PartnerName, string>;
  beforeAll(async () => {
    second = await startSecondWorker(world);
    const pairs = await Promise.all(names.map(async (name) => [name, await world.token('partner', name)] as const));
    tokens = Object.fromEntries(pairs) as Record<PartnerName, string>;
  });
  afterAll(() => second[Symbol.asyncDispose]());

  /** One read of a partner, by the worker at this address. */
  const read = (agreed: Agreed, { url = world.url, partner = 'shop' as PartnerName, documentId = orders.id } = {}) =>
    sendTo<{ partnerView: Record<string, unknown> | null }>(url, {
      token: tokens[partner],
      body: { documentId, variables: { ...agreed } },
    });
  const newcomer = { partner: 'shop', customer: castId('cus', 50), scopes: ['PROFILE_BASIC', 'ORDERS_READ'] } as const;

  test('{PROFILE_BASIC, ORDERS_READ}: orders come, the rest is null with CONSENT_REQUIRED, and one row names the fields (Q8)', async () => {
    const agreed = await agree(world, { ...newcomer, partner: 'bank', customer: 'liwei' });
    const answer = await sendTo<{ partnerView: Record<string, unknown> }>(world.url, {
      token: tokens.bank,
      body: { documentId: bankView.id, variables: { subjectId: agreed.subjectId } },
    });

    expect(answer.status).toBe(200);
    expect(answer.data?.partnerView).toMatchObject({
      ...agreed,
      displayName: '小伟',
      orders: { nodes: [{ orderRef: expect.any(String) }, {}, {}, {}, {}] },
    });
    const refused = ['activePrescriptions', 'phoneMasked', 'policySummaries', 'vehicles', 'walletBand'];
    expect(answer.errors.map(({ path }) => path?.join('.')).sort()).toEqual(
      refused.map((name) => `partnerView.${name}`),
    );
    expect(new Set(answer.codes)).toEqual(new Set(['CONSENT_REQUIRED']));
    for (const name of refused) expect(answer.data?.partnerView[name]).toBeNull();
    const [row, ...more] = await accessesOf(world, answer.requestId);
    expect(more).toEqual([]);
    expect(row).toMatchObject({ is_granted: true, operation_name: bankView.name });
    expect(row?.fields).toEqual(
      expect.arrayContaining([
        'PartnerCustomerView.displayName',
        'PartnerCustomerView.orders',
        'PartnerOrder.orderRef',
      ]),
    );
    for (const name of refused) expect(row?.fields).not.toContain(`PartnerCustomerView.${name}`);
    await revoke(world, 'liwei', agreed.consentId);
  });

  test('the next request after a revocation is refused, on each of two workers', async () => {
    for (const [one, other] of [
      [world.url, second.url],
      [second.url, world.url],
    ] as const) {
      const agreed = await agree(world, newcomer);
      for (const url of [one, other]) {
        expect((await read(agreed, { url })).data).toMatchObject({ partnerView: agreed });
      }
      await revoke(world, newcomer.customer, agreed.consentId);
      for (const url of [one, other]) {
        const answer = await read(agreed, { url });
        expect([answer.status, answer.data, answer.codes]).toEqual([200, noView, ['CONSENT_REQUIRED']]);
        expect(await accessesOf(world, answer.requestId)).toMatchObject([{ is_granted: false }]);
      }
    }
  });

  test('a consent for one time gives one of two reads at once its data, on two workers', async () => {
    const agreed = await agree(world, { ...newcomer, duration: 'ONE_TIME' });
    const answers = await Promise.all(
      [world.url, second.url, world.url, second.url].map((url) => read(agreed, { url })),
    );

    const given = answers.filter(({ data }) => data?.partnerView != null);
    expect(given).toHaveLength(1);
    for (const answer of answers) {
      const rows = await accessesOf(world, answer.requestId);
      expect(rows.map(({ is_granted }) => is_granted)).toEqual([given.includes(answer)]);
      if (!given.includes(answer)) expect(answer.codes).toEqual(['CONSENT_REQUIRED']);
    }
  });

  test('a consent whose time is over is none, before any job notices', async () => {
    const agreed = await agree(world, newcomer);
    expect((await read(agreed)).data).toMatchObject({ partnerView: agreed });
    clock.advance(consentLifeMs);
    expect(await read(agreed)).toMatchObject({ data: noView, codes: ['CONSENT_REQUIRED'] });
    clock.moveTo(seedNow);
    expect((await read(agreed)).data).toMatchObject({ partnerView: agreed });
  });

  test('each of six partners sends its own operations and no operation of another (AT-3-3, AT-29-1)', async () => {
    for (const partner of names) {
      const own = await sendTo(world.url, {
        method: 'GET',
        token: tokens[partner],
        path: `/partners/${castId('par', partnerNumbers[partner])}/operations`,
      });
      const ownIds = new Set(
        (JSON.parse(own.text) as { operations: { documentId: string }[] }).operations.map(
          ({ documentId }) => documentId,
        ),
      );
      expect(ownIds.size).toBeGreaterThan(2);
      for (const [other, name] of [
        ['rides', 'RiderProfile'],
        ['hospital', 'PatientPrescriptions'],
        ['travel', 'OwnMiniPrograms'],
        ['school', 'ConsentRules'],
        ['bank', 'CustomerFinances'],
        ['shop', 'CustomerOrders'],
      ] as const) {
        const operation = operationOf(other, name);
        const byId = await sendTo(world.url, {
          token: tokens[partner],
          body: { documentId: operation.id, variables: {} },
        });
        const byText = await sendTo(world.url, { token: tokens[partner], body: { query: operation.body } });
        const isOwn = ownIds.has(operation.id);
        expect(byId.codes.includes('PERSISTED_QUERY_NOT_IN_LIST')).toBe(!isOwn);
        expect(byText.codes.includes('PERSISTED_QUERY_ONLY')).toBe(!isOwn);
      }
    }
  });

  test('two partners know one customer by two names, and a partner by one in all of its mini programs (AT-27-3)', async () => {
    const wishes = [
      { partner: 'rides', program: 1, scopes: ['PROFILE_BASIC'] },
      { partner: 'school', scopes: ['PROFILE_BASIC'] },
      { partner: 'rides', program: 11, scopes: ['LOCATION_COARSE'], duration: 'ONE_TIME' },
    ] as const;
    const seen: string[] = [];
    for (const wish of wishes) {
      const { partner } = wish;
      const agreed = await agree(world, { customer: newcomer.customer, ...wish });
      const documentId = operationOf(partner, partner === 'rides' ? 'RiderProfile' : 'StudentProfile').id;
      const { data } = await read(agreed, { partner, documentId });
      expect(data?.partnerView).toMatchObject(agreed);
      seen.push(agreed.subjectId);
    }
    expect(seen[2]).toBe(seen[0]);
    expect(seen[1]).not.toBe(seen[0]);
    const swapped = await read(
      { subjectId: seen[0] ?? '', consentId: '' },
      { partner: 'school', documentId: operationOf('school', 'StudentProfile').id },
    );
    expect(swapped).toMatchObject({ data: noView, codes: ['CONSENT_REQUIRED'] });
  });

  test('a partner that is suspended reads nothing from the next request on, on each worker, and the customer sees that it tried', async () => {
    const wish = { ...newcomer, partner: 'school', scopes: ['PROFILE_BASIC'] } as const;
    const documentId = operationOf('school', 'StudentProfile').id;
    const agreed = await agree(world, wish);
    for (const url of [world.url, second.url]) {
      expect((await read(agreed, { url, partner: 'school', documentId })).data).toMatchObject({
        partnerView: { subjectId: agreed.subjectId },
      });
    }
    await suspend(world, 'school');
    for (const url of [second.url, world.url]) {
      const answer = await read(agreed, { url, partner: 'school', documentId });
      expect([answer.status, answer.data, answer.codes]).toEqual([403, null, ['PARTNER_NOT_LIVE']]);
      expect(await accessesOf(world, answer.requestId)).toMatchObject([{ is_granted: false }]);
      expect(await refusalsOf(world, answer.requestId)).toMatchObject([{ code: 'PARTNER_NOT_LIVE' }]);
    }
  });

  test('after all of this the chains of the access log are whole', async () => {
    expect(await brokenChainsOf(world)).toEqual([]);
  });
});
