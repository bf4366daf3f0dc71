import { cloneDatabase } from '@ecosystem/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GatewayDatabase, openGatewayDatabase } from '../database/database.ts';
import { createModelStore, type ModelStore } from './model-store.ts';

let database: GatewayDatabase;
let store: ModelStore;
beforeAll(async () => {
  database = openGatewayDatabase(await cloneDatabase('gateway'), 10_000);
  store = createModelStore(database.pool);
});
afterAll(() => database.close());

test('what was put is found under its kind alone, and what is put anew takes its place', async () => {
  await store.put('Visit', 'a', { value: 1 }, 60);
  expect(await store.find('Visit', 'a')).toEqual({ value: 1 });
  expect(await store.find('Grant', 'a')).toBeNull();
  await store.put('Visit', 'a', { value: 2 }, 60);
  expect(await store.find('Visit', 'a')).toEqual({ value: 2 });
  await store.remove('Visit', 'a');
  expect(await store.find('Visit', 'a')).toBeNull();
});

test('of many that add one thing at once, one does', async () => {
  const added = await Promise.all(Array.from({ length: 8 }, () => store.add('ReplayDetection', 'once', {}, 60)));
  expect(added.filter(Boolean)).toHaveLength(1);
});

test('of many that use one thing at once, one does, and the others see when', async () => {
  await store.put('AuthorizationCode', 'c', { grantId: 'g' }, 60);
  const used = await Promise.all(Array.from({ length: 8 }, () => store.consume('AuthorizationCode', 'c')));
  expect(used.filter(Boolean)).toHaveLength(1);
  expect(await store.find('AuthorizationCode', 'c')).toEqual({ grantId: 'g', consumed: expect.any(Number) });
  expect(await store.consume('AuthorizationCode', 'nothing')).toBe(false);
});

test('a grant goes with all of one kind under it', async () => {
  await store.put('AuthorizationCode', 'd', { grantId: 'h' }, 60);
  await store.put('AuthorizationCode', 'e', { grantId: 'i' }, 60);
  await store.removeGrant('AuthorizationCode', 'h');
  expect(await store.find('AuthorizationCode', 'd')).toBeNull();
  expect(await store.find('AuthorizationCode', 'e')).not.toBeNull();
});

test('a thing is found by the uid that it carries', async () => {
  await store.put('Session', 's', { uid: 'u' }, 60);
  expect(await store.findByUid('Session', 'u')).toEqual({ uid: 'u' });
  expect(await store.findByUid('Session', 's')).toBeNull();
});

test('what has expired is not found, cannot be used, and is swept; the rest stays', async () => {
  await store.sweep();
  await store.put('Visit', 'old', {}, -1);
  await store.put('Visit', 'young', {}, 60);
  expect(await store.find('Visit', 'old')).toBeNull();
  expect(await store.consume('Visit', 'old')).toBe(false);
  expect(await store.sweep()).toBe(1);
  expect(await store.sweep()).toBe(0);
  expect(await store.find('Visit', 'young')).toEqual({});
});
