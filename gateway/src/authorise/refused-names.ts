import { randomBytes } from 'node:crypto';
import { type FieldNode, Kind } from 'graphql';
import { responseKeyOf } from '../operation/fields.ts';

/**
 * Refused fields are shaped under this prefix and get their name back afterwards. Data that a plan fetched for its own
 * needs (a key, an input of @requires) can so never fill a field that its caller was refused. Drawn anew by each process,
 * so that no client can choose an alias that collides.
 */
const prefix = `refused_${randomBytes(6).toString('hex')}_`;

/** A refused field under a response key that nothing fetched can have. */
export const hideField = (field: FieldNode): FieldNode => ({
  ...field,
  alias: { kind: Kind.NAME, value: prefix + responseKeyOf(field) },
});

/** Whether a place in an answer is that of a refused field, names not yet restored. */
export const isRefusedPath = (path: readonly (string | number)[] | undefined): boolean =>
  String(path?.at(-1) ?? '').startsWith(prefix);

/** Gives refused fields of an answer their own names back, at any depth; the order of the query stays. */
export function restoreNames(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const [key, item] of Object.entries(data)) {
    // A refusal goes before a value of the same name that another fragment gave.
    if (key.startsWith(prefix)) entries.set(key.slice(prefix.length), null);
    else if (!entries.has(key)) entries.set(key, restoreInside(item));
  }
  return Object.fromEntries(entries);
}

function restoreInside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(restoreInside);
  return typeof value === 'object' && value !== null ? restoreNames({ ...value }) : value;
}
