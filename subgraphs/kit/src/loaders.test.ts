import { expect, test, vi } from 'vitest';
import type { Database } from './database.ts';
import { type BatchQuery, createLoaders } from './loaders.ts';

const database = {} as Database;

function double(onFetch: (keys: readonly string[]) => void): BatchQuery<string, string> {
  return {
    keyOf: (key) => key,
    async fetch(_, keys) {
      onFetch(keys);
      if (keys.includes('bad')) throw new Error('the key is bad');
      return keys.map((key) => `${key}${key}`);
    },
  };
}

test('requests that are in flight together share one statement, and each key is asked once', async () => {
  const onFetch = vi.fn();
  const createRequestLoaders = createLoaders(database, { twice: double(onFetch) });
  const [one, other] = [createRequestLoaders(), createRequestLoaders()];

  const answers = await Promise.all([one.twice.load('a'), one.twice.load('b'), other.twice.load('a')]);

  expect(answers).toEqual(['aa', 'bb', 'aa']);
  expect(onFetch.mock.calls).toEqual([[['a', 'b']]]);
});

test('a request remembers its answers; the next request asks again', async () => {
  const onFetch = vi.fn();
  const createRequestLoaders = createLoaders(database, { twice: double(onFetch) });
  const one = createRequestLoaders();

  await one.twice.load('a');
  await one.twice.load('a');
  expect(onFetch).toHaveBeenCalledTimes(1);

  await createRequestLoaders().twice.load('a');
  expect(onFetch).toHaveBeenCalledTimes(2);
});

test('a key that fails, fails alone', async () => {
  const createRequestLoaders = createLoaders(database, { twice: double(() => {}) });
  const [one, other] = [createRequestLoaders(), createRequestLoaders()];

  const [good, bad] = await Promise.allSettled([one.twice.load('a'), other.twice.load('bad')]);

  expect(good).toEqual({ status: 'fulfilled', value: 'aa' });
  expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'the key is bad' } });
});

/** A query that changes rows: it notes what it is sent, and fails for a batch with the key `bad`. */
function change(onFetch: (keys: readonly string[]) => void, changesAtOnce: number): BatchQuery<string, string> {
  return { ...double(onFetch), changesAtOnce };
}

test('a query that changes rows is sent each key by itself, at most so many at once, also where keys are equal', async () => {
  const onFetch = vi.fn();
  const createRequestLoaders = createLoaders(database, { twice: change(onFetch, 2) });

  await Promise.all(['a', 'a', 'b'].map((key) => createRequestLoaders().twice.load(key)));

  expect(onFetch.mock.calls).toEqual([[['a', 'a']], [['b']]]);
});

test('a query that changes rows is not sent again when it fails: it fails for all of its keys', async () => {
  const onFetch = vi.fn();
  const createRequestLoaders = createLoaders(database, { twice: change(onFetch, 10) });

  const outcomes = await Promise.allSettled(['a', 'bad'].map((key) => createRequestLoaders().twice.load(key)));

  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(onFetch).toHaveBeenCalledTimes(1);
});
