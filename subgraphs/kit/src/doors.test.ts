import { expect, test } from 'vitest';
import { anonymous, type Caller } from './caller.ts';
import { expectRow, findOwn, formatCustomerId, openOwnDoor, resolveCustomerReference, resolveMe } from './doors.ts';
import { customer } from './testing.ts';
import { castId, castUuid } from './world.ts';

const liwei = { id: castUuid(1) };
const agent: Caller = { subject: castId('agt', 1), scopes: new Set(['customer:assist']) };

test('me is the customer who asks, and nobody for callers of another kind', () => {
  expect(resolveMe(customer(1))).toEqual(liwei);
  expect(resolveMe(agent)).toBeNull();
  expect(resolveMe(anonymous)).toBeNull();
});

test('a representation of a customer is read and written as the same id', () => {
  expect(resolveCustomerReference({ id: castId('cus', 1) })).toEqual(liwei);
  expect(formatCustomerId(liwei)).toBe(castId('cus', 1));
  expect(() => resolveCustomerReference({ id: castId('agt', 1) })).toThrow('names another type; expected cus_');
});

test('the door opens for the customer alone, whatever the scopes', () => {
  expect(openOwnDoor(customer(1, []), liwei)).toEqual({ customerId: liwei.id });
  for (const outsider of [customer(2), agent, anonymous]) {
    expect(() => openOwnDoor(outsider, liwei)).toThrow('This part of a customer is for the customer alone.');
  }
});

test('a row of somebody else is found as little as a missing one', () => {
  const row = { customerId: castUuid(1), name: 'mine' };

  expect(findOwn(customer(1), row)).toBe(row);
  expect(findOwn(customer(2), row)).toBeNull();
  // The agent has the UUID of the customer, under another prefix.
  expect(findOwn(agent, row)).toBeNull();
  expect(findOwn(anonymous, row)).toBeNull();
  expect(findOwn(customer(1), null)).toBeNull();
});

test('a row that another one points at must be there', () => {
  expect(expectRow('row')).toBe('row');
  expect(() => expectRow(null)).toThrow('A row that another row points at is missing.');
});
