import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCommittedApi } from './changes.ts';

describe('the API schema that clients were promised', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'committed-api-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const git = (...parameters: string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...parameters], { cwd: folder });
  const commit = (text: string) => {
    writeFileSync(join(folder, 'api.graphql'), text);
    git('add', '.');
    git('commit', '--quiet', '--message', text);
  };

  test('is the one at HEAD while the current one is not committed', () => {
    git('init', '--quiet');
    commit('one');
    commit('two');
    expect(readCommittedApi('api.graphql', 'three', folder)).toEqual({ sdl: 'two', commit: 'HEAD' });
  });

  test('is the one before, on a clone whose HEAD is the current one', () => {
    git('init', '--quiet');
    commit('one');
    commit('two');
    git('commit', '--quiet', '--allow-empty', '--message', 'something else');
    expect(readCommittedApi('api.graphql', 'two', folder)).toMatchObject({ sdl: 'one' });
  });

  test.each([
    ['there is no repository', () => undefined],
    ['nothing is committed', () => git('init', '--quiet')],
  ])('is absent, with a reason, when %s', (_, prepare) => {
    prepare();
    expect(readCommittedApi('api.graphql', 'one', folder)).toEqual({
      sdl: null,
      reason: 'api.graphql is not committed yet, or this is not a git repository',
    });
  });

  test('is absent, with a reason, when the history holds only the current one', () => {
    git('init', '--quiet');
    commit('one');
    expect(readCommittedApi('api.graphql', 'one', folder)).toMatchObject({
      sdl: null,
      reason: expect.stringContaining('older'),
    });
  });
});
