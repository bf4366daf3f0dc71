import { largest } from '@ecosystem/kit/money';
import { castId, castUuid } from '@ecosystem/kit/world';
import { eq, ne } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { knownContacts, knownCustomers } from '../src/db/tables.ts';
import { customerNumber, type FinanceWorld, fen, liwei, openFinance, yuan } from './finance-world.ts';
import {
  aPacket,
  aThread,
  aWallet,
  balanceOf,
  befriend,
  openPacket,
  packetRows,
  readPacket,
  refusalOfOpening,
  type ShownPacket,
  setWallet,
  walletOf,
} from './makers-gifts.ts';

const [friend, gone, outsider] = [2, 8, 49] as const;
const threadNumber = 700;
/** Customers who are not of the demo world. */
const newcomers = [101, 102] as const;
/** Fifty in all. */
const members = [...Array.from({ length: 50 }, (_, index) => index + 1), ...newcomers].filter(
  (number) => number !== gone && number !== outsider,
);

let world: FinanceWorld;
let threadId = '';
beforeAll(async () => {
  world = await openFinance();
  for (const newcomer of newcomers) await aWallet(world, newcomer);
  threadId = await aThread(world, threadNumber, members);
  for (const contact of [friend, gone]) await befriend(world, 1, contact);
  const { write } = world.subgraph.database;
  await write.delete(knownContacts).where(eq(knownContacts.contactId, castUuid(outsider)));
  // Odd customers of the demo world would be refused before they open anything.
  await write
    .update(knownCustomers)
    .set({ status: 'ACTIVE' })
    .where(ne(knownCustomers.customerId, castUuid(gone)));
  // Many packets are sent in these tests on one day.
  await setWallet(world, 1, { dailyLimitMinor: 100_000_00n });
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

describe('a red packet that is sent', () => {
  test('leaves the wallet whole and waits for 24 hours', async () => {
    const before = [await walletOf(world, 1), await balanceOf(world, 'red-packet', null)] as const;
    const packet = await aPacket(world, 1, '8.88', { shares: 3, threadId, message: '恭喜发财' });

    expect(packet).toMatchObject({
      id: expect.stringMatching(/^pkt_/),
      kind: 'LUCKY',
      status: 'SENT',
      shares: 3,
      claimedShares: 0,
      message: '恭喜发财',
      sender: { id: castId('cus', 1) },
      total: { amount: '8.88' },
      claimedAmount: { amount: '0.00' },
      expiresAt: '2026-11-01T16:00:00Z',
      claims: [],
    });
    expect(await walletOf(world, 1)).toBe(before[0] - 8_88n);
    expect(await balanceOf(world, 'red-packet', null)).toBe(before[1] + 8_88n);
  });

  test.each([
    ['with shares below a fen', { total: yuan('0.02'), shares: 3 }, 'SHARE_TOO_SMALL'],
    ['with shares above 200.00', { total: yuan('200.01'), shares: 1 }, 'SHARE_TOO_LARGE'],
    ['in equal shares that do not divide', { kind: 'FIXED', total: yuan('1.00'), shares: 3 }, 'NOT_DIVISIBLE'],
    ['in no shares', { shares: 0 }, 'INVALID_INPUT'],
    ['in 101 shares', { shares: 101, total: yuan('200.00') }, 'INVALID_INPUT'],
    ['in another currency', { total: { amount: '1.00', currency: 'USD' } }, 'INVALID_INPUT'],
    ['of nothing', { total: yuan('0.00') }, 'INVALID_INPUT'],
    ['with a greeting of 51 characters', { message: '福'.repeat(51) }, 'INVALID_INPUT'],
    ['to nobody', { threadId: null }, 'INVALID_INPUT'],
    ['to a chat and a contact', { toCustomerId: castId('cus', friend) }, 'INVALID_INPUT'],
    ['to a contact in two shares', { threadId: null, toCustomerId: castId('cus', friend), shares: 2 }, 'INVALID_INPUT'],
    ['to the sender', { threadId: null, toCustomerId: castId('cus', 1) }, 'SELF_TRANSFER'],
    ['to a stranger', { threadId: null, toCustomerId: castId('cus', outsider) }, 'NOT_A_CONTACT'],
    ['to a contact who has left', { threadId: null, toCustomerId: castId('cus', gone) }, 'NOT_A_CONTACT'],
    ['to a chat of others', { threadId: castId('thr', 701) }, 'NOT_IN_THREAD'],
    ['to something that is no chat', { threadId: castId('cus', 1) }, 'INVALID_INPUT'],
    ['of more than there is', { total: yuan('19000.00'), shares: 100 }, 'INSUFFICIENT_FUNDS'],
  ])('is refused %s, and nothing changes', async (_, input, code) => {
    const before = await packetRows(world);
    const given = { kind: 'LUCKY', total: yuan('1.00'), shares: 1, threadId, ...input };
    expect(await world.refusalOf('sendRedPacket', given, liwei)).toBe(code);
    expect(await packetRows(world)).toEqual(before);
  });

  test('is refused from a frozen wallet, and above the limit of the day', async () => {
    const ask = () => {
      const input = { kind: 'FIXED', total: yuan('1.00'), shares: 1, threadId };
      return world.refusalOf('sendRedPacket', input, customerNumber(3));
    };
    await setWallet(world, 3, { status: 'FROZEN' });
    expect(await ask()).toBe('WALLET_FROZEN');
    await setWallet(world, 3, { status: 'ACTIVE', dailyLimitMinor: 99n });
    expect(await ask()).toBe('LIMIT_EXCEEDED');
  });
});

describe('a red packet that is opened', () => {
  test('by 50 at once gives ten of them a share each, to the last fen (AT-26-3)', async () => {
    const packet = await aPacket(world, 1, '100.00', { shares: 10, threadId });
    const before = await balanceOf(world, 'wallet', null);
    const answers = await Promise.all(members.map((member) => openPacket(world, packet, member)));
    const codes = answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code));
    const shown = await readPacket(world, packet.id, 1);

    expect(codes).toEqual(new Array(members.length - 10).fill('RED_PACKET_EMPTY'));
    expect(shown).toMatchObject({ status: 'EMPTY', claimedShares: 10, claimedAmount: { amount: '100.00' } });
    const amounts = shown?.claims.map(({ amount }) => fen(amount)) ?? [];
    expect(amounts).toHaveLength(10);
    expect(amounts.every((amount) => amount >= 1n)).toBe(true);
    expect(amounts.reduce((sum, amount) => sum + amount, 0n)).toBe(100_00n);
    expect(new Set(shown?.claims.map(({ claimant }) => claimant.id)).size).toBe(10);
    expect(await balanceOf(world, 'wallet', null)).toBe(before + 100_00n);
    const luckiest = shown?.claims.filter(({ isLuckiest }) => isLuckiest) ?? [];
    expect(luckiest.map(({ amount }) => fen(amount))).toEqual([largest(...(amounts as [bigint]))]);
  });

  test('twice by one customer at the same moment gives one share', async () => {
    const packet = await aPacket(world, 1, '5.00', { kind: 'FIXED', shares: 5, threadId });
    const answers = await Promise.all([
      openPacket(world, packet, 9),
      openPacket(world, packet, 9),
      openPacket(world, packet, 9),
    ]);

    expect(answers.map(({ userErrors }) => userErrors[0]?.code ?? 'taken').sort()).toEqual([
      'ALREADY_CLAIMED',
      'ALREADY_CLAIMED',
      'taken',
    ]);
    expect(await readPacket(world, packet.id, 1)).toMatchObject({
      claimedShares: 1,
      claimedAmount: { amount: '1.00' },
    });
    expect(await refusalOfOpening(world, packet, 9)).toBe('ALREADY_CLAIMED');
  });

  test('by its sender gives the sender a share too, if it is for a chat', async () => {
    const packet = await aPacket(world, 1, '2.00', { kind: 'FIXED', shares: 2, threadId });
    const before = await walletOf(world, 1);
    const { claim } = await openPacket(world, packet, 1);

    expect(claim).toMatchObject({ claimant: { id: castId('cus', 1) }, amount: { amount: '1.00' }, isLuckiest: false });
    expect(await walletOf(world, 1)).toBe(before + 1_00n);
  });

  test('for one contact is opened by that contact alone', async () => {
    const packet = await aPacket(world, 1, '6.66', { toCustomerId: castId('cus', friend) });

    expect(await refusalOfOpening(world, packet, 3)).toBe('NOT_FOUND');
    expect(await refusalOfOpening(world, packet, 1)).toBe('NOT_FOUND');
    expect(await readPacket(world, packet.id, 3)).toBeNull();
    expect((await openPacket(world, packet, friend))['redPacket']).toMatchObject({ status: 'EMPTY', claimedShares: 1 });
    expect((await readPacket(world, packet.id, friend))?.claims).toMatchObject([{ isLuckiest: true }]);
  });

  test('comes into a frozen wallet, and into none that is closed', async () => {
    const packet = await aPacket(world, 1, '2.00', { kind: 'FIXED', shares: 2, threadId });
    await setWallet(world, 20, { status: 'FROZEN' });
    expect((await openPacket(world, packet, 20)).userErrors).toEqual([]);
    await setWallet(world, 21, { status: 'CLOSED' });
    expect(await refusalOfOpening(world, packet, 21)).toBe('NOT_FOUND');
    await setWallet(world, 21, { status: 'ACTIVE' });
  });

  test('is refused to who is not in the chat, and shown to nobody else', async () => {
    const packet = await aPacket(world, 1, '1.00', { threadId });
    expect(await refusalOfOpening(world, packet, outsider)).toBe('NOT_IN_THREAD');
    expect(await refusalOfOpening(world, { id: castId('pkt', 999) }, friend)).toBe('NOT_FOUND');
    expect(await refusalOfOpening(world, { id: castId('pay', 999) }, friend)).toBe('INVALID_INPUT');
    expect(await readPacket(world, packet.id, outsider)).toBeNull();
    expect(await readPacket(world, packet.id, friend)).toMatchObject({ id: packet.id });
  });

  test('is read with fifty others in three statements', async () => {
    const packets: ShownPacket[] = [];
    for (let sent = 0; sent < 5; sent += 1) packets.push(await aPacket(world, 1, '0.01', { threadId }));
    const representations = Array.from({ length: 50 }, (_, index) => ({
      __typename: 'RedPacket',
      id: packets[index % 5]?.id,
    }));
    const query = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on RedPacket { id claims { isLuckiest } } }
    }`;
    const names = await world.statementsOf(async () => {
      const { data } = await world.query(query, { as: customerNumber(friend), variables: { representations } });
      expect((data as { _entities: unknown[] })._entities).toHaveLength(50);
    });
    expect(names).toEqual(['finance.red_packets_by_id', 'finance.thread_members', 'finance.claims_by_packet']);
  });
});
