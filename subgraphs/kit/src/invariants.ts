import type { Database } from './database.ts';

/** Queries that must return no row, by the number of the invariant in the domain page and what it says. */
export type Invariants = Readonly<Record<string, string>>;

/**
 * Runs every invariant.
 * @throws Error that names each broken one and shows its first rows.
 */
export async function checkInvariants(name: string, database: Database, invariants: Invariants): Promise<void> {
  const broken: string[] = [];
  for (const [invariant, query] of Object.entries(invariants)) {
    const rows = await database.read.execute(query);
    if (rows.length > 0) broken.push(`${invariant}: ${JSON.stringify(rows.slice(0, 3), writeBigint)}`);
  }
  if (broken.length > 0) throw new Error(`The ${name} database breaks its invariants:\n${broken.join('\n')}`);
}

function writeBigint(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
