import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { and, count, eq } from 'drizzle-orm';
import { contacts } from './tables.ts';

/** How many accepted contacts customers have; null for none. */
export const contactCountsByCustomer = oneBy(
  statement('social.contact_counts_by_customer', (pool) =>
    pool
      .select({ customerId: contacts.customerId, contacts: count() })
      .from(contacts)
      .where(and(anyOf(contacts.customerId, 'keys'), eq(contacts.status, 'ACCEPTED')))
      .groupBy(contacts.customerId),
  ),
  (row) => row.customerId,
);
