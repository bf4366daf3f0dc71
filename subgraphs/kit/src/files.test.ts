import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { tryLock } from './exclusive-lock.ts';
import { createPrivateFile, hasCode, readFileIfThere, replacePrivateFile } from './files.ts';

const folder = await mkdtemp(join(tmpdir(), 'ecosystem-files-'));
afterAll(() => rm(folder, { recursive: true }));

test('a file that is not there, nor its folder, reads as null; another fault stays one', async () => {
  await writeFile(join(folder, 'plain'), 'text');

  expect(await readFileIfThere(join(folder, 'plain'))).toBe('text');
  expect(await readFileIfThere(join(folder, 'nowhere', 'file'))).toBeNull();
  expect(await readFileIfThere(join(folder, 'plain', 'below'))).toBeNull();
  await expect(readFileIfThere(folder)).rejects.toThrow('EISDIR');
});

test('of many who create a file at once one succeeds, and its text stays', async () => {
  const path = join(folder, 'created');
  const texts = ['a', 'b', 'c', 'd'];
  const created = await Promise.all(texts.map((text) => createPrivateFile(path, text)));

  expect(created.filter(Boolean)).toHaveLength(1);
  expect(await readFileIfThere(path)).toBe(texts[created.indexOf(true)]);
});

test('a replaced file is for its owner alone and leaves no draft behind', async () => {
  const path = join(folder, 'replaced');
  await replacePrivateFile(path, 'old');
  await replacePrivateFile(path, 'new');

  expect(await readFileIfThere(path)).toBe('new');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await readdir(folder)).filter((name) => name.startsWith('replaced'))).toEqual(['replaced']);
});

test('an error of the system is told by its code', () => {
  expect(hasCode(Object.assign(new Error('gone'), { code: 'ENOENT' }), 'EACCES', 'ENOENT')).toBe(true);
  expect(hasCode(new Error('ENOENT'), 'ENOENT')).toBe(false);
  expect(hasCode('ENOENT', 'ENOENT')).toBe(false);
});

test('a lock has one holder at a time, and the next once it is released', () => {
  const path = join(folder, 'lock');
  const held = tryLock(path);

  expect(held).not.toBeNull();
  expect(tryLock(path)).toBeNull();
  held?.release();
  const next = tryLock(path);
  expect(next).not.toBeNull();
  next?.release();
});
