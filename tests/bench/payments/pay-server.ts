import { parseArgs } from 'node:util';
import { openDevelopmentIssuer } from '@ecosystem/kit/development-issuer';
import { splitId } from '@ecosystem/kit/ids';
import Fastify from 'fastify';
import { createLocalJWKSet, jwtVerify } from 'jose';
import postgres from 'postgres';

/** The hand-written payment: one route, the token verified and remembered as the gateway does, one call of one SQL function. */
const { values } = parseArgs({
  options: {
    database: { type: 'string', default: '' },
    'data-dir': { type: 'string', default: '' },
    port: { type: 'string', default: '0' },
  },
});

/** As many connections as the gateway's finance has for writing. */
const connections = 4;

const sql = postgres(values.database, { max: connections });
const issuer = await openDevelopmentIssuer(values['data-dir']);
const keys = createLocalJWKSet(issuer.jwks);
const known = new Map<string, string>();

async function authenticate(header: string | undefined): Promise<string> {
  const token = header?.startsWith('Bearer ') ? header.slice('Bearer '.length) : '';
  const found = known.get(token);
  if (found) return found;
  const { payload } = await jwtVerify(token, keys, { issuer: issuer.issuer, audience: issuer.audience });
  const parts = splitId(payload.sub ?? '');
  if (parts?.prefix !== 'cus') throw new Error('The caller is not a customer.');
  known.set(token, parts.uuid);
  return parts.uuid;
}

const server = Fastify();
server.post<{ Body: { merchantId: string; amountMinor: number; key: string } }>('/pay', async (request) => {
  const payer = await authenticate(request.headers.authorization);
  const { merchantId, amountMinor, key } = request.body;
  const [row] = await sql.unsafe('select bench_pay($1, $2, $3, $4) as id', [payer, merchantId, amountMinor, key], {
    prepare: true,
  });
  return { data: { payment: row?.['id'] } };
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
