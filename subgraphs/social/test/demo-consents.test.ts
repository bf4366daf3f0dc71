import { openTestSubgraph, type TestSubgraph } from '@ecosystem/kit/testing';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { social } from '../src/index.ts';

// An operator may narrow later what a partner may ask for, so this holds for the demo world and is no invariant.

let world: TestSubgraph;
beforeAll(async () => {
  world = await openTestSubgraph(social);
});
afterAll(() => world[Symbol.asyncDispose]());

const find = (query: ReturnType<typeof sql>) => world.subgraph.database.read.execute(query);

test('the demo world has consents in force, with a mini program and without', async () => {
  const kinds = sql`select distinct mini_program_id is null as is_general from consents where status = 'AUTHORISED' order by 1`;

  expect(await find(kinds)).toEqual([{ is_general: false }, { is_general: true }]);
});

test('a demo consent in force grants only what its partner may ask for', async () => {
  const beyond = sql`
    select c.id, c.partner_id, c.scopes from consents c join partners p on p.id = c.partner_id
    where c.status = 'AUTHORISED' and not c.scopes <@ p.allowed_scopes`;

  expect(await find(beyond)).toEqual([]);
});

test('a demo consent in force for a mini program grants only what its live version declares', async () => {
  const beyond = sql`
    select c.id, c.mini_program_id, c.scopes from consents c
    where c.status = 'AUTHORISED' and c.mini_program_id is not null and not exists (
      select from mini_programs m join mini_program_versions v on v.mini_program_id = m.id
      where m.id = c.mini_program_id and m.status = 'LIVE' and v.status = 'LIVE' and c.scopes <@ v.declared_scopes)`;

  expect(await find(beyond)).toEqual([]);
});

test('a demo consent in force for no mini program grants only what a live one of its partner declares', async () => {
  const beyond = sql`
    select c.id, c.partner_id, c.scopes from consents c
    where c.status = 'AUTHORISED' and c.mini_program_id is null and exists (
      select unnest(c.scopes) except select unnest(v.declared_scopes)
      from mini_programs m join mini_program_versions v on v.mini_program_id = m.id
      where m.partner_id = c.partner_id and m.status = 'LIVE' and v.status = 'LIVE')`;

  expect(await find(beyond)).toEqual([]);
});
