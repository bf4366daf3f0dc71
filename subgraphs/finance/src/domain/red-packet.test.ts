import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideOpening, decideRedPacket, drawShares, findLuckiest, redPacketLifetimeMs } from './red-packet.ts';

const sum = (shares: readonly bigint[]) => shares.reduce((total, share) => total + share, 0n);
const cny = (amountMinor: bigint) => ({ amountMinor, currency: 'CNY' });

/** Every total that a packet of so many shares may hold. */
const packets = fc.integer({ min: 1, max: 100 }).chain((shares) =>
  fc.record({
    shares: fc.constant(shares),
    totalMinor: fc.bigInt(BigInt(shares), BigInt(shares) * 200_00n),
    seed: fc.bigInt(0n, 2n ** 64n - 1n),
  }),
);

describe('the shares of a lucky packet', () => {
  test('of 100.00 in 10 with the seed 42 sum to 100.00, each at least 0.01 (AT-26-3)', () => {
    const shares = drawShares({ kind: 'LUCKY', totalMinor: 100_00n, shares: 10, seed: 42 });

    expect(shares).toHaveLength(10);
    expect(sum(shares)).toBe(100_00n);
    expect(shares.every((share) => share >= 1n)).toBe(true);
    expect(new Set(shares).size).toBeGreaterThan(1);
  });

  test('sum to the total, and each is 0.01 to 200.00', () => {
    fc.assert(
      fc.property(packets, ({ totalMinor, shares, seed }) => {
        const drawn = drawShares({ kind: 'LUCKY', totalMinor, shares, seed });
        expect(drawn).toHaveLength(shares);
        expect(sum(drawn)).toBe(totalMinor);
        expect(drawn.filter((share) => share < 1n || share > 200_00n)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('are below twice the mean of what is left, except the last', () => {
    fc.assert(
      fc.property(packets, ({ totalMinor, shares, seed }) => {
        let rest = totalMinor;
        for (const [index, share] of drawShares({ kind: 'LUCKY', totalMinor, shares, seed }).slice(0, -1).entries()) {
          expect(share).toBeLessThan(2n * (rest / BigInt(shares - index)));
          rest -= share;
        }
      }),
    );
  });

  test('follow from the seed alone', () => {
    const packet = { kind: 'LUCKY', totalMinor: 88_88n, shares: 8 } as const;
    expect(drawShares({ ...packet, seed: 7n })).toEqual(drawShares({ ...packet, seed: 7 }));
    expect(drawShares({ ...packet, seed: 8n })).not.toEqual(drawShares({ ...packet, seed: 7n }));
  });

  test('favour nobody: over many seeds every place has about the mean', () => {
    const seeds = 4_000;
    const totals = new Array<bigint>(5).fill(0n);
    for (let seed = 0; seed < seeds; seed++) {
      const drawn = drawShares({ kind: 'LUCKY', totalMinor: 50_00n, shares: 5, seed });
      for (const [place, share] of drawn.entries()) totals[place] = (totals[place] ?? 0n) + share;
    }
    for (const total of totals) expect(Math.abs(Number(total) / seeds - 10_00)).toBeLessThan(50);
  });

  test.each([
    ['as little as there can be', 10n, 10, 1n],
    ['as much as there can be', 2_000_00n, 10, 200_00n],
  ])('of %s are all equal', (_, totalMinor, shares, share) => {
    expect(drawShares({ kind: 'LUCKY', totalMinor, shares, seed: 42 })).toEqual(new Array(shares).fill(share));
  });

  test('of a packet with one share are the total', () => {
    expect(drawShares({ kind: 'LUCKY', totalMinor: 6_66n, shares: 1, seed: 42 })).toEqual([6_66n]);
  });
});

test('the shares of a fixed packet are equal', () => {
  expect(drawShares({ kind: 'FIXED', totalMinor: 10_00n, shares: 4, seed: 1 })).toEqual([2_50n, 2_50n, 2_50n, 2_50n]);
});

test.each([
  ['too little', 'LUCKY', 9n, 10],
  ['too much', 'LUCKY', 2_000_01n, 10],
  ['a part of a fen', 'FIXED', 11n, 10],
  ['no shares', 'LUCKY', 10n, 0],
  ['half a share', 'FIXED', 10n, 0.5],
] as const)('no shares are drawn of %s', (_, kind, totalMinor, shares) => {
  expect(() => drawShares({ kind, totalMinor, shares, seed: 1 })).toThrow(RangeError);
});

describe('a red packet', () => {
  test.each([
    ['in 10 lucky shares of 0.01', 'LUCKY', cny(10n), 10],
    ['in 10 lucky shares of 200.00', 'LUCKY', cny(2_000_00n), 10],
    ['in 100 fixed shares', 'FIXED', cny(100_00n), 100],
    ['in 1 share', 'FIXED', cny(200_00n), 1],
  ] as const)('%s is sent', (_, kind, total, shares) => {
    const decision = decideRedPacket({ kind, total, shares, seed: 42n });
    expect(decision.ok && sum(decision.value.shares)).toBe(total.amountMinor);
  });

  test.each([
    ['with less than 0.01 a share', 'LUCKY', cny(9n), 10, 'SHARE_TOO_SMALL', ['total', 'amount']],
    ['with less than 0.01 a fixed share', 'FIXED', cny(5n), 10, 'SHARE_TOO_SMALL', ['total', 'amount']],
    ['with more than 200.00 a share', 'LUCKY', cny(2_000_01n), 10, 'SHARE_TOO_LARGE', ['total', 'amount']],
    ['with more than 200.00 in one share', 'FIXED', cny(200_01n), 1, 'SHARE_TOO_LARGE', ['total', 'amount']],
    ['with fixed shares that do not divide', 'FIXED', cny(10_01n), 10, 'NOT_DIVISIBLE', ['total', 'amount']],
    ['without shares', 'LUCKY', cny(10_00n), 0, 'INVALID_INPUT', ['shares']],
    ['with shares below 0', 'LUCKY', cny(10_00n), -1, 'INVALID_INPUT', ['shares']],
    ['with 101 shares', 'LUCKY', cny(10_00n), 101, 'INVALID_INPUT', ['shares']],
    ['with half a share', 'LUCKY', cny(10_00n), 1.5, 'INVALID_INPUT', ['shares']],
    ['without a count', 'LUCKY', cny(10_00n), Number.NaN, 'INVALID_INPUT', ['shares']],
    ['with nothing', 'LUCKY', cny(0n), 1, 'INVALID_INPUT', ['total', 'amount']],
    ['with less than nothing', 'LUCKY', cny(-1n), 1, 'INVALID_INPUT', ['total', 'amount']],
    ['in dollars', 'LUCKY', { amountMinor: 10_00n, currency: 'USD' }, 2, 'INVALID_INPUT', ['total', 'currency']],
  ] as const)('%s is refused', (_, kind, total, shares, code, path) => {
    expect(decideRedPacket({ kind, total, shares, seed: 42n })).toMatchObject({ ok: false, code, path });
  });
});

describe('opening a red packet', () => {
  const sentAt = new Date('2026-02-17T12:00:00Z');
  const expiresAt = new Date(sentAt.getTime() + redPacketLifetimeMs);
  const justBefore = new Date(expiresAt.getTime() - 1);
  const sent = { status: 'SENT', expiresAt, shares: 10, takenShares: 0, alreadyClaimed: false } as const;
  const opened = { ...sent, status: 'PARTIALLY_CLAIMED', takenShares: 9 } as const;

  test.each([
    ['first takes a part', sent, sentAt, 'PARTIALLY_CLAIMED'],
    ['in between takes a part', { ...opened, takenShares: 4 }, sentAt, 'PARTIALLY_CLAIMED'],
    ['last empties it', opened, sentAt, 'EMPTY'],
    ['of one share empties it', { ...sent, shares: 1 }, sentAt, 'EMPTY'],
    ['just before it expires is in time', sent, justBefore, 'PARTIALLY_CLAIMED'],
  ] as const)('%s', (_, packet, at, status) => {
    expect(decideOpening(packet, at)).toEqual({ ok: true, value: { status } });
  });

  const empty = { ...sent, status: 'EMPTY', takenShares: 10 } as const;
  test.each([
    ['as the 11th of 10', empty, sentAt, 'RED_PACKET_EMPTY'],
    ['whose shares were all taken a moment ago', { ...opened, takenShares: 10 }, sentAt, 'RED_PACKET_EMPTY'],
    ['that was emptied in time, a day later', empty, expiresAt, 'RED_PACKET_EMPTY'],
    ['after 24 hours', sent, expiresAt, 'RED_PACKET_EXPIRED'],
    ['with a share left after 24 hours', opened, expiresAt, 'RED_PACKET_EXPIRED'],
    ['that was given back', { ...opened, status: 'REFUNDED' }, sentAt, 'RED_PACKET_EXPIRED'],
    ['twice', { ...opened, alreadyClaimed: true }, sentAt, 'ALREADY_CLAIMED'],
    ['twice when it is empty', { ...empty, alreadyClaimed: true }, sentAt, 'ALREADY_CLAIMED'],
  ] as const)('%s is refused', (_, packet, at, code) => {
    expect(decideOpening(packet, at)).toMatchObject({ ok: false, code, path: ['redPacketId'] });
  });
});

describe('the luckiest of a red packet', () => {
  const claims = [3n, 9n, 1n, 9n].map((amountMinor, place) => ({ amountMinor, place }));

  test('has the largest share, and of equal ones the first', () => {
    expect(findLuckiest({ kind: 'LUCKY', status: 'EMPTY' }, claims)).toEqual({ amountMinor: 9n, place: 1 });
  });

  test.each([
    ['shares are left', { kind: 'LUCKY', status: 'PARTIALLY_CLAIMED' }],
    ['it was given back', { kind: 'LUCKY', status: 'REFUNDED' }],
    ['all shares are equal', { kind: 'FIXED', status: 'EMPTY' }],
  ] as const)('is nobody when %s', (_, packet) => {
    expect(findLuckiest(packet, claims)).toBeNull();
  });
});
