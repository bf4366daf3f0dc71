import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDevelopmentIssuer } from '@ecosystem/kit/development-issuer';
import { splitId } from '@ecosystem/kit/ids';
import { findPersona } from '@ecosystem/kit/personas';
import { castId, castUuid } from '@ecosystem/kit/world';
import postgres from 'postgres';
import { repository } from './files.ts';
import type { BenchWorld } from './world/bench-world.ts';

/** What is read; writes are measured by `--payments`. */
export const operationNames = ['q1', 'deep', 'catalogue'] as const;
export type OperationName = (typeof operationNames)[number];

/** One of the many requests among which the load rotates. */
export interface RequestCase {
  /** Null for an anonymous caller. */
  readonly token: string | null;
  readonly variables: Readonly<Record<string, string>>;
}

export interface BenchOperation {
  readonly name: OperationName;
  readonly text: string;
  /** Whether the gateway keeps the text in schema/operations; others are sent by the hash of a text that was sent before. */
  readonly isStored: boolean;
  readonly cases: readonly RequestCase[];
}

/** How a variant is asked: the id of the document, its text, or an address of its own for each operation. */
export type Wire = 'id' | 'text' | 'endpoint';

const sources: Readonly<Record<OperationName, { readonly path: string; readonly isStored: boolean }>> = {
  q1: { path: 'schema/operations/web/profile.graphql', isStored: true },
  deep: { path: 'tests/bench/operations/deep.graphql', isStored: false },
  catalogue: { path: 'schema/operations/web/product.graphql', isStored: true },
};

/** The text of an operation, as it lies in its file. */
export function readOperationText(name: OperationName): string {
  return readFileSync(join(repository, sources[name].path), 'utf8');
}

/** As many callers as fit into the caches of tokens of a real front door, so that no answer can be remembered. */
const callersMax = 2_000;
/** The first circle is the demo world with its odd customers; the bench asks the others. */
const firstCustomer = 51;
const products = 120;
const draftProduct = 118;

/** The operations to measure, each with its requests over the world. */
export async function readOperations(world: BenchWorld, names: readonly OperationName[]): Promise<BenchOperation[]> {
  return Promise.all(
    names.map(async (name) => {
      const cases =
        name === 'catalogue' ? listProducts() : await signCustomers(world, await listCustomers(world, name));
      return { name, text: readOperationText(name), isStored: sources[name].isStored, cases };
    }),
  );
}

function listProducts(): RequestCase[] {
  return Array.from({ length: products }, (_, index) => index + 1)
    .filter((number) => number !== draftProduct)
    .map((number) => ({ token: null, variables: { id: castId('prd', number) } }));
}

/** Everybody for the profile; for the deep operation those whose vehicle is insured, so that all hops are made. */
async function listCustomers(world: BenchWorld, name: OperationName): Promise<number[]> {
  const all = Array.from({ length: world.customers - firstCustomer + 1 }, (_, index) => firstCustomer + index);
  if (name !== 'deep') return thin(all);
  const sql = postgres(world.url('finance'), { max: 1 });
  try {
    const rows = await sql<{ id: string }[]>`
      select distinct customer_id as id from policies
      where kind = 'AUTO' and status in ('IN_FORCE', 'LAPSED', 'CANCELLED', 'BOUND')`;
    const insured = new Set(rows.map(({ id }) => id));
    return thin(all.filter((number) => insured.has(castUuid(number))));
  } finally {
    await sql.end();
  }
}

/** At most so many as are signed, spread evenly. */
function thin(customers: readonly number[]): number[] {
  const step = Math.max(1, Math.floor(customers.length / callersMax));
  return customers.filter((_, index) => index % step === 0).slice(0, callersMax);
}

async function signCustomers({ dataDir }: BenchWorld, customers: readonly number[]): Promise<RequestCase[]> {
  const issuer = await openDevelopmentIssuer(dataDir);
  const scopes = findPersona('customer')?.scopes ?? [];
  return Promise.all(
    customers.map(async (number) => ({
      token: await issuer.sign({ subject: castId('cus', number), scopes }),
      variables: {},
    })),
  );
}

/** The path and the body of one request. */
export function writeRequest(
  wire: Wire,
  operation: Pick<BenchOperation, 'name' | 'text' | 'isStored'>,
  { variables }: Pick<RequestCase, 'variables'>,
): { path: string; body: string } {
  if (wire === 'endpoint') return { path: `/${operation.name}`, body: JSON.stringify(variables) };
  const path = '/graphql';
  if (wire === 'text') return { path, body: JSON.stringify({ query: operation.text, variables }) };
  const hash = createHash('sha256').update(operation.text).digest('hex');
  return operation.isStored
    ? { path, body: JSON.stringify({ documentId: `sha256:${hash}`, variables }) }
    : { path, body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } }, variables }) };
}

/** The id of a document that the gateway keeps. */
export function hashOfStored(path: string): string {
  return `sha256:${createHash('sha256')
    .update(readFileSync(join(repository, path), 'utf8'))
    .digest('hex')}`;
}

/** The request that makes a text known, whose hash the load sends alone; null if nothing has to be made known. */
export function writeRegistration(wire: Wire, operation: BenchOperation): { path: string; body: string } | null {
  if (wire !== 'id' || operation.isStored) return null;
  const hash = createHash('sha256').update(operation.text).digest('hex');
  const body = { query: operation.text, extensions: { persistedQuery: { version: 1, sha256Hash: hash } } };
  return { path: '/graphql', body: JSON.stringify(body) };
}

/** The UUID that the hand-written endpoint looks for. */
export function uuidOf(id: string): string {
  const parts = splitId(id);
  if (!parts) throw new RangeError(`"${id}" is not an id.`);
  return parts.uuid;
}
