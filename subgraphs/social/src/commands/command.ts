import { customerOf } from '@ecosystem/kit/caller';
import { type CommandContext, defineCommands } from '@ecosystem/kit/command';
import { refused } from '@ecosystem/kit/result';
import type { Queries } from '../context.ts';
import { findAccountStatus } from '../db/customers.ts';
import type { SocialErrorCode } from '../generated/resolvers.ts';

/** What a command of social works with. */
export type Context = CommandContext<Queries>;

/** Makes a command; customers whose account is frozen or erased are refused before it runs. */
export const command = defineCommands<Queries, SocialErrorCode>(async ({ pool, caller }) => {
  const customerId = customerOf(caller);
  if (customerId === null) return null;
  const status = await findAccountStatus(pool, customerId);
  if (status === 'FROZEN') return refused('CUSTOMER_FROZEN', null, 'Your account is frozen.');
  if (status === 'ERASED') return refused('CUSTOMER_ERASED', null, 'Your account is closed.');
  return null;
});
