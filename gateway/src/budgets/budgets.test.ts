import { movableClock } from '@ecosystem/kit/clock';
import { describe, expect, test, vi } from 'vitest';
import type { BudgetSettings, Reservation } from './budget.ts';
import { createBudgets } from './budgets.ts';
import { createMemoryStore } from './testing/memory-store.ts';

const start = new Date('2026-11-01T04:00:00Z');
const key = 'partner:par_1';

function open(settings: Partial<BudgetSettings> = {}) {
  const clock = movableClock(start);
  const store = createMemoryStore(clock);
  const faults: unknown[] = [];
  const all: BudgetSettings = { quota: 100, windowS: 60, burst: 0, ceiling: 100, ...settings };
  const options = { store, settingsOf: () => all, clock, onFault: (error: unknown) => void faults.push(error) };
  return { clock, store, faults, budgets: createBudgets(options), other: createBudgets(options) };
}

const codeOf = (reservation: Reservation) =>
  reservation.isAllowed ? 'allowed' : String(reservation.error.extensions['code']);

function settle(reservation: Reservation, actual: number): void {
  if (!reservation.isAllowed) throw reservation.error;
  reservation.settle(actual);
}

/** Until all corrections that wait were sent. */
const settled = async (done: () => boolean) => vi.waitFor(() => expect(done()).toBe(true));

describe('a reserve', () => {
  test('over the ceiling is refused with both numbers, and without a call', async () => {
    const { budgets, store } = open({ ceiling: 30 });
    const refused = await budgets.reserve(key, 31);
    expect(refused).toMatchObject({ isAllowed: false, retryAfterS: null });
    expect(!refused.isAllowed && refused.error).toMatchObject({
      message: 'The operation may cost 31; at most 30 is allowed for one.',
      extensions: { code: 'COST_LIMIT', cost: { estimated: 31, maximum: 30 }, http: { status: 400 } },
    });
    expect(store.calls).toEqual([]);
  });

  test('that could never fit is refused for its size, not for the time', async () => {
    const { budgets } = open({ ceiling: 1_000, burst: 20 });
    expect(codeOf(await budgets.reserve(key, 121))).toBe('COST_LIMIT');
    expect(codeOf(await budgets.reserve(key, Number.NaN))).toBe('COST_LIMIT');
  });

  test('that finds no room is told when there will be', async () => {
    const { budgets, clock } = open();
    await budgets.reserve(key, 100);
    clock.advance(20_500);
    const refused = await budgets.reserve(key, 1);
    expect(refused).toMatchObject({
      retryAfterS: 40,
      state: { quota: 100, windowS: 60, remaining: 0, resetS: 40 },
    });
    const headers =
      !refused.isAllowed && (refused.error.extensions['http'] as { headers: Map<string, string> }).headers;
    expect(headers && Object.fromEntries(headers)).toEqual({
      'cache-control': 'no-store',
      'retry-after': '40',
      'ratelimit-policy': '"quota";q=100;w=60',
      ratelimit: '"quota";r=0;t=40',
    });
    clock.advance(40_000);
    expect(codeOf(await budgets.reserve(key, 100))).toBe('allowed');
  });

  test('of one key says nothing about another', async () => {
    const { budgets } = open();
    await budgets.reserve(key, 100);
    expect(codeOf(await budgets.reserve('partner:par_2', 100))).toBe('allowed');
  });

  test('of nothing counts one, so that nobody asks for ever', async () => {
    const { budgets } = open({ quota: 2 });
    settle(await budgets.reserve(key, 0), 0);
    settle(await budgets.reserve(key, 0), 0);
    expect(codeOf(await budgets.reserve(key, 0))).toBe('RATE_LIMITED');
  });
});

describe('reserves of one tick', () => {
  test('are one call, dealt out in their order, and what did not fit comes back', async () => {
    const { budgets, store } = open();
    const all = await Promise.all([40, 30, 50, 20].map((cost) => budgets.reserve(key, cost)));
    expect(all.map(codeOf)).toEqual(['allowed', 'allowed', 'RATE_LIMITED', 'allowed']);
    await settled(() => store.usedOf(`${key}:quota`) === 90);
    expect(store.calls[0]?.units).toBe(70);
    expect(store.calls.length).toBeLessThan(5);
  });

  test('that all fit are one call', async () => {
    const { budgets, store } = open();
    await Promise.all(Array.from({ length: 50 }, () => budgets.reserve(key, 2)));
    expect(store.calls).toEqual([{ key: `${key}:quota`, units: 100 }]);
  });
});

describe('what an operation cost in the end', () => {
  test('is what is charged: the rest comes back with the next call', async () => {
    const { budgets, store } = open();
    settle(await budgets.reserve(key, 100), 30);
    expect(codeOf(await budgets.reserve(key, 70))).toBe('allowed');
    expect(store.calls.map(({ units }) => units)).toEqual([100, 0]);
    expect(store.usedOf(`${key}:quota`)).toBe(100);
  });

  test('comes back by itself if there is no next call', async () => {
    const { budgets, other, store } = open();
    settle(await budgets.reserve(key, 100), 30);
    await settled(() => store.usedOf(`${key}:quota`) === 30);
    expect(codeOf(await other.reserve(key, 70))).toBe('allowed');
  });

  test('is charged too where it was more', async () => {
    const { budgets } = open();
    settle(await budgets.reserve(key, 10), 95);
    expect(codeOf(await budgets.reserve(key, 10))).toBe('RATE_LIMITED');
    expect(codeOf(await budgets.reserve(key, 5))).toBe('allowed');
  });

  test('counts once', async () => {
    const { budgets, store } = open();
    const reservation = await budgets.reserve(key, 50);
    settle(reservation, 10);
    settle(reservation, 10);
    await budgets.close();
    expect(store.usedOf(`${key}:quota`)).toBe(10);
  });

  test('gives nothing to the next window', async () => {
    const { budgets, store, clock } = open();
    const early = await budgets.reserve(key, 80);
    clock.advance(60_000);
    await budgets.reserve(key, 90);
    settle(early, 10);
    await budgets.close();
    expect(store.usedOf(`${key}:quota`)).toBe(90);
  });

  test('gives nothing to the next window, if that begins on the way', async () => {
    const { budgets, store, clock } = open();
    settle(await budgets.reserve(key, 80), 10);
    clock.advance(59_990);
    const { add } = store;
    store.add = (...call) => {
      store.add = add;
      clock.advance(20);
      return add(...call);
    };
    await budgets.reserve(key, 20);
    await budgets.close();
    expect(store.usedOf(`${key}:quota`)).toBe(20);
  });
});

describe('the burst', () => {
  test('goes on top of the quota, once in ten windows', async () => {
    const { budgets, clock } = open({ burst: 50 });
    expect(codeOf(await budgets.reserve(key, 90))).toBe('allowed');
    expect(codeOf(await budgets.reserve(key, 60))).toBe('allowed');
    expect(codeOf(await budgets.reserve(key, 1))).toBe('RATE_LIMITED');
    clock.advance(60_000);
    expect(codeOf(await budgets.reserve(key, 100))).toBe('allowed');
    expect(await budgets.reserve(key, 1)).toMatchObject({ isAllowed: false, retryAfterS: 60 });
    clock.advance(540_000);
    expect(codeOf(await budgets.reserve(key, 100))).toBe('allowed');
    expect(codeOf(await budgets.reserve(key, 50))).toBe('allowed');
  });

  test('is given back first', async () => {
    const { budgets, store } = open({ burst: 50 });
    await budgets.reserve(key, 80);
    settle(await budgets.reserve(key, 60), 30);
    await budgets.close();
    expect([store.usedOf(`${key}:quota`), store.usedOf(`${key}:burst`)]).toEqual([100, 10]);
  });

  test('with the quota is never more than both, whoever asks', async () => {
    const { budgets, other } = open({ burst: 50 });
    const all = await Promise.all(Array.from({ length: 60 }, (_, n) => (n % 2 ? budgets : other).reserve(key, 5)));
    expect(all.filter(({ isAllowed }) => isAllowed)).toHaveLength(30);
  });
});

describe('a store that does not answer', () => {
  test('lets nobody through, and then all again', async () => {
    const { budgets, store, faults, clock } = open();
    settle(await budgets.reserve(key, 50), 10);
    store.fault = new Error('down');
    const refused = await Promise.all([budgets.reserve(key, 10), budgets.reserve(key, 10)]);
    expect(refused.map(codeOf)).toEqual(['BUDGET_UNAVAILABLE', 'BUDGET_UNAVAILABLE']);
    expect(refused[0]).toMatchObject({ state: null, error: { extensions: { http: { status: 503 } } } });
    expect(faults).toContain(store.fault);
    store.fault = null;
    clock.advance(60_000);
    expect(codeOf(await budgets.reserve(key, 100))).toBe('allowed');
  });

  test('does not forgive what was to be charged', async () => {
    const { budgets, store } = open();
    settle(await budgets.reserve(key, 10), 60);
    store.fault = new Error('down');
    expect(codeOf(await budgets.reserve(key, 1))).toBe('BUDGET_UNAVAILABLE');
    store.fault = null;
    await budgets.reserve(key, 1);
    expect(store.usedOf(`${key}:quota`)).toBe(61);
  });

  test('counts like settings that cannot be read', async () => {
    const clock = movableClock(start);
    const budgets = createBudgets({
      store: createMemoryStore(clock),
      settingsOf: () => Promise.reject(new Error('down')),
      clock,
    });
    expect(codeOf(await budgets.reserve(key, 1))).toBe('BUDGET_UNAVAILABLE');
  });
});

test('a caller over its budget costs a call now and then, not one for each refusal', async () => {
  const { budgets, store } = open();
  await budgets.reserve(key, 100);
  const before = store.calls.length;
  for (let turn = 0; turn < 1_000; turn += 1) expect(codeOf(await budgets.reserve(key, 5))).toBe('RATE_LIMITED');
  expect(store.calls.length - before).toBeLessThan(4);
});
