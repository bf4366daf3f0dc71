import { expect, test } from 'vitest';
import { createGroupWriter } from './group-writes.ts';

test('items of one moment are written together, those that come meanwhile in the group after', async () => {
  const groups: number[][] = [];
  const first = Promise.withResolvers<void>();
  const writer = createGroupWriter<number, number>(async (items) => {
    groups.push([...items]);
    if (groups.length === 1) await first.promise;
    return items.map((item) => item * 10);
  });
  const written = [writer.write(1), writer.write(2)];
  await new Promise((done) => setImmediate(() => setImmediate(done)));
  written.push(writer.write(3), writer.write(4));
  first.resolve();
  expect(await Promise.all(written)).toEqual([10, 20, 30, 40]);
  expect(groups).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('a group that cannot be written fails for each of its items, and the next one is tried', async () => {
  let isBroken = true;
  const writer = createGroupWriter<number>(async () => {
    if (isBroken) throw new Error('no database');
    return [];
  });
  const results = await Promise.allSettled([writer.write(1), writer.write(2)]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isBroken = false;
  await expect(writer.write(3)).resolves.toBeUndefined();
});
