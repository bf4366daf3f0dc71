import { threadsOf } from '@ecosystem/kit/demo-contacts';
import { cast } from '@ecosystem/kit/demo-facts';
import type { EventOf } from '@ecosystem/kit/transitions';
import {
  castUuid,
  circleOf,
  draw,
  minutesBefore,
  minutesPerDay,
  type SeedWorld,
  seedNow,
  seedUuid,
} from '@ecosystem/kit/world';
import type { redPacketShares, redPackets, transfers } from '../src/db/tables.ts';
import { packetPostings, packetSharePostings, transferPostings } from '../src/domain/gift-postings.ts';
import type { LedgerTransaction } from '../src/domain/ledger.ts';
import { drawShares, redPacketLifetimeMs, redPacketMachine } from '../src/domain/red-packet.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import { isActive } from './people.ts';
import type { Spending } from './spending.ts';

/** Rows of gifts, and what they moved. */
export interface BookedGifts {
  readonly packets: (typeof redPackets.$inferInsert)[];
  readonly shares: (typeof redPacketShares.$inferInsert)[];
  readonly transfers: (typeof transfers.$inferInsert)[];
  readonly transactions: LedgerTransaction[];
}

type SpendingOf = (customer: number) => Spending;

/** The gifts of a world: red packets to chats and contacts, and money from one contact to another. */
export function giftsOf(
  world: SeedWorld,
  pairs: readonly (readonly [number, number])[],
  spendingOf: SpendingOf,
): BookedGifts {
  const contactsOf = groupContacts(pairs);
  const gifts = [
    ...[...Map.groupBy(world.customers, circleOf)].flatMap(([circle, customers]) => {
      const threads = threadsOf(circle, customers);
      return customers.filter(isActive).flatMap((customer) => {
        const chats = threads.filter(({ members }) => members.includes(customer));
        return packetsOf(customer, chats, contactsOf.get(customer) ?? [], spendingOf(customer));
      });
    }),
    ...pairs.flatMap((pair) => transfersOf(pair, spendingOf)),
    ...(world.customers.includes(cast.erased) ? erasedTransfers(spendingOf(cast.liwei)) : []),
  ];
  return {
    packets: gifts.flatMap(({ packets }) => packets),
    shares: gifts.flatMap(({ shares }) => shares),
    transfers: gifts.flatMap(({ transfers: sent }) => sent),
    transactions: gifts.flatMap(({ transactions }) => transactions),
  };
}

function groupContacts(pairs: readonly (readonly [number, number])[]): Map<number, number[]> {
  const contacts = new Map<number, number[]>();
  for (const [low, high] of pairs) {
    contacts.set(low, [...(contacts.get(low) ?? []), high]);
    contacts.set(high, [...(contacts.get(high) ?? []), low]);
  }
  return contacts;
}

const none: BookedGifts = { packets: [], shares: [], transfers: [], transactions: [] };
const messages = ['Happy new year', '恭喜发财', 'For the noodles', null] as const;

function packetsOf(
  customer: number,
  chats: readonly { readonly id: string; readonly members: readonly number[] }[],
  contacts: readonly number[],
  spending: Spending,
): BookedGifts[] {
  return Array.from({ length: draw('giver', customer).integer('packets', 0, 3) }, (_, index): BookedGifts => {
    const drawn = draw('red-packet', customer, index);
    const chat = chats[drawn.integer('chat', 0, Math.max(0, chats.length - 1))];
    const toChat = chat !== undefined && drawn.chance('to-chat', 0.7);
    const friend = contacts[drawn.integer('friend', 0, Math.max(0, contacts.length - 1))];
    const receivers = toChat
      ? chat.members.filter((member) => member !== customer)
      : friend === undefined
        ? []
        : [friend];
    if (receivers.length === 0) return none;
    const shares = toChat ? drawn.integer('shares', 2, 7) : 1;
    const kind = drawn.pick('kind', ['FIXED', 'LUCKY'] as const);
    const totalMinor = BigInt(shares * drawn.integer('share', 1_00, 30_00));
    // The newest of some are still open.
    const isYoung = index === 0 && drawn.chance('young', 0.2);
    const sentAt = minutesBefore(
      seedNow,
      isYoung ? drawn.integer('young', 20, 1_300) : drawn.integer('minute', 2 * minutesPerDay, 300 * minutesPerDay),
    );
    if (!spending.take(sentAt, totalMinor)) return none;
    const seed = BigInt(drawn.integer('seed', 1, 2 ** 31));
    const amounts = drawShares({ kind, totalMinor, shares, seed });
    const id = seedUuid(sentAt, 'red-packet', customer, index);
    const opened = Math.min(
      receivers.length,
      isYoung
        ? drawn.integer('opened', 0, shares - 1)
        : drawn.chance('all', 0.75)
          ? shares
          : drawn.integer('opened', 0, shares - 1),
    );
    const first = drawn.integer('first', 0, receivers.length - 1);
    const customerId = castUuid(customer);
    const events: EventOf<typeof redPacketMachine>[] = [];
    const transactions: LedgerTransaction[] = [
      {
        ownerId: customerId,
        kind: 'RED_PACKET',
        reference: `red-packet:${id}`,
        bookedAt: sentAt,
        postings: packetPostings({ fromId: customerId, amountMinor: totalMinor, currency: homeCurrency }),
      },
    ];
    let claimedMinor = 0n;
    const shareRows = amounts.map((amountMinor, slot) => {
      const claimant = slot < opened ? receivers[(first + slot) % receivers.length] : undefined;
      const claimedAt = minutesBefore(sentAt, -(slot + 1) * 1.5);
      if (claimant !== undefined) {
        const claimantId = castUuid(claimant);
        claimedMinor += amountMinor;
        events.push(slot + 1 === shares ? 'openLast' : 'open');
        transactions.push({
          ownerId: claimantId,
          kind: 'RED_PACKET_SHARE',
          reference: `red-packet:${id}:share`,
          bookedAt: claimedAt,
          postings: packetSharePostings({ fromId: customerId, toId: claimantId, amountMinor, currency: homeCurrency }),
        });
      }
      return {
        customerId,
        packetId: id,
        slot: slot + 1,
        amountMinor,
        claimantId: claimant === undefined ? null : castUuid(claimant),
        claimedAt: claimant === undefined ? null : claimedAt,
        createdAt: sentAt,
      };
    });
    const expiresAt = new Date(sentAt.getTime() + redPacketLifetimeMs);
    const returnedMinor = !isYoung && claimedMinor < totalMinor ? totalMinor - claimedMinor : 0n;
    if (returnedMinor > 0n) {
      events.push('expire');
      transactions.push({
        ownerId: customerId,
        kind: 'RED_PACKET_RETURN',
        reference: `red-packet:${id}:return`,
        bookedAt: expiresAt,
        postings: packetSharePostings({
          fromId: customerId,
          toId: customerId,
          amountMinor: returnedMinor,
          currency: homeCurrency,
        }),
      });
    }
    const packet = {
      customerId,
      id,
      kind,
      totalMinor,
      claimedMinor,
      returnedMinor,
      currency: homeCurrency,
      shares,
      claimedShares: opened,
      seed,
      status: redPacketMachine.follow(events),
      message: drawn.pick('message', messages),
      threadId: toChat ? chat.id : null,
      toCustomerId: toChat || friend === undefined ? null : castUuid(friend),
      expiresAt,
      idempotencyKey: `seed:red-packet:${index}`,
      createdAt: sentAt,
    };
    return { packets: [packet], shares: shareRows, transfers: [], transactions };
  });
}

const notes = ['Lunch', 'Tickets', '房租', null] as const;

/** About two transfers a customer and year; who has many contacts sends little to each. */
function transfersOf([low, high]: readonly [number, number], spendingOf: SpendingOf): BookedGifts[] {
  const drawn = draw('transfer', low, high);
  if (!drawn.chance('sends', 0.15)) return [];
  const [from, to] = drawn.chance('back', 0.5) ? [high, low] : [low, high];
  const at = minutesBefore(seedNow, drawn.integer('minute', 300, 300 * minutesPerDay));
  const amountMinor = BigInt(drawn.integer('amount', 10, 300)) * 1_00n;
  if (!spendingOf(from).take(at, amountMinor)) return [];
  return [tellTransfer(from, to, at, amountMinor, drawn.pick('note', notes))];
}

function tellTransfer(from: number, to: number, at: Date, amountMinor: bigint, note: string | null): BookedGifts {
  const customerId = castUuid(from);
  const toCustomerId = castUuid(to);
  const id = seedUuid(at, 'transfer', from, to);
  const row = {
    customerId,
    id,
    toCustomerId,
    amountMinor,
    currency: homeCurrency,
    note,
    idempotencyKey: `seed:transfer:${id}`,
    createdAt: at,
  };
  const transaction: LedgerTransaction = {
    ownerId: customerId,
    id,
    kind: 'TRANSFER',
    reference: `transfer:${id}`,
    bookedAt: at,
    postings: transferPostings({ fromId: customerId, toId: toCustomerId, amountMinor, currency: homeCurrency }),
  };
  return { packets: [], shares: [], transfers: [row], transactions: [transaction] };
}

/** What the erased customer had: money that came from @liwei, who got it back before the account was closed. */
function erasedTransfers(spending: Spending): BookedGifts[] {
  const lentAt = minutesBefore(seedNow, 200 * minutesPerDay);
  const backAt = minutesBefore(seedNow, 150 * minutesPerDay);
  if (!spending.take(lentAt, 66_00n)) return [];
  return [
    tellTransfer(cast.liwei, cast.erased, lentAt, 66_00n, null),
    tellTransfer(cast.erased, cast.liwei, backAt, 66_00n, null),
  ];
}
