import { castId } from '@ecosystem/kit/world';
import { customerNumber, merchantNumber, yuan } from './finance-world.ts';
import { payByCodeInput, type ShownCode } from './makers-codes.ts';
import { choose, type StormAction, stormMerchants, textOf } from './storm-world.ts';

/** A shop makes a code: one in three without an amount, for everybody, the others to be paid once. */
export const createCollectionCode: StormAction = async ({ codes }, { pick, choice, amountMinor }) => {
  const merchant = choose(stormMerchants, pick) ?? 1;
  const isDynamic = choice % 3 !== 0;
  return {
    mutation: 'createCollectionCode',
    input: {
      merchantId: castId('mer', merchant),
      kind: isDynamic ? 'DYNAMIC' : 'STATIC',
      ...(isDynamic && { amount: yuan(textOf(amountMinor)) }),
    },
    as: merchantNumber(merchant),
    fields: 'code { payload }',
    remember({ code }) {
      codes.push({ payload: (code as ShownCode).payload, merchant, isDynamic, isPaid: false });
    },
  };
};

/** Of so many codes one is scanned, so that often two customers want to pay the same. */
const latest = 2;
const sources = ['WALLET', 'WALLET', 'POINTS', 'BANK_CARD'] as const;

/** A customer scans one of the latest codes; the amount is said where the code says none. */
export const payByCode: StormAction = async ({ codes, payments }, { pick, choice, amountMinor }, customer) => {
  const code = choose(codes.slice(-latest), pick);
  if (!code) return null;
  // Some who pay say an amount also where the code has one, which is then another one.
  const isSaid = !code.isDynamic || choice % 10 === 0;
  return {
    mutation: 'payByCode',
    input: payByCodeInput(code.payload, isSaid ? textOf(amountMinor) : undefined, choose(sources, choice)),
    as: customerNumber(customer),
    fields: 'payment { id }',
    remember({ payment }) {
      if (code.isDynamic && code.isPaid) throw new Error(`The code ${code.payload} was paid twice.`);
      code.isPaid = true;
      payments.push({ id: (payment as { readonly id: string }).id, customer, merchant: code.merchant });
    },
  };
};
