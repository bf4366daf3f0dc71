import { createHash } from 'node:crypto';
import postgres from 'postgres';
import { describe, expect, test } from 'vitest';
import { openRegistryDatabase, openWorker, partnerOf } from '../testing/open-registry.ts';
import type { PublishedRelease } from './registry.ts';

const shop = partnerOf('shop');
const bank = partnerOf('bank');
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const view = (selection: string, name = 'View') =>
  `query ${name}($s: ID!) { partnerView(subjectId: $s) { ${selection} } }`;

/** What a publisher was answered, or the codes of the refusal. */
function accepted<Value>(
  outcome: { ok: true; value: Value } | { ok: false; problems: readonly { code: string }[] },
): Value {
  if (!outcome.ok) throw new Error(outcome.problems.map(({ code }) => code).join(', '));
  return outcome.value;
}

const withoutWorkers = ({ workersReady: _, workersAsked: __, ...rest }: PublishedRelease) => rest;

/** Ends the connections of that name; returns how many there were. */
async function terminate(client: ReturnType<typeof postgres>, name: string): Promise<number> {
  const ended = await client`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${name}`;
  return ended.length;
}

describe('what a partner published', () => {
  test('is found by the ids of all clients and by its text, and by nobody else', async () => {
    await using worker = await openWorker(await openRegistryDatabase());
    const { registry } = worker;
    const relay = `${view('scopes', 'Relay')}\n`;
    const codegen = view('consentId', 'Codegen');
    const apollo = view('subjectId', 'Apollo');
    accepted(await registry.publish(shop, { [hashOf(relay)]: relay }, shop));
    accepted(await registry.publish(shop, { [`sha256:${hashOf(codegen)}`]: codegen }, shop));
    const operations = [{ id: 'own-id', name: 'Apollo', type: 'query', body: apollo }];
    accepted(await registry.publish(shop, { format: 'apollo-persisted-query-manifest', version: 1, operations }, shop));

    for (const [name, text, ids] of [
      ['Relay', relay, [hashOf(relay), hashOf(relay.trimEnd()), `sha256:${hashOf(relay)}`]],
      ['Codegen', codegen, [hashOf(codegen), `sha256:${hashOf(codegen)}`, hashOf(`${codegen}\n`)]],
      ['Apollo', apollo, ['own-id', 'sha256:own-id', hashOf(apollo), `sha256:${hashOf(apollo)}`]],
    ] as const) {
      for (const id of ids) {
        expect(registry.find(shop, id)).toMatchObject({ name, text });
        expect(registry.find(bank, id)).toBeNull();
      }
      expect(registry.findText(shop, `${text.trimEnd()}\n\n`)).toMatchObject({ name });
      expect(registry.findText(shop, text.replace('{', '{ '))).toBeNull();
      expect(registry.findText(bank, text)).toBeNull();
    }
    expect(registry.listOf(shop).map(({ name, release }) => [name, release])).toEqual([
      ['Apollo', 3],
      ['Codegen', 2],
      ['Relay', 1],
    ]);
    expect(registry.listOf(bank)).toEqual([]);
    for (const id of ['toString', '', '__proto__']) expect(registry.find(shop, id)).toBeNull();
  });

  test('stays beside its new version, which is another document', async () => {
    await using worker = await openWorker(await openRegistryDatabase());
    const { registry } = worker;
    accepted(await registry.publish(shop, { v1: view('scopes') }, shop));
    const second = accepted(await registry.publish(shop, { v2: view('scopes displayName') }, shop));
    expect(second).toMatchObject({ release: 2, operations: [{ documentId: 'v2', isNew: true }] });
    expect(registry.listOf(shop).map(({ documentId, name }) => [documentId, name])).toEqual([
      ['v1', 'View'],
      ['v2', 'View'],
    ]);
  });

  test('makes no new release when it is published again, and is answered the same', async () => {
    await using worker = await openWorker(await openRegistryDatabase());
    const { registry } = worker;
    const manifest = { a: view('displayName'), b: view('orders { nodes { orderRef } }', 'Orders') };
    const first = withoutWorkers(accepted(await registry.publish(shop, manifest, shop)));
    expect(first).toEqual({
      release: 1,
      operations: [
        { documentId: 'a', name: 'View', consentScopes: ['PROFILE_BASIC'], estimatedCost: 2, isNew: true },
        { documentId: 'b', name: 'Orders', consentScopes: ['ORDERS_READ'], estimatedCost: 4, isNew: true },
      ],
    });
    expect(withoutWorkers(accepted(await registry.publish(shop, manifest, shop)))).toEqual(first);
    const less = accepted(await registry.publish(shop, { a: manifest.a }, shop));
    expect(less).toMatchObject({ release: 2, operations: [{ documentId: 'a', isNew: false }] });
    expect(registry.find(shop, 'a')?.release).toBe(2);
    expect(registry.find(shop, 'b')?.release).toBe(1);
  });

  test('is all or nothing', async () => {
    await using worker = await openWorker(await openRegistryDatabase());
    const { registry } = worker;
    const outcome = await registry.publish(shop, { a: view('displayName'), b: view('walletBand') }, shop);
    expect(outcome).toMatchObject({ ok: false, problems: [{ code: 'SCOPE_NOT_ALLOWED', documentId: 'b' }] });
    accepted(await registry.publish(shop, { a: view('displayName') }, shop));
    const taken = await registry.publish(shop, { c: view('scopes'), 'sha256:a': view('consentId') }, shop);
    expect(taken).toMatchObject({ ok: false, problems: [{ code: 'DOCUMENT_ID_TAKEN', documentId: 'a' }] });
    expect(registry.listOf(shop).map(({ documentId }) => documentId)).toEqual(['a']);
  });

  test.each(['APPLIED', 'KYB_REVIEW', 'SUSPENDED', 'TERMINATED', 'REJECTED'])(
    'is nothing while it is %s',
    async (status) => {
      await using worker = await openWorker(await openRegistryDatabase());
      worker.states.set(shop, status);
      const outcome = await worker.registry.publish(shop, { a: view('displayName') }, shop);
      expect(outcome).toMatchObject({ problems: [{ code: 'PARTNER_NOT_LIVE', details: { status } }] });
    },
  );

  test('may be published in the test phase, and not by somebody who is no partner', async () => {
    await using worker = await openWorker(await openRegistryDatabase());
    worker.states.set(shop, 'SANDBOX');
    accepted(await worker.registry.publish(shop, { a: view('displayName') }, shop));
    const outcome = await worker.registry.publish('par_unknown', { a: view('displayName') }, shop);
    expect(outcome).toMatchObject({ problems: [{ code: 'PARTNER_NOT_FOUND' }] });
  });

  test('twenty times at once becomes twenty releases in a row', async () => {
    const url = await openRegistryDatabase();
    await using one = await openWorker(url);
    await using other = await openWorker(url);
    const releases = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        const { registry } = at % 2 === 0 ? one : other;
        return accepted(await registry.publish(shop, { [`id${at}`]: view('scopes', `View${at}`) }, shop)).release;
      }),
    );
    expect(releases.toSorted((first, second) => first - second)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  });
});

describe('an operation that is taken back', () => {
  test('is gone, keeps its id for its text, and can be published again', async () => {
    await using worker = await openWorker(await openRegistryDatabase());
    const { registry } = worker;
    accepted(await registry.publish(shop, { a: view('displayName'), b: view('scopes') }, shop));
    expect(accepted(await registry.unpublish(shop, 'sha256:a', shop))).toMatchObject({
      documentId: 'a',
      name: 'View',
      callsLast30Days: 0,
      lastUsedAt: null,
    });
    expect(registry.find(shop, 'a')).toBeNull();
    expect(registry.find(shop, 'b')).not.toBeNull();
    expect(await registry.unpublish(shop, 'a', shop)).toMatchObject({ problems: [{ code: 'DOCUMENT_NOT_FOUND' }] });
    expect(await registry.unpublish(bank, 'b', bank)).toMatchObject({ problems: [{ code: 'DOCUMENT_NOT_FOUND' }] });
    const other = await registry.publish(shop, { a: view('consentId') }, shop);
    expect(other).toMatchObject({ problems: [{ code: 'DOCUMENT_ID_TAKEN' }] });
    expect(accepted(await registry.publish(shop, { a: view('displayName') }, shop)).release).toBe(2);
    expect(registry.find(shop, 'a')).toMatchObject({ release: 2 });
  });

  test('and is still used needs force', async () => {
    await using worker = await openWorker(await openRegistryDatabase());
    const { registry, usage } = worker;
    accepted(await registry.publish(shop, { a: view('displayName') }, shop));
    const used = { callsLast30Days: 3, lastUsedAt: new Date('2026-11-01T00:00:00Z') };
    usage.set('a', used);
    expect(await registry.unpublish(shop, 'a', shop)).toMatchObject({
      problems: [{ code: 'STILL_USED', details: used }],
    });
    expect(registry.find(shop, 'a')).not.toBeNull();
    expect(accepted(await registry.unpublish(shop, 'a', shop, { force: true }))).toMatchObject(used);
    expect(registry.find(shop, 'a')).toBeNull();
  });
});

describe('of several workers', () => {
  test('each has and has warmed what was published when the publisher is answered', async () => {
    const url = await openRegistryDatabase();
    await using one = await openWorker(url);
    await using other = await openWorker(url);
    const text = view('displayName');
    const published = accepted(await one.registry.publish(shop, { a: text }, shop));
    expect(published).toMatchObject({ workersReady: 2, workersAsked: 2 });
    expect(other.registry.find(shop, 'a')).toMatchObject({ text, partnerId: shop, consentScopes: ['PROFILE_BASIC'] });
    expect([one.warmedTexts, other.warmedTexts]).toEqual([[text], [text]]);
    const gone = accepted(await other.registry.unpublish(shop, 'a', shop));
    expect(gone).toMatchObject({ workersReady: 2, workersAsked: 2 });
    expect(one.registry.find(shop, 'a')).toBeNull();
  });

  test('one that starts later finds and warms what is there', async () => {
    const url = await openRegistryDatabase();
    await using one = await openWorker(url);
    accepted(await one.registry.publish(shop, { a: view('displayName') }, shop));
    await using later = await openWorker(url);
    expect(later.registry.listOf(shop)).toEqual(one.registry.listOf(shop));
    await later.registry.warmed;
    expect(later.warmedTexts).toEqual([view('displayName')]);
  });

  test('one whose listening connection was cut off finds what was published meanwhile', async () => {
    const url = await openRegistryDatabase();
    await using one = await openWorker(url);
    await using other = await openWorker(url);
    accepted(await one.registry.publish(shop, { a: view('displayName') }, shop));
    // Cut off while it cannot come back, so that it misses the message.
    const client = postgres(url, { max: 1 });
    const database = new URL(url).pathname.slice(1);
    const admin = postgres(Object.assign(new URL(url), { pathname: '/postgres' }).toString(), { max: 1 });
    await client`select 1`;
    await admin.unsafe(`alter database ${database} allow_connections false`);
    expect(await terminate(client, other.database.workerName)).toBe(1);
    const published = accepted(await one.registry.publish(shop, { b: view('scopes') }, shop));
    expect(published).toMatchObject({ workersReady: 1, workersAsked: 1 });
    expect(other.registry.find(shop, 'b')).toBeNull();
    await admin.unsafe(`alter database ${database} allow_connections true`);
    await expect.poll(() => other.registry.find(shop, 'b'), { timeout: 10_000 }).not.toBeNull();
    await Promise.all([client.end(), admin.end()]);
    // And it hears again.
    const next = accepted(await one.registry.publish(shop, { c: view('consentId') }, shop));
    expect(next).toMatchObject({ workersReady: 2, workersAsked: 2 });
    expect(other.registry.find(shop, 'c')).not.toBeNull();
  });

  test('one that dies while it warms is not waited for', async () => {
    const url = await openRegistryDatabase();
    await using one = await openWorker(url);
    const never = Promise.withResolvers<void>();
    const dying = await openWorker(url, { warming: never.promise });
    const publishing = one.registry.publish(shop, { a: view('displayName') }, shop);
    await expect.poll(() => dying.registry.find(shop, 'a'), { timeout: 5_000 }).not.toBeNull();
    await dying.database.close();
    expect(accepted(await publishing)).toMatchObject({ workersReady: 1, workersAsked: 1 });
    never.resolve();
  });

  test('one that is not ready in time is told of', async () => {
    const url = await openRegistryDatabase();
    await using one = await openWorker(url);
    const late = Promise.withResolvers<void>();
    await using slow = await openWorker(url, { warming: late.promise });
    expect(accepted(await one.registry.publish(shop, { a: view('displayName') }, shop))).toMatchObject({
      workersReady: 1,
      workersAsked: 2,
    });
    expect(slow.registry.find(shop, 'a')).not.toBeNull();
    late.resolve();
  }, 20_000);
});
