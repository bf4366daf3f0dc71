import { formatId } from '@ecosystem/kit/ids';
import { done } from '@ecosystem/kit/result';
import { useCode } from '../db/customer-codes.ts';
import { findAccountStatus } from '../db/customers.ts';
import type { RedeemSignInCodeInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';

/** Input with a key for each attempt: a code is used once, so the same code twice must not get the same answer. */
export interface RedeemAttempt extends RedeemSignInCodeInput {
  readonly idempotencyKey: string;
}

/** Finds the customer who wants to sign in by a code, and uses it up. A code that means nobody is answered with no customer. */
export const redeemSignInCode = command(
  'redeemSignInCode',
  {},
  async ({ code }: RedeemAttempt, { pool, at }: Context) => {
    const customerId = await useCode(pool, code, 'SIGN_IN', at);
    const status = customerId && (await findAccountStatus(pool, customerId));
    // Who is forgotten, or about to be, signs in nowhere; a frozen account can still be read.
    const isWelcome = status === 'ACTIVE' || status === 'FROZEN' || status === 'CLOSING';
    return done<Readonly<Record<string, string>>>(
      customerId && isWelcome ? { customerId: formatId('cus', customerId) } : {},
    );
  },
);
