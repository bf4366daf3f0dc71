import { contactStepsOf, metAtOf } from '@ecosystem/kit/demo-contacts';
import { castUuid, type SeedWorld, seedUuid } from '@ecosystem/kit/world';
import type { contacts } from '../src/db/tables.ts';
import { contactMachine } from '../src/domain/contact.ts';

export function contactsOf({ customers: everybody }: SeedWorld, customer: number): (typeof contacts.$inferInsert)[] {
  return everybody.flatMap((other) => {
    const [low, high] = customer < other ? [customer, other] : [other, customer];
    const events = low === high ? null : contactStepsOf(low, high);
    if (!events) return [];
    const createdAt = metAtOf(low, high);
    return [
      {
        customerId: castUuid(customer),
        contactId: castUuid(other),
        id: seedUuid(createdAt, 'contact', customer, other),
        status: contactMachine.follow(events),
        createdAt,
      },
    ];
  });
}
