import { expect, test } from 'vitest';
import {
  agentOf,
  cast,
  customerName,
  newcomer,
  orderTotalOf,
  ownsVehicle,
  paymentStatusOf,
  paymentTime,
  paymentUuid,
} from './demo-facts.ts';
import { createSeedWorld, seedNow } from './world.ts';

const { customers } = createSeedWorld();

test('the cast has the vehicles of its stories, and an erased customer has none', () => {
  const owners = customers.filter(ownsVehicle);

  expect(owners).toEqual(expect.arrayContaining([cast.liwei, cast.zhangmin, cast.zhaolei, cast.liuyang]));
  expect(owners).not.toContain(cast.erased);
});

test('42 % of customers own a vehicle, as published', () => {
  const many = createSeedWorld(2_000).customers;

  expect(many.filter(ownsVehicle).length / many.length).toBeCloseTo(0.42, 1);
});

test('three agents look after the first thirty customers by turns', () => {
  expect([1, 2, 3, 4, 30].map(agentOf)).toEqual([1, 2, 3, 1, 3]);
  expect(agentOf(31)).toBeNull();
});

test('names are those of the stories, and always the same', () => {
  expect(customerName(cast.liwei)).toBe('李伟');
  expect(customerName(newcomer)).toBe(customerName(newcomer));
});

test('only the newest order of customers with even numbers is unpaid', () => {
  const unpaid = customers.flatMap((customer) =>
    [0, 1, 9].filter((order) => paymentStatusOf(customer, order) === 'CREATED').map((order) => [customer, order]),
  );

  expect(unpaid).toEqual(customers.filter((customer) => customer % 2 === 0).map((customer) => [customer, 0]));
});

test('payments lie in the order of their numbers, each with an id of its own', () => {
  const times = [0, 1, 2, 9].map((order) => paymentTime(order).getTime());

  expect(times).toEqual(times.toSorted().toReversed());
  expect(paymentTime(0).getTime()).toBeLessThan(seedNow.getTime());
  expect(new Set([paymentUuid(1, 0), paymentUuid(1, 1), paymentUuid(2, 0)]).size).toBe(3);
});

test('one order costs nothing, all others something', () => {
  const free = customers.flatMap((customer) =>
    Array.from({ length: 10 }, (_, order) => [customer, order] as const).filter(
      ([, order]) => orderTotalOf(customer, order) === 0n,
    ),
  );

  expect(free).toEqual([[12, 3]]);
});
