import { movableClock } from '@ecosystem/kit/clock';
import { cloneDatabase } from '@ecosystem/kit/testing';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openGatewayDatabase } from '../database/database.ts';
import { partnerBudgets } from '../database/tables-budgets.ts';
import { keyOfPartner, readPartnerBudgets } from './partner-budgets.ts';

const defaults = { quota: 100, windowS: 60, burst: 10, ceiling: 50 };
const own = { quota: 7, windowS: 1, burst: 0, ceiling: 3 };

test('a partner has the settings of its row, or the defaults; a change is seen after 5 s, or when told', async () => {
  const { database, close } = openGatewayDatabase(await cloneDatabase('gateway'), 5_000);
  const clock = movableClock(new Date('2026-11-01T04:00:00Z'));
  const { settingsOf, forget } = readPartnerBudgets(database, defaults, clock);
  const key = keyOfPartner('par_1');
  await database.write.insert(partnerBudgets).values({ partnerId: 'par_1', ...own });

  expect(await settingsOf(keyOfPartner('par_2'))).toEqual(defaults);
  expect(await settingsOf(key)).toEqual(own);

  await database.write.update(partnerBudgets).set({ quota: 8 }).where(eq(partnerBudgets.partnerId, 'par_1'));
  clock.advance(4_999);
  // No promise: nobody waits for what is known.
  expect(settingsOf(key)).toEqual(own);
  clock.advance(1);
  expect(await settingsOf(key)).toEqual({ ...own, quota: 8 });

  await database.write.delete(partnerBudgets);
  forget('par_1');
  expect(await settingsOf(key)).toEqual(defaults);
  await close();
});

test('a database that does not answer is asked again the next time', async () => {
  const { database, close } = openGatewayDatabase('postgres://nobody@127.0.0.1:9/none', 500);
  const { settingsOf } = readPartnerBudgets(database, defaults);
  const first = settingsOf(keyOfPartner('par_1'));
  await expect(first).rejects.toThrow();
  const second = settingsOf(keyOfPartner('par_1'));
  expect(second).not.toBe(first);
  await expect(second).rejects.toThrow();
  await close();
});
