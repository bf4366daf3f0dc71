import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatFieldKeys, openDevelopmentFieldKeys, parseFieldKeys } from './field-keys.ts';

const base64 = (fill: string, bytes = 32) => Buffer.alloc(bytes, fill).toString('base64');

describe('field keys', () => {
  test('are read in their order and written as they were read', () => {
    const text = `new-1:${base64('a')},old:${base64('b')}`;

    expect(parseFieldKeys(text).map(({ id }) => id)).toEqual(['new-1', 'old']);
    expect(formatFieldKeys(parseFieldKeys(` ${text.replace(',', ' , ')}`))).toBe(text);
  });

  test('show their bytes in no log', () => {
    const shown = inspect(parseFieldKeys(`main:${base64('a')}`), { depth: null, showHidden: true });

    expect(shown).not.toMatch(/YWFh|61 61|97, 97/);
  });

  test.each([
    ['no key', '', /key 1 is not/],
    ['a key without an id', base64('a'), /key 1 is not/],
    ['an id with odd characters', `a b:${base64('a')}`, /key 1 is not/],
    ['an id that is too long', `${'x'.repeat(33)}:${base64('a')}`, /key 1 is not/],
    ['an empty place', `main:${base64('a')},`, /key 2 is not/],
    ['a key that is no base64', 'main:%%%', /key 1 is not/],
    ['a short key', `main:${base64('a', 31)}`, /32 bytes; the key main is of another size/],
    ['a long key', `main:${base64('a', 33)}`, /32 bytes; the key main is of another size/],
    ['one id twice', `main:${base64('a')},main:${base64('b')}`, /must not name the key main twice/],
  ])('with %s are refused, without showing a key', (_, text, sentence) => {
    const parse = () => parseFieldKeys(text);

    expect(parse).toThrow(sentence);
    expect(parse).not.toThrow(base64('a').slice(0, 10));
  });
});

describe('the keys of a data folder', () => {
  let dataDir = '';
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'field-keys-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  test('are made once, also when many processes open a new folder at once', async () => {
    const nested = join(dataDir, 'not', 'there', 'yet');
    const opened = await Promise.all(Array.from({ length: 8 }, () => openDevelopmentFieldKeys(nested)));
    const later = await openDevelopmentFieldKeys(nested);

    expect(new Set([...opened, later].map(formatFieldKeys)).size).toBe(1);
  });

  test('are others in another folder, and can be read by nobody else', async () => {
    const [first, second] = await Promise.all([dataDir, join(dataDir, 'b')].map(openDevelopmentFieldKeys));

    expect(first?.[0].key.equals(second?.[0].key ?? first[0].key)).toBe(false);
    expect((await stat(join(dataDir, 'field-keys'))).mode & 0o777).toBe(0o600);
  });

  test('that are broken are named by their file', async () => {
    await writeFile(join(dataDir, 'field-keys'), 'development:c2hvcnQ=\n');

    await expect(openDevelopmentFieldKeys(dataDir)).rejects.toThrow(/field-keys, cannot be used: .*another size/);
  });
});
