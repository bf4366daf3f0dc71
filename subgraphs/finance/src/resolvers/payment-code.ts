import { formatMoney } from '@ecosystem/kit/money';
import type { Context } from '../context.ts';
import { parseCode } from '../domain/emvco-parse.ts';
import { readOwnCode } from '../domain/payment-code.ts';
import type { PaymentCodeResolvers } from '../generated/resolvers.ts';
import type * as models from '../models.ts';
import { drawPngUrl, drawSvg } from './payment-code-picture.ts';

export const PaymentCode: PaymentCodeResolvers = {
  merchant: ({ merchantId }) => (merchantId === null ? null : { id: merchantId }),
  amount: ({ amountMinor, currency }) => (amountMinor === null ? null : formatMoney(amountMinor, currency)),
  imageSvg: ({ payload }) => drawSvg(payload),
  imagePngUrl: ({ payload }) => drawPngUrl(payload),
};

/** What a scanned text says; null if it is no payment code at all. */
export async function readPaymentCode(payload: string, { loaders }: Context): Promise<models.PaymentCode | null> {
  const read = parseCode(payload);
  if (!read.ok) return null;
  const own = readOwnCode(payload);
  const isDynamic = read.value.kind === 'DYNAMIC';
  const [merchant, issued] = own.ok
    ? await Promise.all([
        loaders.merchantByScheme.load(own.value.schemeNumber),
        isDynamic ? loaders.paymentCode.load(payload) : null,
      ])
    : [null, null];
  return {
    ...read.value,
    payload,
    // As for paying: a dynamic code that was never given out is nobody's.
    merchantId: merchant !== null && (!isDynamic || issued !== null) ? merchant.id : null,
    expiresAt: issued?.expiresAt ?? null,
  };
}
