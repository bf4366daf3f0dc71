import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openGatewayDatabase } from '@ecosystem/gateway/database/database';
import { operationUsage, partnerRefusals } from '@ecosystem/gateway/database/tables';
import { openDevelopmentIssuer } from '@ecosystem/kit/development-issuer';
import { newId } from '@ecosystem/kit/ids';
import { cloneDatabase } from '@ecosystem/kit/testing';
import { castId, castUuid } from '@ecosystem/kit/world';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readText, repository } from './files.ts';
import { cloneAll, endStarted, findClosedAddress, start } from './processes.ts';

const folder = await mkdtemp(join(tmpdir(), 'ecosystem partners '));
const variables: Record<string, string> = { DATA_DIR: join(folder, 'data') };
/** As scripts/run.mjs has it: a start takes half the time. */
const cache = join(repository, 'node_modules/.cache/compile');
/** A command takes half a second, and on a busy machine much longer. */
const patienceMs = 60_000;
vi.setConfig({ testTimeout: patienceMs });
const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());
const shop = castId('par', 6);

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command against the gateway of this file. */
function partners(args: readonly string[], more: Record<string, string> = {}): Promise<Ended> {
  return new Promise((settle) => {
    const env = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: cache, ...variables, ...more };
    const command = [join(repository, 'scripts/partners.ts'), ...args];
    const child = execFile(process.execPath, command, { cwd: folder, env }, (_, stdout, stderr) =>
      settle({ code: child.exitCode, stdout, stderr }),
    );
  });
}

/** What a command printed that must succeed; runs of spaces as one. */
async function output(...args: string[]): Promise<string> {
  const ended = await partners(args);
  expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' });
  return ended.stdout.replaceAll(/ +/g, ' ');
}

const json = async (...args: string[]): Promise<unknown> => JSON.parse(await output(...args, '--json'));

async function writeIn(name: string, value: unknown): Promise<string> {
  await writeFile(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  return name;
}

beforeAll(async () => {
  Object.assign(variables, await cloneAll(), { GATEWAY_DATABASE_URL: await cloneDatabase('gateway') });
  const gateway = start('gateway/src/main.ts', { ...variables, PORT: '0' });
  variables['GATEWAY_URL'] = await gateway.ready();
  // It answers before what the demo's partners may ask is published.
  while (!(await fetch(`${variables['GATEWAY_URL']}/ready`)).ok) await sleep(100);

  const database = openGatewayDatabase(variables['GATEWAY_DATABASE_URL'] ?? '', 5_000);
  const [known] =
    (await json('show', 'shop').then(
      (shown) => (shown as { operations: { documentId: string; name: string }[] }).operations,
    )) ?? [];
  const latencies = Array.from({ length: 27 }, (_, place) => (place === 4 ? 7 : 0));
  const use = { partnerId: shop, day: today, calls: 7, errors: 1, cost: 30, latencies, lastUsedAt: new Date() };
  await database.pool.insert(operationUsage).values({ ...use, documentId: known?.documentId ?? '' });
  const occurredAt = new Date();
  const asked = { documentId: null, operationName: 'Guess', requestId: 'request-1' };
  await database.pool
    .insert(partnerRefusals)
    .values({ partnerId: shop, id: newId(occurredAt), occurredAt, code: 'PERSISTED_QUERY_ONLY', ...asked });
  await database.close();
}, patienceMs);
afterAll(async () => {
  await endStarted();
  await rm(folder, { recursive: true, force: true });
});

describe('the partners command', () => {
  test('lists partners as a table, and as data', async () => {
    const text = await output('list', '--status', 'live');
    expect(text.split('\n')[0]).toBe('id name industry status operations calls today budget');
    expect(text).toMatch(new RegExp(`^${shop} .+ RETAIL LIVE [1-9] 7 60000 / 60 s$`, 'm'));
    expect(text).not.toContain('SANDBOX');
    expect(await json('list')).toContainEqual(expect.objectContaining({ id: shop, status: 'LIVE', callsToday: 7 }));
  });

  test('shows a partner by its alias and by its id', async () => {
    const text = await output('show', '@shop');
    expect(text).toMatch(/^client none yet; rotate-secret or set-keys makes one$/m);
    expect(text).toMatch(
      /^budget 60000 units each 60 s, burst 20000, at most 1000 for one operation \(the default\)$/m,
    );
    expect(text).toMatch(/^AskForConsent mutation [0-9a-f]{12}… 1 \d+ 7 -$/m);
    expect(await output('show', shop)).toBe(text);
  });

  test('tells what was used, and what was refused', async () => {
    expect(await output('usage', 'shop', '--days', '3')).toMatch(
      new RegExp(
        `\\n${today} AskForConsent 7 1 30 7 .+\\n7 calls, 1 with errors, 30 units of cost since \\d{4}-\\d\\d-\\d\\d\\.\\n$`,
      ),
    );
    expect(await output('usage', 'travel')).toMatch(/^Nothing was used since /);
    expect(await output('refusals', 'shop')).toMatch(/PERSISTED_QUERY_ONLY Guess - request-1\n$/);
    expect(await output('refusals', 'travel')).toBe('Nothing was refused.\n');
  });

  test('publishes a manifest, and takes one operation back by its name', async () => {
    const text = 'query Own($id: ID!) { partner(id: $id) { name } }';
    const path = await writeIn('manifest.json', { own: text, 'own-2': `${text} # later` });
    expect(await output('publish', 'shop', path)).toMatch(/^Release 2 holds 2 operations; 1 of 1 worker ready\.$/m);

    expect(await partners(['unpublish', 'shop', 'Own'])).toMatchObject({
      code: 1,
      stderr: 'The partner has 2 versions of Own; name one by its id:\n  own\n  own-2\n',
    });
    expect(await output('unpublish', 'shop', 'sha256:own-2')).toBe(
      'Own (own-2) can no longer be asked; it had 0 calls in 30 days.\n',
    );
    expect(await output('unpublish', 'shop', 'Own')).toContain('Own (own) can no longer');
  });

  test('prints every reason why a manifest is refused', async () => {
    const path = await writeIn('wrong.json', { a: '{', b: 'query B { me { id } }' });
    const { code, stdout, stderr } = await partners(['publish', 'shop', path]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^a: Syntax Error.* \(GRAPHQL_PARSE_FAILED\)$/),
      expect.stringMatching(/^b: Cannot query field "me".* \(GRAPHQL_VALIDATION_FAILED\)$/),
    ]);
  });

  test('takes back an operation that is still used only if it is forced', async () => {
    expect(await partners(['unpublish', 'shop', 'AskForConsent'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(
        'The operation was asked 7 times in the last 30 days; force takes it back all the same. (STILL_USED)',
      ),
    });
    expect(await output('unpublish', 'shop', 'AskForConsent', '--force')).toContain('it had 7 calls');
  });

  test('gives a client its secret, its keys and its addresses', async () => {
    expect(await output('rotate-secret', 'bank')).toMatch(
      /^[\w-]{43}\nThis secret is shown once. There was none before\.\n$/,
    );
    expect(await output('rotate-secret', 'bank')).toContain('The one before counts for 24 hours more.');
    expect(await output('redirects', 'bank', 'https://bank.example/a', 'https://bank.example/b')).toBe(
      'Browsers may be sent back to:\nhttps://bank.example/a\nhttps://bank.example/b\n',
    );
    const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
    ]);
    const keys = async (key: typeof publicKey) => ({ keys: [await crypto.subtle.exportKey('jwk', key)] });
    expect(await output('set-keys', 'bank', await writeIn('jwks.json', await keys(publicKey)))).toMatch(
      /^The client: private_key_jwt, a secret of .+, 1 key\.\n$/,
    );
    const refused = await partners(['set-keys', 'bank', await writeIn('private.json', await keys(privateKey))]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('(PRIVATE_KEY)') });
    expect(await output('set-keys', 'bank', '--none')).toMatch(/^The client: client_secret_basic, .+, 0 keys\.\n$/);
    expect(await output('redirects', 'bank', '--none')).toBe('The partner signs in nobody.\n');
  });

  test('sets a budget, and the default again', async () => {
    expect(await output('budget', 'rides', '--quota', '500', '--ceiling', '50')).toBe(
      'From now on: 500 units each 60 s, burst 20000, at most 50 for one operation.\n',
    );
    expect(await json('budget', 'rides')).toMatchObject({ quota: 500, isDefault: false });
    expect(await output('budget', 'rides', '--default')).toContain('(the default)');
    expect(await partners(['budget', 'rides', '--window', '0'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The windowS of a budget is out of bounds: .+ \(INVALID_INPUT\)\n$/),
    });
  });

  test('suspends a partner, and lets it work again', async () => {
    expect(await output('suspend', 'school', 'too', 'loud')).toMatch(/ is SUSPENDED\.\n$/);
    expect(await partners(['suspend', 'school'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('(ILLEGAL_TRANSITION)'),
    });
    expect(await output('show', 'school')).toMatch(/ suspendPartner REFUSED .+\n.+ suspendPartner DONE /);
    expect(await output('resume', 'school')).toMatch(/ is LIVE\.\n$/);
  });

  test('names the operations that a schema would break', async () => {
    expect(await output('check')).toBe('No published operation of a partner breaks.\n');
    const path = await writeIn(
      'broken.graphql',
      readText('schema/partner.graphql').replace('walletBand: ', 'wealthBand: '),
    );
    const { code, stdout } = await partners(['check', '--schema', path]);
    expect(code).toBe(1);
    expect(stdout.replaceAll(/ +/g, ' ')).toMatch(
      /CustomerFinances 0 Cannot query field "walletBand"[^\n]+\n(.*\n)*.*PartnerUnderConsent 0 [^\n]+\n2 published operations of 1 partner would break\.\n$/,
    );
    expect(await partners(['check', '--schema', 'nowhere.graphql'])).toMatchObject({
      code: 1,
      stderr: 'The file nowhere.graphql cannot be read (ENOENT).\n',
    });
  });

  test('says whether the access log is whole, and where it is not', async () => {
    expect(await output('verify-log')).toBe('The access log of all customers is whole.\n');
    const database = postgres(variables['SOCIAL_DATABASE_URL'] ?? '', { max: 1, onnotice: () => {} });
    await database.unsafe('set session_replication_role = replica');
    await database`update access_log set operation_name = 'Innocent'
      where id = (select id from access_log where customer_id = ${castUuid(1)} order by occurred_at limit 1)`;
    await database.end();
    const { code, stdout } = await partners(['verify-log', '@liwei']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/CHANGED/);
    expect(stdout).toMatch(/The access log of @liwei is broken at \d+ places?\.\n$/);
    expect(await output('verify-log', '@wangfang')).toBe('The access log of @wangfang is whole.\n');
  });
});

describe('the partners command ends with code 1 and a sentence', () => {
  test.each([
    ['for a command that there is not', ['drop'], 'There is no command "drop".'],
    ['for an option that there is not', ['list', '--all'], "Unknown option '--all'."],
    ['for no partner', ['show'], 'Which partner? Name one of @rides,'],
    ['for an alias that nobody has', ['show', '@nobody'], 'There is no partner "@nobody". Name one of @rides,'],
    ['for an id that nobody has', ['show', castId('par', 999)], `There is no partner ${castId('par', 999)}.`],
    ['for a customer', ['show', castId('cus', 1)], 'There is no partner "cus_'],
    ['for a setting of a partner that is not there', ['rotate-secret', castId('par', 999)], '(PARTNER_NOT_FOUND)'],
    ['for a number that is none', ['usage', 'shop', '--days', 'x'], '--days must be a whole number, not "x".'],
    [
      'for a manifest that is not there',
      ['publish', 'shop', 'nowhere.json'],
      'The file nowhere.json cannot be read (ENOENT).',
    ],
    ['for an operation that is not published', ['unpublish', 'shop', 'Nothing'], 'no published operation "Nothing"'],
    ['for a customer of the log that there is not', ['verify-log', 'nobody'], 'There is no customer "nobody".'],
  ])('%s', async (_, args, sentence) => {
    const { code, stdout, stderr } = await partners(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('where no gateway answers, and where something else does', async () => {
    const closed = await findClosedAddress();
    const away = await partners(['list', '--url', closed]);
    expect(away).toMatchObject({
      code: 1,
      stderr: `No gateway answers at ${closed} (ECONNREFUSED). Start one with pnpm start, or name another with --url.\n`,
    });
    const other = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await new Promise((settle) => other.once('listening', settle));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const wrong = await partners(['list'], { GATEWAY_URL: url });
    other.close();
    expect(wrong).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is no gateway with an API for operators (200).'),
    });
    expect(await partners(['list', '--url', 'nowhere'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"nowhere" is no address'),
    });
  });

  test('for a token that is not of an operator, or counts for nobody', async () => {
    const issuer = await openDevelopmentIssuer(variables['DATA_DIR'] ?? '');
    const customer = await issuer.sign({ subject: castId('cus', 1), scopes: ['customer:read'] });
    expect(await partners(['list'], { OPERATOR_TOKEN: customer })).toMatchObject({
      code: 1,
      stderr: 'The API of operators is for tokens with the scope partner:review. (FORBIDDEN)\n',
    });
    expect(await partners(['list'], { OPERATOR_TOKEN: 'x' })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('(UNAUTHENTICATED)'),
    });
  });

  test('and without a command it tells how it is used', async () => {
    const { code, stdout } = await partners([]);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: pnpm partners <command>');
    const manual = await readFile(join(repository, 'docs/operators.md'), 'utf8');
    const named = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) /gm)].map(([, name]) => name);
    expect(named.filter((name) => !manual.includes(`pnpm partners ${name}`))).toEqual([]);
  });
});
