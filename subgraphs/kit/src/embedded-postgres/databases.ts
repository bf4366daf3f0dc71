import postgres from 'postgres';
import { hasCode } from '../files.ts';

const duplicateDatabase = '42P04';
/** Two processes that create the same database at once: one of them may see the index's refusal instead. */
const uniqueViolation = '23505';

/**
 * Creates the databases that a server does not have yet. Which database the address names does not matter.
 * @throws Error with a sentence if the server does not answer or the user may not create databases.
 */
export async function ensureDatabases(serverUrl: string, names: readonly string[]): Promise<void> {
  const url = new URL(serverUrl);
  url.pathname = '/postgres';
  const sql = postgres(url.toString(), { max: 1, connect_timeout: 10, fetch_types: false });
  try {
    const rows = await sql<{ datname: string }[]>`select datname from pg_database`;
    const existing = new Set(rows.map(({ datname }) => datname));
    for (const name of names.filter((wanted) => !existing.has(wanted))) {
      await sql`create database ${sql(name)}`.catch((error: unknown) => {
        if (!hasCode(error, duplicateDatabase, uniqueViolation)) throw error;
      });
    }
  } catch (cause) {
    const reason = cause instanceof AggregateError || !(cause instanceof Error) ? String(cause) : cause.message;
    throw new Error(
      `The databases ${names.join(', ')} could not be prepared on ${url.hostname}:${url.port || 5432}: ${reason}`,
      { cause },
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}
