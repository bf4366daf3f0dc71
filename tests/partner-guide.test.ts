import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGatewayDatabase } from '@ecosystem/gateway/database/database';
import { createClientStore } from '@ecosystem/gateway/issuer/clients';
import { refusalStatuses } from '@ecosystem/gateway/partners/refusal';
import { createPageVisitor } from '@ecosystem/gateway/testing/page-visitor';
import { formatFieldKeys } from '@ecosystem/kit/field-keys';
import { cloneDatabase } from '@ecosystem/kit/testing';
import { testFieldKeys } from '@ecosystem/kit/testing-keys';
import { castId } from '@ecosystem/kit/world';
import { afterAll, expect, test } from 'vitest';
import { readText, repository } from './files.ts';
import { type GuideStep, readSteps } from './guide/blocks.ts';
import { comparable } from './guide/compare.ts';
import { openShell } from './guide/shell.ts';
import { cloneAll, endStarted, start } from './processes.ts';

// Everything that docs/partners.md tells a partner to type is typed here, in one shell, against a server that was started as `npm start` does.

const shop = castId('par', 6);
const statementTimeoutMs = 10_000;
const folder = await mkdtemp(join(tmpdir(), 'ecosystem-guide-'));
const dataDir = join(folder, 'data');
const databaseUrl = await cloneDatabase('gateway');
const server = start('gateway/src/main.ts', {
  ...(await cloneAll()),
  GATEWAY_DATABASE_URL: databaseUrl,
  FIELD_KEYS: formatFieldKeys(testFieldKeys),
  DATA_DIR: dataDir,
  PORT: '0',
});
const port = new URL(await server.ready()).port;
const callbackPort = await findPort();

// As `npm install` of the guide leaves it.
await mkdir(join(folder, 'shop'));
await symlink(join(repository, 'tests/node_modules'), join(folder, 'shop/node_modules'));

const shell = openShell(readText('tests/guide/prelude.sh'), repository, {
  DATA_DIR: dataDir,
  SHOP_SECRET: await makeSecret(),
  API_OF_TEST: `http://localhost:${port}`,
});
afterAll(async () => {
  await shell.close();
  await endStarted();
  await rm(folder, { recursive: true, force: true });
});

/** The text of the guide with the addresses and the folder of this test. */
const guide = readText('docs/partners.md')
  .replaceAll('localhost:4000', `localhost:${port}`)
  .replaceAll('4010', String(callbackPort))
  .replaceAll('/tmp/shop', join(folder, 'shop'));
const outputs = new Map<string, string>();

test.each(readSteps(guide).map((step) => [step.block.text.trim().split('\n')[0], step] as const))(
  '%s',
  async (_, step) => {
    const output = await run(step);
    if (!step.shown) return;
    const { shown, came } = comparable(step.shown, output);

    expect(came).toEqual(shown);
  },
  20_000,
);

test('every block of shell in the guide is run, but for the installation of packages', () => {
  const left = [...guide.matchAll(/^```(?:sh|js|ts)\n([\s\S]*?)^```$/gm)].map(([, text]) => text);

  expect(left).toEqual([expect.stringMatching(/^npm install --prefix .*\n$/)]);
});

test('the table of errors has every refusal of the gateway with its HTTP status', () => {
  const rows = [...guide.matchAll(/^\| (`[A-Z_`, ]+`) \| (\d{3}) \|/gm)].flatMap(([, codes = '', status]) =>
    [...codes.matchAll(/[A-Z_]+/g)].map(([code]): [string, number] => [code, Number(status)]),
  );

  expect(Object.fromEntries(rows)).toMatchObject({
    ...refusalStatuses,
    UNAUTHENTICATED: 401,
    COST_LIMIT: 400,
    RATE_LIMITED: 429,
    BUDGET_UNAVAILABLE: 503,
  });
});

test('what the README shows of partners is answered', async () => {
  const [, block = ''] = /^\*\*Partners\*\*[\s\S]*?```sh\n([\s\S]*?)```/m.exec(readText('README.md')) ?? [];
  const { output } = await shell.run(block.replaceAll('localhost:4000', `localhost:${port}`));

  expect(JSON.parse(output)).toMatchObject({ data: { partnerView: { displayName: '小伟', orders: { nodes: [{}] } } } });
});

async function run({ block: { file, text } }: GuideStep): Promise<string> {
  if (file !== null) {
    await writeFile(file, text);
    return '';
  }
  const browsing = text.includes('.listen(') ? browse() : null;
  const { output, code } = await shell.run(text);
  await browsing;
  outputs.set(text, output.trim());
  expect(code).toBe(0);
  return output;
}

/** What the reader does in the browser: opens the address, signs in and allows. */
async function browse(): Promise<void> {
  const [address = ''] = [...outputs.values()].filter((output) => output.includes('/oidc/auth?'));
  const [signInCode = ''] = [...outputs].flatMap(([text, output]) => (text.includes('SIGN_IN') ? [output] : []));
  const browser = createPageVisitor([`localhost:${port}`]);
  const path = new URL((await browser.open(address)).url).pathname;
  await browser.send(`${path}/sign-in`, [['code', signInCode]]);
  const { url } = await browser.send(path, [
    ['answer', 'allow'],
    ['scope', 'PROFILE_BASIC'],
    ['scope', 'ORDERS_READ'],
  ]);
  // The shell may not listen yet.
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function makeSecret(): Promise<string> {
  const database = openGatewayDatabase(databaseUrl, statementTimeoutMs);
  const clients = createClientStore(database.pool);
  const redirectUris = [`http://localhost:${callbackPort}/callback`];
  await clients.save(shop, { name: 'Corner Shop Online', authMethod: 'client_secret_basic', redirectUris });
  const made = await clients.rotateSecret(shop);
  await database.close();
  if (!made.ok) throw new Error(made.message);
  return made.value;
}

async function findPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
