import { globSync } from 'node:fs';
import { customer, openTestSubgraph } from '@ecosystem/kit/testing';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { definitions } from './definitions.ts';
import { readText, repository } from './files.ts';

/** To about how many rows a table has grown: enough that PostgreSQL prefers an index to reading everything. */
const grownRows = 2_000;

/** What is drawn anew for each copied row: its owner, so that there are many customers, and all that is unique. */
const drawn = [
  'customer_id',
  'id',
  'patient_id',
  'team_id',
  'order_number',
  'licence_number',
  'policy_number',
  'quote_id',
  'payment_id',
  'idempotency_key',
];

/** Every list that is answered in pages: its table and an operation that reads it. */
const lists = [
  ['rides', 'auto', '{ me { auto { rides { nodes { id } } } } }'],
  ['fines', 'auto', '{ me { auto { fines { nodes { id } } } } }'],
  ['orders', 'commerce', '{ me { commerce { orders { nodes { id } } } } }'],
  ['customer_teams', 'commerce', '{ me { commerce { groupBuys { edges { cursor } } } } }'],
  ['payments', 'finance', '{ me { finance { payments { nodes { id } } } } }'],
  ['policies', 'finance', '{ me { finance { policies { id } } } }'],
  ['appointments', 'health', '{ me { health { patients { appointments { nodes { id } } } } } }'],
  ['practitioners', 'health', '{ practitioners { nodes { id } } }'],
  ['consents', 'social', '{ me { social { consents { nodes { id } } } } }'],
  ['mini_programs', 'social', '{ miniPrograms { nodes { id } } }'],
] as const;

test('the lists are all that the subgraphs answer in pages', () => {
  const inCode = globSync('subgraphs/*/src/db/*.ts', { cwd: repository }).flatMap((file) => [
    ...readText(file).matchAll(/pagesBy\('(\w+)\./g),
  ]);

  expect(lists.map(([, name]) => name).sort()).toEqual(inCode.map(([, name]) => name).sort());
});

test.each(lists)(
  'a page of %s follows an index and sorts nothing, however long the list',
  async (table, name, query) => {
    await using world = await openTestSubgraph(definitions[name]);
    const { read, write } = world.subgraph.database;
    const columns = sql.join(
      drawn.map((column) => sql`${column}::text, gen_random_uuid()`),
      sql`, `,
    );
    await write.transaction(async (transaction) => {
      // Copies point at nothing, so foreign keys and triggers are off.
      await transaction.execute(sql`set local session_replication_role = replica`);
      await transaction.execute(sql`
      insert into ${sql.identifier(table)}
      select (jsonb_populate_record(row, jsonb_build_object(${columns}))).*
      from ${sql.identifier(table)} as row, generate_series(1, ${grownRows} / (select count(*) from ${sql.identifier(table)}))`);
    });
    await write.execute(sql`analyze ${sql.identifier(table)}`);
    expect((await world.query(query, { as: customer(1) })).errors).toBeUndefined();

    // Each connection knows its own statements; asked at once, all of the pool answer.
    const known = await Promise.all(
      [1, 2, 3, 4].map(() =>
        read.execute<{ statement: string }>(
          sql`select statement from pg_prepared_statements where statement ~ ${`lateral .* from "${table}"`}`,
        ),
      ),
    );
    const [page] = known.flat();
    const plan = await read.execute(sql.raw(`explain (generic_plan, costs off) ${page?.statement}`));
    const steps = plan.map((row) => String(row['QUERY PLAN'])).join('\n');

    expect(steps).toMatch(new RegExp(`Limit\\n\\s+->  Index (Only )?Scan (Backward )?using \\w+ on ${table}\\n`));
    expect(steps).not.toContain('Sort');
  },
);
