import { randomInt } from 'node:crypto';
import { subjectOf } from '@ecosystem/kit/caller';
import { newId } from '@ecosystem/kit/ids';
import { readId, readOptionalText } from '@ecosystem/kit/input';
import { parseAmount } from '@ecosystem/kit/money';
import { done, refused } from '@ecosystem/kit/result';
import { findMerchant, type MerchantRow } from '../db/neighbours.ts';
import { insertPaymentCode } from '../db/payment-codes.ts';
import { isPrintable, referenceMax } from '../domain/emvco.ts';
import {
  decideCodeAmount,
  dynamicCodeMinutes,
  referenceAlphabet,
  referenceCharacters,
  writeMerchantCode,
} from '../domain/payment-code.ts';
import { homeCurrency } from '../domain/wallet.ts';
import type { CreateCollectionCodeInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';

const minuteMs = 60_000;
/** How often a reference is drawn; that all are taken happens to nobody. */
const drawsMax = 5;

/**
 * Makes a payment code for the calling shop. A static one says all of itself and is kept nowhere; a dynamic one is kept, because
 * only a code that was given out can be paid, and once. The answer is the text of the code.
 */
export const createCollectionCode = command(
  'createCollectionCode',
  {},
  async (input: CreateCollectionCodeInput, context: Context) => {
    const id = readId('mer', input.merchantId, ['merchantId']);
    if (!id.ok) return id;
    const given = readOptionalText(input.reference, referenceMax, ['reference']);
    if (!given.ok) return given;
    if (given.value !== null && !isPrintable(given.value)) {
      return refused('INVALID_INPUT', ['reference'], 'The reference has characters that cannot be printed.');
    }
    const amount = input.amount ? parseAmount(input.amount, ['amount']) : done(null);
    if (!amount.ok) return amount;
    const amountMinor = decideCodeAmount(input.kind, amount.value);
    if (!amountMinor.ok) return amountMinor;

    const merchant = subjectOf(context.caller, 'mer') === id.value ? await findMerchant(context.pool, id.value) : null;
    if (!merchant) return refused('NOT_FOUND', ['merchantId'], 'There is no such shop of yours.');
    if (!merchant.isLive) return refused('PAYEE_NOT_LIVE', ['merchantId'], 'The shop cannot take payments now.');

    if (amountMinor.value === null) {
      return done({ payload: writeMerchantCode(merchant, { amountMinor: null, reference: given.value }) });
    }
    if (given.value !== null) {
      const payload = await keepCode(context, merchant, amountMinor.value, given.value);
      if (payload !== null) return done({ payload });
      return refused('INVALID_INPUT', ['reference'], 'Another code of the shop has this reference.');
    }
    for (let draws = 1; draws <= drawsMax; draws += 1) {
      const payload = await keepCode(context, merchant, amountMinor.value, drawReference());
      if (payload !== null) return done({ payload });
    }
    throw new Error(`All of ${drawsMax} references that were drawn are taken.`);
  },
);

/** Writes a dynamic code and keeps it. @returns its text, or null if the reference is taken. */
async function keepCode(
  { pool, at }: Context,
  merchant: MerchantRow,
  amountMinor: bigint,
  reference: string,
): Promise<string | null> {
  const payload = writeMerchantCode(merchant, { amountMinor, reference });
  const isKept = await insertPaymentCode(pool, {
    merchantId: merchant.id,
    id: newId(at),
    payload,
    kind: 'DYNAMIC',
    amountMinor,
    currency: homeCurrency,
    reference,
    expiresAt: new Date(at.getTime() + dynamicCodeMinutes * minuteMs),
    createdAt: at,
    updatedAt: at,
  });
  return isKept ? payload : null;
}

function drawReference(): string {
  const draw = () => referenceAlphabet.charAt(randomInt(referenceAlphabet.length));
  return Array.from({ length: referenceCharacters }, draw).join('');
}
