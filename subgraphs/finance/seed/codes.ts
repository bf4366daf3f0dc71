import { demoMerchants, schemeNumberOf, yuanShops } from '@ecosystem/kit/demo-merchants';
import { castUuid, draw, minutesBefore, minutesPerDay, seedNow, seedUuid } from '@ecosystem/kit/world';
import type { paymentCodes } from '../src/db/tables.ts';
import { buildCode, cityMax, cutForCode, merchantNameMax } from '../src/domain/emvco.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import type { PaymentStory } from './payments.ts';
import { isActive } from './people.ts';
import { chooseSource } from './purchases.ts';
import type { Spending } from './spending.ts';

type CodeRow = typeof paymentCodes.$inferInsert;

/** How long a code with an amount waits for its payer. */
const codeMinutes = 15;

/** What a customer has paid by the codes of shops, and the codes that were made for it. */
export function codePaymentsOf(customer: number, spending: Spending): { story: PaymentStory; codes: CodeRow[] }[] {
  if (!isActive(customer)) return [];
  return Array.from({ length: draw('scanner', customer).integer('count', 2, 8) }, (_, index) => {
    const drawn = draw('code-payment', customer, index);
    const createdAt = minutesBefore(seedNow, drawn.integer('minute', 600, 290 * minutesPerDay));
    const amountMinor = BigInt(Math.round(3_00 + drawn.unit('amount') ** 3 * 260_00));
    const payee = drawn.pick('merchant', yuanShops);
    const id = seedUuid(createdAt, 'code-payment', customer, index);
    // Some pay with the points that they have.
    const funding = drawn.chance('points', 0.04) ? 'POINTS' : chooseSource(drawn, spending, createdAt, amountMinor);
    const isGivenBack = drawn.chance('back', 0.06);
    const backAt = minutesBefore(createdAt, -drawn.integer('back', 10, 500));
    const backMinor = drawn.chance('whole', 0.4) ? amountMinor : amountMinor / 2n;
    const story: PaymentStory = {
      customer,
      id,
      key: `code:${index}`,
      amountMinor,
      createdAt,
      captureMode: 'AUTOMATIC',
      payee,
      funding,
      capture: { at: createdAt, amountMinor },
      ...(isGivenBack && { refunds: [{ at: backAt, amountMinor: backMinor, reason: 'One dish was missing' }] }),
    };
    const isDynamic = drawn.chance('dynamic', 0.2);
    const madeAt = minutesBefore(createdAt, 1);
    return { story, codes: isDynamic ? [codeOf(payee, amountMinor, `C${customer}-${index}`, madeAt, id)] : [] };
  });
}

/** Codes with an amount that nobody has paid: of each shop one that waits and one whose time is over. */
export function openCodesOf(): CodeRow[] {
  return yuanShops.flatMap((merchant) => [
    codeOf(merchant, 38_50n, `OPEN-${merchant}`, minutesBefore(seedNow, 2), null),
    codeOf(merchant, 12_00n, `OLD-${merchant}`, minutesBefore(seedNow, minutesPerDay), null),
  ]);
}

function codeOf(
  merchant: number,
  amountMinor: bigint,
  reference: string,
  madeAt: Date,
  paymentId: string | null,
): CodeRow {
  const shop = demoMerchants[merchant - 1];
  if (!shop) throw new Error(`There is no merchant ${merchant}.`);
  return {
    merchantId: castUuid(merchant),
    id: seedUuid(madeAt, `code ${reference}`, merchant),
    payload: buildCode({
      kind: 'DYNAMIC',
      schemeNumber: schemeNumberOf(merchant),
      merchantCategoryCode: shop.mcc,
      merchantName: cutForCode(shop.name, merchantNameMax),
      city: cutForCode(shop.city, cityMax),
      country: 'CN',
      currency: homeCurrency,
      amountMinor,
      reference,
    }),
    kind: 'DYNAMIC',
    amountMinor,
    currency: homeCurrency,
    reference,
    expiresAt: minutesBefore(madeAt, -codeMinutes),
    usedByPaymentId: paymentId,
    createdAt: madeAt,
  };
}
