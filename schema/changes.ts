import { execFileSync } from 'node:child_process';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { repositoryRoot } from './sdl.ts';

/** The list of breaking changes that are meant, from the root of the repository. */
export const acceptedChangesPath = 'schema/accepted-changes.json';

/**
 * A breaking change that is meant: the schema coordinate and the kind of change as the check prints them, and why.
 * An entry that matches nothing is harmless; remove it when the release that carries the change is out.
 */
export type AcceptedChange = { path: string; change: string; reason: string };

/** A breaking change between two API schemas. */
export type BreakingChange = { path: string; change: string; message: string };

/** The breaking changes from one API schema to the next that no entry accepts; an entry without a reason accepts nothing. */
export async function findBreakingChanges(
  committedSdl: string,
  currentSdl: string,
  accepted: readonly AcceptedChange[],
): Promise<BreakingChange[]> {
  const changes = await diff(buildSchema(committedSdl), buildSchema(currentSdl));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ path, type, message }) => ({ path: path ?? '', change: String(type), message }))
    .filter(
      ({ path, change }) =>
        !accepted.some((entry) => entry.path === path && entry.change === change && entry.reason.trim() !== ''),
    );
}

/** The API schema to compare with: its text and the commit it is from, or why there is none. */
export type CommittedApi = { sdl: string; commit: string } | { sdl: null; reason: string };

/**
 * Reads the API schema that clients were promised.
 * That is the one at HEAD; when HEAD itself brought the current text, as on a clean clone, the one before that.
 */
export function readCommittedApi(path: string, currentSdl: string, folder = repositoryRoot): CommittedApi {
  const readAt = (commit: string) => runGit(folder, ['show', `${commit}:${path}`]);
  const atHead = readAt('HEAD');
  if (atHead === null) return { sdl: null, reason: `${path} is not committed yet, or this is not a git repository` };
  if (atHead !== currentSdl) return { sdl: atHead, commit: 'HEAD' };

  const parent = `${runGit(folder, ['log', '-1', '--format=%H', '--', path])?.trim()}^`;
  const before = readAt(parent);
  return before === null
    ? { sdl: null, reason: `the history holds no ${path} older than the current one` }
    : { sdl: before, commit: parent };
}

/** What git prints; null when git is not installed or refuses. */
function runGit(folder: string, parameters: readonly string[]): string | null {
  try {
    return execFileSync('git', parameters, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return null;
  }
}
