import { globSync } from 'node:fs';
import { personas } from '@ecosystem/kit/personas';
import { openTestSubgraph } from '@ecosystem/kit/testing';
import { castId } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { definitions } from './definitions.ts';
import { readText, repository } from './files.ts';

/** To about how many rows a table has grown: enough that PostgreSQL prefers an index to reading everything. */
const grownRows = 2_000;

/** What is drawn anew for each copied row where it is there: its owner, so that there are many customers, and all that is unique. */
const drawn = [
  'customer_id',
  'owner_id',
  'id',
  'patient_id',
  'team_id',
  'order_number',
  'licence_number',
  'policy_number',
  'quote_id',
  'vehicle_id',
  'payment_id',
  'idempotency_key',
  'claim_number',
  'loss_key',
  'policy_id',
  'handler_id',
  'order_id',
];

/** The same for columns that a UUID does not fit, by an expression: a company's code has 18 capital characters. */
const drawnOtherwise = { uscc: sql`upper(left(replace(gen_random_uuid()::text, '-', ''), 18))` };

/** An operation that asks for a field of an entity, as the gateway does. */
const entity = (type: string, id: string, fields: string) =>
  `{ _entities(representations: [{ __typename: "${type}", id: "${id}" }]) { ... on ${type} { ${fields} } } }`;

/** Every list that is answered in pages: its table and an operation that reads it. */
const lists: readonly (readonly [table: string, name: keyof typeof definitions, query: string, persona: string])[] = [
  ['rides', 'auto', '{ me { auto { rides { nodes { id } } } } }', 'customer'],
  ['fines', 'auto', '{ me { auto { fines { nodes { id } } } } }', 'customer'],
  ['orders', 'commerce', '{ me { commerce { orders { nodes { id } } } } }', 'customer'],
  ['products', 'commerce', entity('Merchant', castId('mer', 1), 'products { nodes { id } }'), 'customer'],
  ['customer_teams', 'commerce', '{ me { commerce { groupBuys { edges { cursor } } } } }', 'customer'],
  ['agent_customers', 'finance', entity('InsuranceAgent', castId('agt', 1), 'customers { nodes { id } }'), 'agent'],
  [
    'merchant_payments',
    'finance',
    entity('Merchant', castId('mer', 1), 'payments { pageInfo { hasNextPage } }'),
    'merchant',
  ],
  ['ledger_entries', 'finance', '{ me { finance { wallet { entries { nodes { id } } } } } }', 'customer'],
  ['payments', 'finance', '{ me { finance { payments { nodes { id } } } } }', 'customer'],
  ['policies', 'finance', '{ me { finance { policies { id } } } }', 'customer'],
  ['policies', 'finance', entity('Vehicle', castId('veh', 3), 'policies { id }'), 'customer'],
  ['claims', 'finance', '{ me { finance { claims { nodes { id } } } } }', 'customer'],
  ['claims', 'finance', '{ me { finance { policies { claims { id } } } } }', 'customer'],
  ['claims', 'finance', '{ assignedClaims { nodes { id } } }', 'claim-handler'],
  ['claims', 'finance', entity('Order', castId('ord', 1), 'reimbursementClaims { id }'), 'customer'],
  ['appointments', 'health', '{ me { health { patients { appointments { nodes { id } } } } } }', 'customer'],
  ['practitioners', 'health', '{ practitioners { nodes { id } } }', 'customer'],
  ['access_log', 'social', '{ me { accessLog { nodes { id } } } }', 'customer'],
  ['consents', 'social', '{ me { social { consents { nodes { id } } } } }', 'customer'],
  ['mini_programs', 'social', '{ miniPrograms { nodes { id } } }', 'customer'],
  ['partners', 'social', '{ partners { nodes { id } } }', 'platform-operator'],
];

test('the lists are all that the subgraphs answer in pages', () => {
  const inCode = globSync('subgraphs/*/src/db/*.ts', { cwd: repository }).flatMap((file) => [
    ...readText(file).matchAll(/pagesBy(?:<[^(]*>)?\(\s*'(\w+)\./g),
  ]);

  expect(lists.map(([, name]) => name).sort()).toEqual(inCode.map(([, name]) => name).sort());
});

test.each(lists)(
  'a page of %s follows an index and sorts nothing, however long the list',
  async (table, name, query, persona) => {
    await using world = await openTestSubgraph(definitions[name]);
    const { read, write } = world.subgraph.database;
    const values = [
      ...drawn.map((column) => [column, sql`gen_random_uuid()`] as const),
      ...Object.entries(drawnOtherwise),
    ];
    const columns = sql.join(
      values.map(
        ([column, value]) => sql`${column}::text, case when source.own ->> ${column} is not null then ${value} end`,
      ),
      sql`, `,
    );
    await write.transaction(async (transaction) => {
      // Copies point at nothing, so foreign keys and triggers are off.
      await transaction.execute(sql`set local session_replication_role = replica`);
      // Copies have none of what is unique and is no UUID.
      if (table === 'products') await transaction.execute(sql`update products set gtin = null`);
      await transaction.execute(sql`
      insert into ${sql.identifier(table)}
      select (jsonb_populate_record(source.row, jsonb_strip_nulls(jsonb_build_object(${columns})))).*
      from (select row, to_jsonb(row) as own from ${sql.identifier(table)} as row offset 0) as source,
        generate_series(1, ${grownRows} / (select count(*) from ${sql.identifier(table)}))`);
    });
    await write.execute(sql`analyze ${sql.identifier(table)}`);
    expect((await world.query(query, { as: callerOf(persona) })).errors).toBeUndefined();

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

const callerOf = (persona: string) => ({
  subject: personas[persona]?.subject ?? null,
  scopes: new Set(personas[persona]?.scopes),
});
