import { customerOf } from '@ecosystem/kit/caller';
import { newId } from '@ecosystem/kit/ids';
import { done, refused } from '@ecosystem/kit/result';
import { createCode } from '../db/customer-codes.ts';
import type { CreateCustomerCodeInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';

/** Makes a code that stands for the customer for five minutes. Its id is what is remembered, so the answer to a key holds no code. */
export const createCustomerCode = command(
  'createCustomerCode',
  {},
  async (input: CreateCustomerCodeInput, { pool, at, caller, vault }: Context) => {
    const customerId = customerOf(caller);
    const codeId = newId(at);
    const isMade =
      customerId !== null && (await createCode(pool, vault, { id: codeId, customerId, purpose: input.purpose }, at));
    return isMade ? done({ codeId }) : refused('NOT_FOUND', null, 'There is no account that a code could stand for.');
  },
);
