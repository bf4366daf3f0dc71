import { cloneDatabase } from '@ecosystem/kit/testing';
import { describe, expect, test } from 'vitest';
import { createBudgets } from './budgets.ts';
import { openBudgetStore } from './open-store.ts';

const settings = { quota: 100, windowS: 600, burst: 0, ceiling: 100 };
/** Nobody listens there. */
const nowhere = '127.0.0.1:9';

describe('the store of budgets', () => {
  test('in the own database counts across those who opened it', async () => {
    const databaseUrl = await cloneDatabase('gateway');
    const [one, other] = await Promise.all([
      openBudgetStore({ redisUrl: null, databaseUrl }),
      openBudgetStore({ redisUrl: null, databaseUrl }),
    ]);
    expect((await one.add('a', 5, 600)).used).toBe(5);
    expect((await other.add('a', 7, 600)).used).toBe(12);
    const { used, endsInMs } = await one.add('a', -2, 600);
    expect(used).toBe(10);
    expect(endsInMs).toBeGreaterThan(0);
    expect(endsInMs).toBeLessThanOrEqual(600_000);
    expect((await one.add('b', 2 ** 40, 600)).used).toBe(2 ** 40);
    await Promise.all([one.close(), other.close()]);
  });

  test.each([
    ['database', null],
    ['Redis', `redis://${nowhere}`],
  ])('that does not answer refuses all: %s', async (_, redisUrl) => {
    const store = await openBudgetStore({ redisUrl, databaseUrl: `postgres://nobody@${nowhere}/none`, timeoutMs: 300 });
    const budgets = createBudgets({ store, settingsOf: () => settings });
    const refused = await budgets.reserve('partner:par_1', 1);
    expect(refused).toMatchObject({ isAllowed: false, error: { extensions: { code: 'BUDGET_UNAVAILABLE' } } });
    await budgets.close();
  });
});
