import { demoSubjectId } from '@ecosystem/kit/subject-ids';
import { castId } from '@ecosystem/kit/world';
import { afterAll, describe, expect, test } from 'vitest';
import { accessesOf, operationOf, type PartnerRequest, refusalsOf, sendTo } from './partner-requests.ts';
import { startWorld } from './world.ts';

const orders = operationOf('shop', 'CustomerOrders');
const own = operationOf('shop', 'OwnPartner');
const programs = operationOf('shop', 'OwnMiniPrograms');
const subjectId = demoSubjectId(6, 1);
const hourS = 3_600;

describe('a partner inside its budget', async () => {
  const world = await startWorld('in-process', { partners: true });
  afterAll(() => world[Symbol.asyncDispose]());
  const token = await world.token('partner', 'shop');
  const get = (documentId: string, variables: object, more: PartnerRequest = {}) =>
    sendTo(world.url, {
      method: 'GET',
      token,
      search: { documentId, variables: JSON.stringify(variables) },
      ...more,
    });

  test('is told what is left of it, and on request what the operation cost', async () => {
    const request = { documentId: orders.id, variables: { subjectId } };
    const plain = await sendTo(world.url, { token, body: request });
    expect(plain.headers['ratelimit-policy']).toMatch(/^"quota";q=60000;w=60$/);
    expect(plain.headers['ratelimit']).toMatch(/^"quota";r=\d+;t=\d+$/);
    expect(plain.text).not.toContain('extensions":{"cost"');

    const asked = await sendTo(world.url, { token, body: { ...request, extensions: { cost: true } } });
    const { cost } = (JSON.parse(asked.text) as { extensions: { cost: Record<string, number> } }).extensions;
    expect(cost).toEqual({ estimated: 47, actual: expect.any(Number), remaining: expect.any(Number) });
    expect(cost['actual']).toBeLessThanOrEqual(47);
  });

  test('keeps what is its own by a tag, and nothing of a customer', async () => {
    const id = castId('par', 6);
    for (const documentId of [own.id, programs.id]) {
      const answer = await get(documentId, { id });
      expect(answer).toMatchObject({ status: 200, data: { partner: { id } } });
      expect(answer.headers['cache-control']).toBe('private, max-age=300');
      const tag = String(answer.headers['etag']);
      const again = await get(documentId, { id }, { headers: { 'if-none-match': `"other", W/${tag}` } });
      expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', tag]);
      const other = await get(documentId, { id }, { headers: { 'if-none-match': '"other"' } });
      expect(other.text).toBe(answer.text);
    }
    const view = await get(orders.id, { subjectId });
    expect(view).toMatchObject({ status: 200, data: { partnerView: { subjectId } } });
    expect([view.headers['cache-control'], view.headers['etag']]).toEqual(['no-store', undefined]);
    const posted = await sendTo(world.url, { token, body: { documentId: own.id, variables: { id } } });
    expect([posted.headers['cache-control'], posted.headers['etag']]).toEqual(['no-store', undefined]);
  });
});

describe('a partner at the end of its budget', async () => {
  const budget = { quota: 140, windowS: hourS, burst: 0, ceiling: 100 };
  const world = await startWorld('in-process', { partners: { budget } });
  afterAll(() => world[Symbol.asyncDispose]());
  const token = await world.token('partner', 'shop');
  const send = (variables: object) =>
    sendTo(world.url, { token, body: { documentId: orders.id, variables: { subjectId, ...variables } } });

  test('is refused one operation above the ceiling, with both numbers', async () => {
    const answer = await send({ first: 100 });
    expect([answer.status, answer.data, answer.codes]).toEqual([400, null, ['COST_LIMIT']]);
    expect(answer.errors[0]?.extensions['cost']).toEqual({ estimated: 207, maximum: 100 });
    expect(await refusalsOf(world, answer.requestId)).toMatchObject([{ code: 'COST_LIMIT', documentId: orders.id }]);
    expect(await accessesOf(world, answer.requestId)).toEqual([]);
  });

  test('reads until the quota is used up, then waits; what is refused is not read', async () => {
    const answers = [];
    for (let turn = 0; turn < 20; turn += 1) answers.push(await send({}));
    const given = answers.filter(({ status }) => status === 200);
    const limited = answers.filter(({ status }) => status === 429);

    expect(given.length).toBeGreaterThan(0);
    expect(limited.length).toBeGreaterThan(0);
    expect(given.length + limited.length).toBe(answers.length);
    for (const { codes, data, headers, requestId } of limited) {
      expect([codes, data]).toEqual([['RATE_LIMITED'], null]);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      expect(headers['ratelimit']).toMatch(/^"quota";r=\d+;t=\d+$/);
      expect(await accessesOf(world, requestId)).toEqual([]);
    }
    expect(await refusalsOf(world, limited[0]?.requestId ?? '')).toMatchObject([{ code: 'RATE_LIMITED' }]);
  });
});
