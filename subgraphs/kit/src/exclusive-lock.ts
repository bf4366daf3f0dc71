import { DatabaseSync } from 'node:sqlite';

/** A lock that this process holds until it releases it or ends, however it ends. */
export interface ExclusiveLock {
  release(): void;
}

const sqliteBusy = 5;

/**
 * Takes the lock that a file stands for, or answers null if another holder has it.
 * SQLite is used for its portable file lock: the system drops it even after kill -9, which a file with a pid cannot promise.
 */
export function tryLock(path: string): ExclusiveLock | null {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return null;
    throw error;
  }
  return { release: () => database.close() };
}
