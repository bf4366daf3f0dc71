import { castUuid } from '@ecosystem/kit/world';
import type { claimHandlers } from '../src/db/tables.ts';

/** Handlers with the number of the customer that each is in private life; nothing is known of the third. */
const handlers = [
  { name: 'Gao Lan', customer: 41 },
  { name: 'Tang Wei', customer: 42 },
  { name: 'Deng Rui', customer: null },
] as const;

export const claimHandlerRows: (typeof claimHandlers.$inferInsert)[] = handlers.map(({ name, customer }, index) => ({
  id: castUuid(index + 1),
  name,
  customerId: customer === null ? null : castUuid(customer),
}));
