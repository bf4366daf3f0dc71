import { parseArgs } from 'node:util';
import { openDevelopmentIssuer } from '@ecosystem/kit/development-issuer';
import { splitId } from '@ecosystem/kit/ids';
import Fastify from 'fastify';
import { createLocalJWKSet, jwtVerify } from 'jose';
import postgres from 'postgres';
import { oneStatement } from './one-statement.ts';
import { perTable } from './per-table.ts';
import { readerOf } from './rows.ts';

/**
 * What a good developer would write by hand: one route for each operation, the token verified and remembered as the
 * gateway does, prepared statements with generic plans over one database that holds all tables.
 */
const { values } = parseArgs({
  options: {
    mode: { type: 'string', default: 'one-statement' },
    database: { type: 'string', default: '' },
    'data-dir': { type: 'string', default: '' },
    port: { type: 'string', default: '0' },
  },
});

/** The best of 2, 4, 8 and 16 on two cores; statements are pipelined on each. */
const connections = 8;
const knownTokensMax = 10_000;

const sql = postgres(values.database, {
  max: connections,
  connection: { plan_cache_mode: 'force_generic_plan', default_transaction_read_only: true },
});
const read = readerOf(sql);
const issuer = await openDevelopmentIssuer(values['data-dir']);
const keys = createLocalJWKSet(issuer.jwks);
const known = new Map<string, string>();

/** The UUID of the customer behind the token. */
async function authenticate(header: string | undefined): Promise<string> {
  const token = header?.startsWith('Bearer ') ? header.slice('Bearer '.length) : '';
  const found = known.get(token);
  if (found) return found;
  const { payload } = await jwtVerify(token, keys, { issuer: issuer.issuer, audience: issuer.audience });
  const parts = splitId(payload.sub ?? '');
  if (parts?.prefix !== 'cus') throw new Error('The caller is not a customer.');
  if (known.size < knownTokensMax) known.set(token, parts.uuid);
  return parts.uuid;
}

type Name = keyof typeof oneStatement;

async function answer(name: Name, id: string): Promise<string> {
  if (values.mode === 'per-table') return JSON.stringify({ data: await perTable[name](read, id) });
  const [row] = await sql.unsafe<{ body: string }[]>(oneStatement[name], [id], { prepare: true });
  if (!row) throw new Error('There is no such row.');
  return row.body;
}

const server = Fastify();
for (const name of ['q1', 'deep'] as const) {
  server.post(`/${name}`, async (request, reply) => {
    const id = await authenticate(request.headers.authorization);
    return reply.type('application/json; charset=utf-8').send(await answer(name, id));
  });
}
server.post<{ Body: { id: string } }>('/catalogue', async (request, reply) => {
  const id = splitId(request.body.id)?.uuid ?? '';
  return reply.type('application/json; charset=utf-8').send(await answer('catalogue', id));
});
server.get('/ready', async () => {
  await sql`select 1`;
  return { status: 'pass' };
});
process.once('SIGTERM', async () => {
  await server.close();
  await sql.end();
});
await server.listen({ host: '127.0.0.1', port: Number(values.port) });
