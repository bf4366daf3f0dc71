import type { Uuid } from '@ecosystem/kit/ids';
import type { Context } from '../context.ts';
import { openCode } from '../db/customer-codes.ts';

/** A code with its text, for the customer who made it; null once it is forgotten. */
export async function readCustomerCode(
  codeId: Uuid,
  { loaders, vault }: Context,
): Promise<{ readonly code: string; readonly expiresAt: Date } | null> {
  const sealed = await loaders.customerCode.load(codeId);
  const code = sealed && openCode(vault, sealed);
  return sealed && code !== null ? { code, expiresAt: sealed.expiresAt } : null;
}
