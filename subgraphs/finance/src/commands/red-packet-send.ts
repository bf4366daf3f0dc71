import { randomBytes } from 'node:crypto';
import { customerOf } from '@ecosystem/kit/caller';
import { newId, type Uuid } from '@ecosystem/kit/ids';
import { readId, readOptionalText } from '@ecosystem/kit/input';
import { parseAmount } from '@ecosystem/kit/money';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { post } from '../db/ledger.ts';
import { openDirectory } from '../db/neighbours.ts';
import { insertRedPacket } from '../db/red-packets.ts';
import { lockWallets, saveSpending } from '../db/wallets.ts';
import { businessDayOf } from '../domain/days.ts';
import { packetPostings } from '../domain/gift-postings.ts';
import { decideRedPacket, redPacketLifetimeMs, redPacketMachine } from '../domain/red-packet.ts';
import { decideReceiver, type RedPacketReceiver } from '../domain/red-packet-receiver.ts';
import { decideSpending } from '../domain/spending.ts';
import type { SendRedPacketInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';

const messageCharactersMax = 50;
const seedBytes = 8;

/** Puts money from the caller's wallet into a red packet; its shares are drawn here, once and for all. */
export const sendRedPacket = command(
  'sendRedPacket',
  { movesMoney: true },
  async (input: SendRedPacketInput, context: Context) => {
    const { pool, at, caller, publish } = context;
    const total = parseAmount(input.total, ['total']);
    if (!total.ok) return total;
    const message = readOptionalText(input.message, messageCharactersMax, ['message']);
    if (!message.ok) return message;
    // Whoever could guess the seed would know when to open.
    const seed = randomBytes(seedBytes).readBigInt64BE();
    const drawn = decideRedPacket({ kind: input.kind, total: total.value, shares: input.shares, seed });
    if (!drawn.ok) return drawn;
    const senderId = customerOf(caller);
    if (senderId === null) return refused('NOT_FOUND', null, 'Only customers have a wallet.');
    const receiver = await findReceiver(context, input, senderId);
    if (!receiver.ok) return receiver;

    const { amountMinor, currency } = total.value;
    const [wallet = null] = await lockWallets(pool, [senderId], currency);
    const spentMinor = decideSpending(wallet, amountMinor, at, ['total']);
    if (!spentMinor.ok) return spentMinor;
    const id = newId(at);
    const row = {
      ...receiver.value,
      customerId: senderId,
      id,
      kind: input.kind,
      totalMinor: amountMinor,
      currency,
      shares: input.shares,
      seed,
      status: redPacketMachine.follow([]),
      message: message.value,
      expiresAt: new Date(at.getTime() + redPacketLifetimeMs),
      idempotencyKey: context.requestKey,
      createdAt: at,
      updatedAt: at,
    };
    publish({
      topic: 'red-packet.sent',
      customerId: senderId,
      payload: { redPacketId: id, ...receiver.value, totalMinor: String(amountMinor), currency, shares: input.shares },
    });
    await Promise.all([
      wallet && saveSpending(pool, wallet, { spentMinor: spentMinor.value, spentOn: businessDayOf(at) }, at),
      insertRedPacket(pool, row, drawn.value.shares, at),
      post(pool, {
        ownerId: senderId,
        kind: 'RED_PACKET',
        reference: `red-packet:${id}`,
        bookedAt: at,
        postings: packetPostings({ fromId: senderId, amountMinor, currency }),
      }),
    ]);
    return done({ redPacketId: id });
  },
);

/** The chat or the contact of the input, if the sender is in the one or has the other. */
async function findReceiver(
  { pool }: Context,
  input: SendRedPacketInput,
  senderId: Uuid,
): Promise<Result<RedPacketReceiver, 'INVALID_INPUT' | 'SELF_TRANSFER' | 'NOT_IN_THREAD' | 'NOT_A_CONTACT'>> {
  const thread = input.threadId ? readId('thr', input.threadId, ['threadId']) : done(null);
  if (!thread.ok) return thread;
  const contact = input.toCustomerId ? readId('cus', input.toCustomerId, ['toCustomerId']) : done(null);
  if (!contact.ok) return contact;
  const threadId = thread.value;
  const toCustomerId = contact.value;
  const receiver = decideReceiver({ threadId, toCustomerId }, { senderId, shares: input.shares });
  if (!receiver.ok) return receiver;
  const directory = openDirectory(pool);
  if (threadId !== null && !(await directory.isInThread(threadId, senderId))) {
    return refused('NOT_IN_THREAD', ['threadId'], 'You are not in this chat.');
  }
  if (toCustomerId !== null && !(await directory.areContacts(senderId, toCustomerId))) {
    return refused('NOT_A_CONTACT', ['toCustomerId'], 'Red packets are sent to contacts and chats alone.');
  }
  return receiver;
}
