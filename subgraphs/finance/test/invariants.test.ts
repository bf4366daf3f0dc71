import { type Invariant, readInvariants } from '@ecosystem/kit/invariants';
import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finance } from '../src/index.ts';
import { type FinanceWorld, openFinance } from './finance-world.ts';
import { brokenMoney } from './makers-broken-money.ts';
import { brokenPromises } from './makers-broken-promises.ts';
import { fillWithPromises } from './makers-promises.ts';

/** The number of an invariant of the domain page, or else its whole name. */
const shortName = ({ name }: Invariant): string => /^f\d\d(?=-)/.exec(name)?.[0] ?? name;

const brokenRows = [...brokenMoney, ...brokenPromises];

let world: FinanceWorld;
let invariants: ReadonlyMap<string, Invariant>;
beforeAll(async () => {
  invariants = new Map(readInvariants(finance.invariants).map((invariant) => [shortName(invariant), invariant]));
  world = await openFinance();
  await fillWithPromises(world);
});
afterAll(() => world[Symbol.asyncDispose]());

test('all hold over payments, refunds, escrow, red packets, points and claims', () => world.checkInvariants());

test('each of the domain page is there, and those with a star are enforced', () => {
  const found = [...invariants.values()].filter(({ name }) => /^f\d\d-/.test(name));
  expect(found.map(({ sentence }) => sentence.split(' ')[0])).toEqual([
    'F1*',
    'F2*',
    'F3*',
    'F4*',
    'F5*',
    'F6*',
    'F7*',
    'F8*',
    'F9',
    'F10',
    'F11*',
    'F12',
  ]);
});

/** Rolls everything back that a test has broken. */
class Enough extends Error {}

/** The rows that an invariant finds after changes that no trigger looked at; then all is as it was. */
async function findBroken(name: string, changes: readonly SQL[]): Promise<unknown[]> {
  const query = invariants.get(name)?.query ?? `no invariant ${name}`;
  let rows: unknown[] = [];
  const broken = world.subgraph.database.write.transaction(async (pool) => {
    await pool.execute(sql`set local session_replication_role = replica`);
    for (const change of changes) await pool.execute(change);
    rows = [...(await pool.execute(query))];
    throw new Enough();
  });
  await expect(broken).rejects.toThrow(Enough);
  return rows;
}

test('each has a name of its own, and rows that break it', () => {
  const files = readInvariants(finance.invariants);
  expect(invariants.size).toBe(files.length);
  expect(new Set(brokenRows.map(([name]) => name))).toEqual(new Set(files.map(shortName)));
});

test.each(brokenRows)('%s finds %s', async (name, _, changes) => {
  expect(await findBroken(name, changes)).not.toEqual([]);
  expect(await findBroken(name, [])).toEqual([]);
});
