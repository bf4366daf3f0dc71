import { customerOf } from '@ecosystem/kit/caller';
import { newId } from '@ecosystem/kit/ids';
import { readId, readOptionalText } from '@ecosystem/kit/input';
import { parseAmount } from '@ecosystem/kit/money';
import { done, refused } from '@ecosystem/kit/result';
import { post } from '../db/ledger.ts';
import { openDirectory } from '../db/neighbours.ts';
import { insertTransfer } from '../db/transfers.ts';
import { lockWallets, saveSpending } from '../db/wallets.ts';
import { businessDayOf } from '../domain/days.ts';
import { transferPostings } from '../domain/gift-postings.ts';
import { supportedCurrencies } from '../domain/payment-decisions.ts';
import { decideSpending } from '../domain/spending.ts';
import type { TransferMoneyInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';

const noteCharactersMax = 100;

/** Sends money from the caller's wallet to that of a contact, at once and for good. */
export const transferMoney = command(
  'transferMoney',
  { movesMoney: true },
  async (input: TransferMoneyInput, context: Context) => {
    const { pool, at, caller, publish } = context;
    const to = readId('cus', input.toCustomerId, ['toCustomerId']);
    if (!to.ok) return to;
    const amount = parseAmount(input.amount, ['amount']);
    if (!amount.ok) return amount;
    const note = readOptionalText(input.note, noteCharactersMax, ['note']);
    if (!note.ok) return note;
    const { amountMinor, currency } = amount.value;
    if (!supportedCurrencies.includes(currency)) {
      return refused('CURRENCY_UNSUPPORTED', ['amount', 'currency'], `Nobody has a wallet in ${currency}.`);
    }
    const fromId = customerOf(caller);
    const toId = to.value;
    if (fromId === null) return refused('NOT_FOUND', null, 'Only customers have a wallet.');
    if (fromId === toId) return refused('SELF_TRANSFER', ['toCustomerId'], 'Money is sent to somebody else.');
    if (!(await openDirectory(pool).areContacts(fromId, toId))) {
      return refused('NOT_A_CONTACT', ['toCustomerId'], 'Money is sent to contacts alone.');
    }

    const [from = null, receiving = null] = await lockWallets(pool, [fromId, toId], currency);
    if (receiving === null || receiving.status === 'CLOSED') {
      return refused('NOT_FOUND', ['toCustomerId'], 'Your contact has no open wallet.');
    }
    const spentMinor = decideSpending(from, amountMinor, at, ['amount']);
    if (!spentMinor.ok) return spentMinor;
    const transferId = newId(at);
    publish({
      topic: 'transfer.booked',
      customerId: fromId,
      payload: { transferId, toCustomerId: toId, amountMinor: String(amountMinor), currency },
    });
    await Promise.all([
      from && saveSpending(pool, from, { spentMinor: spentMinor.value, spentOn: businessDayOf(at) }, at),
      insertTransfer(pool, {
        customerId: fromId,
        id: transferId,
        toCustomerId: toId,
        amountMinor,
        currency,
        note: note.value,
        idempotencyKey: context.requestKey,
        createdAt: at,
        updatedAt: at,
      }),
      post(pool, {
        ownerId: fromId,
        id: transferId,
        kind: 'TRANSFER',
        reference: `transfer:${transferId}`,
        bookedAt: at,
        postings: transferPostings({ fromId, toId, amountMinor, currency }),
      }),
    ]);
    return done({ transferId });
  },
);
