import { gatewayCaller } from '@ecosystem/kit/gateway-caller';
import { castId, castUuid } from '@ecosystem/kit/world';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { customerCodes, customers, idempotencyKeys } from '../src/db/tables.ts';
import { forgetCodesJob } from '../src/jobs/forget-codes.ts';
import {
  type ConsentWorld,
  customerNumber,
  dayMs,
  later,
  makeCode,
  newcomer,
  newKey,
  openSocial,
  plainRequest,
  rides,
} from './consents-world.ts';

let world: ConsentWorld;
beforeAll(async () => {
  world = await openSocial();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const fiveMinutesMs = 300_000;
const redeemDocument = `mutation ($input: RedeemSignInCodeInput!) {
  redeemSignInCode(input: $input) { customerId userErrors { code } }
}`;
const redeem = async (code: string) => {
  const { data, errors } = await world.query(redeemDocument, { as: gatewayCaller, variables: { input: { code } } });
  expect(errors).toBeUndefined();
  return (data as { redeemSignInCode: { customerId: string | null } }).redeemSignInCode.customerId;
};
const identify = async (customerHint: string) => {
  const input = { ...plainRequest, partnerId: rides.subject, customerHint };
  return (await world.mutate('requestConsent', input, rides)).userErrors.map(({ code, path }) => [code, path?.join()]);
};
const nobody = [['NOT_FOUND', 'customerHint']];

test('a code signs its customer in once, within five minutes', async () => {
  const code = await makeCode(world, newcomer, 'SIGN_IN');

  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  expect(await redeem(code)).toBe(castId('cus', 50));
  expect(await redeem(code)).toBeNull();
});

test.each([
  ['in small letters', (code: string) => code.toLowerCase()],
  ['without its hyphen', (code: string) => code.replace('-', '')],
  ['with white space', (code: string) => ` ${code.replace('-', ' - ')} `],
  ['with letters that look like its digits', (code: string) => code.replaceAll('0', 'o').replaceAll('1', 'l')],
])('a code may be typed %s', async (_, type) => {
  expect(await redeem(type(await makeCode(world, newcomer, 'SIGN_IN')))).toBe(castId('cus', 50));
});

test.each([fiveMinutesMs - 1, fiveMinutesMs])('after %i ms a code signs in or not', async (afterMs) => {
  const code = await makeCode(world, newcomer, 'SIGN_IN');
  const expected = afterMs < fiveMinutesMs ? castId('cus', 50) : null;

  expect(await later(world, afterMs, () => redeem(code))).toBe(expected);
});

test('a code for one purpose is none for the other', async () => {
  const [signIn, shown] = [await makeCode(world, newcomer, 'SIGN_IN'), await makeCode(world, newcomer, 'IDENTIFY')];

  expect(await redeem(shown)).toBeNull();
  expect(await identify(signIn)).toEqual(nobody);
  // The attempts have used up neither.
  expect(await redeem(signIn)).toBe(castId('cus', 50));
  expect(await identify(shown)).toEqual([]);
});

test('a code that was shown is used up by the request, and old after five minutes', async () => {
  const [code, old] = [await makeCode(world, newcomer), await makeCode(world, newcomer)];

  expect(await identify(code)).toEqual([]);
  expect(await identify(code)).toEqual(nobody);
  expect(await later(world, fiveMinutesMs, () => identify(old))).toEqual(nobody);
});

test('of two that use one code at once, one gets the customer', async () => {
  const code = await makeCode(world, newcomer, 'SIGN_IN');
  const answers = await Promise.all(Array.from({ length: 4 }, () => redeem(code)));

  expect(answers.filter((answer) => answer !== null)).toEqual([castId('cus', 50)]);
});

test.each(['', 'x', '00000-00000', '0000000000000000', '😀'.repeat(10), "'; drop table customer_codes"])(
  '"%s" means nobody',
  async (code) => {
    expect(await redeem(code)).toBeNull();
  },
);

describe('the same key', () => {
  test('gives the same code, also at once and later, and no code is stored in the clear', async () => {
    const input = { purpose: 'SIGN_IN', idempotencyKey: newKey() };
    const ask = () => world.mutate('createCustomerCode', input, customerNumber(5), 'code { code expiresAt }');
    const [one, other] = await Promise.all([ask(), ask()]);

    expect(one.userErrors).toEqual([]);
    expect(other).toEqual(one);
    expect(await later(world, dayMs, ask)).toEqual(one);
    const { code } = one['code'] as { code: string };
    const [stored] = await world.subgraph.database.read.execute<{ text: string }>(
      sql`select (select string_agg(c::text, '') from ${customerCodes} c) || (select string_agg(k::text, '') from ${idempotencyKeys} k)
        || (select coalesce(string_agg(o::text, ''), '') from outbox o) as text`,
    );
    for (const text of [code, code.replace('-', ''), Buffer.from(code).toString('hex')]) {
      expect(stored?.text).not.toContain(text);
    }
  });

  test('with another purpose is refused', async () => {
    const idempotencyKey = newKey();
    await world.mutate('createCustomerCode', { purpose: 'SIGN_IN', idempotencyKey }, newcomer);

    expect(await world.refusalOf('createCustomerCode', { purpose: 'IDENTIFY', idempotencyKey }, newcomer)).toEqual([
      'IDEMPOTENCY_KEY_REUSED',
      'idempotencyKey',
    ]);
  });
});

test('a customer has five open codes at most: a sixth ends the oldest, also when all are made at once', async () => {
  const friend = customerNumber(6);
  const codes: string[] = [];
  for (let made = 0; made < 6; made += 1) {
    codes.push(await makeCode(world, friend, 'SIGN_IN'));
    world.clock.advance(1);
  }
  expect(await redeem(codes[0] ?? '')).toBeNull();
  expect(await redeem(codes[1] ?? '')).toBe(castId('cus', 6));

  await Promise.all(Array.from({ length: 8 }, () => makeCode(world, friend, 'SIGN_IN')));
  const open = await world.subgraph.database.read.execute(
    sql`select from customer_codes where customer_id = ${castUuid(6)} and used_at is null
      and expires_at > ${world.clock.now().toISOString()}`,
  );
  expect(open).toHaveLength(5);
});

test('two codes are never alike, and each is one of 2^50', async () => {
  const codes = new Set<string>();
  for (let made = 0; made < 40; made += 1) codes.add((await makeCode(world, newcomer)).replace('-', ''));

  expect(codes.size).toBe(40);
  const characters = new Set([...codes].flatMap((code) => [...code]));
  // 400 characters of 32: one that never comes would be missing with a chance of 1 in 10,000.
  expect(characters.size).toBeGreaterThan(28);
  expect([...codes].every((code) => code.length === 10)).toBe(true);
});

describe('a code is refused', () => {
  test.each([
    ['a frozen account', customerNumber(41), 'CUSTOMER_FROZEN'],
    ['an erased account', customerNumber(8), 'CUSTOMER_ERASED'],
    ['no account', customerNumber(999), 'NOT_FOUND'],
    ['a partner', rides, 'NOT_FOUND'],
  ])('to %s', async (_, caller, code) => {
    expect(await world.refusalOf('createCustomerCode', { purpose: 'SIGN_IN' }, caller)).toEqual([code, null]);
  });

  test('for signing in once the account is erased', async () => {
    const code = await makeCode(world, customerNumber(31), 'SIGN_IN');
    await world.subgraph.database.write
      .update(customers)
      .set({ status: 'ERASED', displayName: null, avatarUrl: null, phoneMasked: null, cityCode: null })
      .where(eq(customers.customerId, castUuid(31)));

    expect(await redeem(code)).toBeNull();
    await world.subgraph.database.write
      .update(customers)
      .set({ status: 'ACTIVE', displayName: 'Back', phoneMasked: '100****0031' })
      .where(eq(customers.customerId, castUuid(31)));
  });
});

test.each([
  ['a customer', newcomer],
  ['a partner', rides],
  ['a token that names the gateway alone', { subject: 'gateway', scopes: new Set<string>() }],
  ['a token that claims the scope alone', { subject: castId('cus', 50), scopes: new Set(['gateway:enforce']) }],
  ['nobody', { subject: null, scopes: new Set<string>() }],
])('only the gateway redeems: %s is refused, and the code stays good', async (_, as) => {
  const code = await makeCode(world, newcomer, 'SIGN_IN');
  const { errors } = await world.query(redeemDocument, { as, variables: { input: { code } } });

  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect(await redeem(code)).toBe(castId('cus', 50));
});

test('codes are forgotten four days after their end, and not a moment before', async () => {
  await makeCode(world, newcomer);
  const count = () => world.subgraph.database.read.$count(customerCodes);

  await later(world, fiveMinutesMs + 4 * dayMs - 1, () => world.runJobs([forgetCodesJob]));
  expect(await count()).toBeGreaterThan(0);
  await later(world, fiveMinutesMs + 4 * dayMs, () => world.runJobs([forgetCodesJob]));
  expect(await count()).toBe(0);
});
