import { placeOf, rowOf } from '@ecosystem/kit/columns';
import { destroyDataKey, findDataKey } from '@ecosystem/kit/data-keys';
import { customerName, newcomer } from '@ecosystem/kit/demo-facts';
import { createVault } from '@ecosystem/kit/field-encryption';
import { maskIdNumber, maskName } from '@ecosystem/kit/masking';
import { customer, openTestSubgraph, type TestSubgraph } from '@ecosystem/kit/testing';
import { testFieldKeys } from '@ecosystem/kit/testing-keys';
import { castUuid, createSeedWorld, seedNow } from '@ecosystem/kit/world';
import { eq, sql } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { seed } from '../seed.ts';
import { dataKeys, kycVault } from '../src/db/tables.ts';
import { finance } from '../src/index.ts';

const world = await openTestSubgraph(finance);
afterAll(() => world[Symbol.asyncDispose]());

const vault = createVault(testFieldKeys);
const { customers } = createSeedWorld();
/** Customer 8, whose account was erased. */
const erased = 8;

interface Proof {
  readonly number: number;
  readonly name: string;
  readonly idNumber: string;
  readonly nameMasked: string;
  readonly idNumberMasked: string;
}

/** The proof of identity of a customer, opened; null if there is none in full. */
async function openProof({ subgraph }: TestSubgraph, number: number): Promise<Proof | null> {
  const customerId = castUuid(number);
  const pool = subgraph.database.read;
  const [row] = await pool.select().from(kycVault).where(eq(kycVault.customerId, customerId));
  const key = await findDataKey(pool, vault, customerId);
  if (!row?.nameEnc || !row.idNumberEnc || !key) return null;
  return {
    number,
    name: key.open(row.nameEnc, placeOf(kycVault.nameEnc, customerId)),
    idNumber: key.open(row.idNumberEnc, placeOf(kycVault.idNumberEnc, customerId)),
    nameMasked: row.nameMasked,
    idNumberMasked: row.idNumberMasked,
  };
}

const proofs = (await Promise.all(customers.map((number) => openProof(world, number)))).filter(
  (proof) => proof !== null,
);

test('every customer but the erased one and the newcomer has a proof in full', () => {
  expect(proofs.map(({ number }) => number)).toEqual(
    customers.filter((number) => number !== erased && number !== newcomer),
  );
});

test('what is opened is the name of the customer and a number, and masked again exactly what readers see', () => {
  for (const { number, name, idNumber, nameMasked, idNumberMasked } of proofs) {
    expect(name).toBe(customerName(number));
    expect(idNumber).toMatch(/^999999\d{11}[\dX]$/);
    expect([maskName(name), maskIdNumber(idNumber)]).toEqual([nameMasked, idNumberMasked]);
  }
});

test('no column of any table holds a name or an identity number as plain text', async () => {
  const { read } = world.subgraph.database;
  const tables = await read.execute<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'public'`,
  );
  const texts = await Promise.all(
    tables.map(({ name }) =>
      read.execute<{ text: string }>(sql`select to_jsonb(t)::text as text from ${sql.identifier(name)} t`),
    ),
  );
  const stored = texts.flat().map(({ text }) => text);
  const secrets = proofs.flatMap(({ name, idNumber }) => [name, idNumber]);
  // Bytes are shown in hexadecimal.
  const forms = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('hex')]);

  expect(tables.length).toBeGreaterThan(10);
  expect(stored.length).toBeGreaterThan(500);
  expect(stored.filter((text) => forms.some((form) => text.includes(form)))).toEqual([]);
});

test('the API shows what is masked and nothing else, and reads nothing else', async () => {
  const query = '{ me { finance { kyc { level verifiedAt expiresOn nameMasked idNumberMasked } } } }';
  for (const { number, name, idNumber, nameMasked, idNumberMasked } of proofs.slice(0, 10)) {
    const result = await world.query(query, { as: customer(number) });

    expect(result).toMatchObject({ data: { me: { finance: { kyc: { nameMasked, idNumberMasked } } } } });
    expect(JSON.stringify(result)).not.toContain(name);
    expect(JSON.stringify(result)).not.toContain(idNumber);
  }
  expect(Object.keys(rowOf(kycVault)).filter((property) => property.endsWith('Enc'))).toEqual([]);
});

test('without its data key nothing of a customer opens, with no matter which key of another', async () => {
  await using own = await openTestSubgraph(finance);
  const { database } = own.subgraph;
  const before = await openProof(own, 1);
  await destroyDataKey(database.write, castUuid(1), seedNow);
  const [row] = await database.read
    .select()
    .from(kycVault)
    .where(eq(kycVault.customerId, castUuid(1)));
  const place = placeOf(kycVault.nameEnc, castUuid(1));

  expect(before?.name).toBe('李伟');
  expect(await openProof(own, 1)).toBeNull();
  expect(row?.nameEnc?.length).toBeGreaterThan(0);
  for (const number of [2, 3]) {
    const key = await findDataKey(database.read, vault, castUuid(number));
    expect(() => key?.open(row?.nameEnc ?? new Uint8Array(), place)).toThrow(/does not open/);
  }
});

test('of the erased customer is left that the data key was destroyed, and of the newcomer nothing', async () => {
  const { read } = world.subgraph.database;
  const keysOf = (number: number) =>
    read
      .select()
      .from(dataKeys)
      .where(eq(dataKeys.customerId, castUuid(number)));

  expect(await keysOf(erased)).toMatchObject([{ wrappedKey: null, destroyedAt: expect.any(Date) }]);
  expect(await keysOf(newcomer)).toEqual([]);
  expect(
    await read
      .select()
      .from(kycVault)
      .where(eq(kycVault.customerId, castUuid(erased))),
  ).toEqual([]);
});

test('all of the demo world but what the vault makes is the same in every run', () => {
  const isMade = (property: string) => property.endsWith('Enc') || property === 'wrappedKey';
  const known = () =>
    seed(createSeedWorld(10), vault).map(({ rows }) =>
      rows.map((row) =>
        Object.entries(row).map(([property, value]) => (isMade(property) ? property : [property, value])),
      ),
    );

  expect(known()).toEqual(known());
});
