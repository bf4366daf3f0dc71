import { checkInvariants } from '@ecosystem/kit/invariants';
import { castId } from '@ecosystem/kit/world';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { definitions } from './definitions.ts';
import { readOperation, startWorld, type World } from './world.ts';

// A customer's day with the stored documents of finance, each sent through the gateway as a frontend sends it.

const shop = castId('mer', 1);
/** @liwei and @wangfang are contacts of each other in the demo world. */
const wangfang = castId('cus', 2);

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await checkInvariants('finance', world.subgraphs.finance.subgraph.database, definitions.finance.invariants);
  await world[Symbol.asyncDispose]();
});

const yuan = (amount: string) => ({ amount, currency: 'CNY' });
const fenOf = ({ amount }: Money) => BigInt(amount.replace('.', ''));

let keys = 0;
/** Sends a stored document as a customer; a mutation gets a key of its own unless the input has one. */
async function send<Field>(name: string, variables: Record<string, unknown>, customer = 'liwei'): Promise<Field> {
  keys += 1;
  const { input } = variables;
  const given = input === undefined ? variables : { input: { idempotencyKey: `journey-${keys}`, ...Object(input) } };
  const token = await world.token('customer', customer);
  const { data, errors } = await world.ask<Record<string, Field>>(readOperation(name), { token, variables: given });
  if (errors) throw new Error(`${name} failed: ${errors.map(({ message }) => message).join(' ')}`);
  const [field] = Object.values(data ?? {});
  if (!field) throw new Error(`${name} answered nothing.`);
  return field;
}

/** Sends a mutation that must not be refused. */
async function succeed<Payload>(name: string, input: Record<string, unknown>, customer?: string): Promise<Payload> {
  const { userErrors, ...payload } = await send<Payload & Refusable>(name, { input }, customer);
  expect(userErrors).toEqual([]);
  return payload as Payload;
}

const walletOf = async (customer?: string) =>
  (await send<{ finance: { wallet: Wallet } }>('wallet', { first: 1 }, customer)).finance.wallet;
const availableOf = async (customer?: string) => fenOf((await walletOf(customer)).available);

/** By how many fen the wallet of a customer changes while something is done. */
async function changeOf(customer: string, act: () => Promise<unknown>): Promise<bigint> {
  const before = await availableOf(customer);
  await act();
  return (await availableOf(customer)) - before;
}

/** A code of the noodle shop that says no amount, for the picture at its till. */
async function readCode(): Promise<string> {
  const { data } = await world.ask<{ createCollectionCode: { code: { payload: string } } }>(
    'mutation ($input: CreateCollectionCodeInput!) { createCollectionCode(input: $input) { code { payload } } }',
    {
      token: await world.token('merchant'),
      variables: { input: { merchantId: shop, kind: 'STATIC', idempotencyKey: 'code-at-the-till' } },
    },
  );
  return data?.createCollectionCode.code.payload ?? '';
}

test('noodles are paid by code: the wallet falls by their price, and its newest entry says so', async () => {
  const payload = await readCode();
  const changed = await changeOf('liwei', async () => {
    const { payment } = await succeed<{ payment: Payment }>('pay-by-code', {
      payload,
      amount: yuan('38.50'),
      funding: 'WALLET',
    });
    expect(payment).toMatchObject({ status: 'CAPTURED', amount: yuan('38.50'), iso20022Status: 'ACSC' });

    const { finance } = await send<{ finance: { payments: { nodes: Payment[] } } }>('payments', {
      status: ['CAPTURED'],
      first: 1,
    });
    expect(finance.payments.nodes).toMatchObject([
      { id: payment.id, payee: { id: shop }, capturedAmount: yuan('38.50') },
    ]);
  });

  expect(changed).toBe(-38_50n);
  const { entries, balance } = await walletOf();
  expect(entries.nodes).toMatchObject([{ direction: 'DEBIT', amount: yuan('38.50'), balanceAfter: balance }]);
});

test('what cannot be paid is refused with a code, a sentence and the place, and nothing moves', async () => {
  const refuse = () =>
    send<Refusable>('transfer-money', { input: { toCustomerId: castId('cus', 50), amount: yuan('1.00') } });
  const changed = await changeOf('liwei', async () => {
    expect(await refuse()).toEqual({
      transfer: null,
      userErrors: [
        {
          code: 'NOT_A_CONTACT',
          message: 'Money is sent to contacts alone.',
          path: ['toCustomerId'],
        },
      ],
    });
  });

  expect(changed).toBe(0n);
});

test('money goes to a contact once, however often the same request is sent', async () => {
  const input = { toCustomerId: wangfang, amount: yuan('20.00'), note: 'Noodles', idempotencyKey: 'noodles-of-today' };
  const received = await changeOf('wangfang', async () => {
    const sent = await changeOf('liwei', async () => {
      const first = await succeed<{ transfer: object }>('transfer-money', input);
      expect(await succeed('transfer-money', input)).toEqual(first);
      expect(first.transfer).toMatchObject({ amount: yuan('20.00'), note: 'Noodles' });
    });
    expect(sent).toBe(-20_00n);
  });

  expect(received).toBe(20_00n);
});

test('a red packet is filled, opened by the contact, and empty', async () => {
  const sent = await changeOf('liwei', async () => {
    const { redPacket } = await succeed<{ redPacket: { id: string; status: string } }>('send-red-packet', {
      kind: 'FIXED',
      shares: 1,
      total: yuan('8.88'),
      toCustomerId: wangfang,
      message: 'Happy new year',
    });
    expect(redPacket.status).toBe('SENT');

    const taken = await changeOf('wangfang', () =>
      succeed('open-red-packet', { redPacketId: redPacket.id }, 'wangfang'),
    );
    expect(taken).toBe(8_88n);
    expect(await send('red-packet', { id: redPacket.id })).toMatchObject({
      status: 'EMPTY',
      claimedShares: 1,
      claims: [{ claimant: { id: wangfang }, amount: yuan('8.88') }],
    });
  });

  expect(sent).toBe(-8_88n);
});

test('a car is insured: priced, paid from the wallet and bound, for exactly the premium', async () => {
  const { quote } = await succeed<{ quote: { id: string; status: string; premium: Money } }>('quote-policy', {
    product: 'AUTO_COMPREHENSIVE',
    vehicleId: castId('veh', 1),
    coverageCodes: ['OD', 'GLASS'],
  });
  expect(quote.status).toBe('QUOTED');

  const changed = await changeOf('liwei', async () => {
    const { payment } = await succeed<{ payment: Payment }>('create-payment', {
      payableType: 'QUOTE',
      payableId: quote.id,
      amount: quote.premium,
    });
    expect(payment.status).toBe('CREATED');
    const paid = await succeed<{ payment: Payment }>('authorise-payment', { paymentId: payment.id, funding: 'WALLET' });
    expect(paid.payment).toMatchObject({ status: 'CAPTURED', capturedAmount: quote.premium });

    const { policy } = await succeed<{ policy: object }>('bind-quote', { quoteId: quote.id, paymentId: payment.id });
    // The demo world's now is 2026-11-01; cover begins with the next business day and lasts a year.
    expect(policy).toMatchObject({
      __typename: 'AutoPolicy',
      status: 'BOUND',
      premium: quote.premium,
      effectiveOn: '2026-11-02',
      expiresOn: '2027-11-02',
    });
  });

  expect(changed).toBe(-fenOf(quote.premium));
});

test('a broken window is claimed under the policy of @zhangmin, and waits for its handler', async () => {
  const changed = await changeOf('zhangmin', async () => {
    const { claim } = await succeed<{ claim: { id: string; claimNumber: string } }>(
      'file-claim',
      {
        policyId: castId('pau', 3),
        lossAt: '2026-10-30T04:00:00Z',
        cause: 'COLLISION',
        description: 'A stone broke the window.',
        lines: [{ coverageCode: 'GLASS', amount: yuan('600.00'), evidenceIds: [castId('evd', 1)] }],
      },
      'zhangmin',
    );
    expect(claim.claimNumber).toMatch(/^CL20261101/);
    expect(await send('claim', { id: claim.id }, 'zhangmin')).toMatchObject({
      status: 'TRIAGED',
      policy: { __typename: 'AutoPolicy', id: castId('pau', 3) },
      claimedAmount: yuan('600.00'),
      approvedAmount: null,
      payouts: [],
    });
    // Of somebody else the claim answers as a missing one.
    await expect(send('claim', { id: claim.id })).rejects.toThrow('answered nothing');
  });

  expect(changed).toBe(0n);
});

interface Money {
  readonly amount: string;
  readonly currency: string;
}

interface Wallet {
  readonly balance: Money;
  readonly available: Money;
  readonly entries: { readonly nodes: readonly object[] };
}

interface Payment {
  readonly id: string;
  readonly status: string;
}

interface Refusable {
  readonly userErrors: readonly object[];
}
