import { PgDialect, pgTable, text } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import { bookkeeping, encrypted, oneOf, placeOf, rowOf } from './columns.ts';

const doors = pgTable('doors', { state: text('state').notNull(), ...bookkeeping });

test('a check lists its words as literals, so that it can stand in a migration', () => {
  expect(new PgDialect().sqlToQuery(oneOf(doors.state, ['OPEN', 'CLOSED']))).toMatchObject({
    sql: `"doors"."state" in ('OPEN', 'CLOSED')`,
    params: [],
  });
});

test('instants keep the milliseconds that JavaScript keeps, in every table', () => {
  expect(doors.createdAt.getSQLType()).toBe('timestamp (3) with time zone');
  expect(doors.updatedAt.getSQLType()).toBe('timestamp (3) with time zone');
});

test('readers select neither what only writers look at nor what is encrypted', () => {
  const people = pgTable('people', {
    id: text('id'),
    nameEnc: encrypted('name_enc'),
    name: text('name'),
    ...bookkeeping,
  });

  expect(Object.keys(rowOf(people))).toEqual(['id', 'name', 'createdAt']);
  expect(people.nameEnc.getSQLType()).toBe('bytea');
  expect(placeOf(people.nameEnc, 'r1')).toEqual({ table: 'people', column: 'name_enc', rowId: 'r1' });
});
