import { buildCode, type PaymentCodeFacts } from '../src/domain/emvco.ts';
import { yuan } from './finance-world.ts';

/** What tests read of a code. */
export interface ShownCode {
  readonly payload: string;
  readonly reference: string;
  readonly imageSvg: string;
  readonly imagePngUrl: string;
}

/** A code of our scheme that says this, whether it was given out or not; static and of the shop T0001 if nothing is said. */
export const writeTestCode = (facts: Partial<PaymentCodeFacts>): string =>
  buildCode({
    kind: 'STATIC',
    schemeNumber: 'T0001',
    merchantCategoryCode: '9999',
    merchantName: 'Tea & Ink',
    city: 'Shenzhen',
    country: 'CN',
    currency: 'CNY',
    ...facts,
  });

/** Input of payByCode from the wallet. */
export const payByCodeInput = (payload: string, amount?: string, funding = 'WALLET') => ({
  payload,
  ...(amount !== undefined && { amount: yuan(amount) }),
  funding,
});
