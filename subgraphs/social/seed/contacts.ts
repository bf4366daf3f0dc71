import { cast, newcomer } from '@ecosystem/kit/demo-facts';
import type { EventOf } from '@ecosystem/kit/transitions';
import { castUuid, circleOf, draw, minutesBefore, minutesPerDay, type SeedWorld, seedUuid } from '@ecosystem/kit/world';
import type { contacts } from '../src/db/tables.ts';
import { contactMachine } from '../src/domain/contact.ts';
import { cityOf, joinedDaysOf } from './customers.ts';

type ContactEvent = EventOf<typeof contactMachine>;

/** What @liwei is to the rest of the cast; @erased left nobody's list without a trace of having been there. */
const liweiContacts: Readonly<Record<number, readonly ContactEvent[]>> = {
  [cast.wangfang]: ['accept'],
  [cast.zhangmin]: ['accept'],
  [cast.chenjie]: ['accept'],
  [cast.zhaolei]: ['accept'],
  [cast.liuyang]: [],
  [cast.sunli]: ['accept', 'block'],
  [cast.erased]: ['accept', 'remove'],
};

/** The history of two customers as contacts, or null if they never met; `low` is the smaller number. */
function contactEvents(low: number, high: number): readonly ContactEvent[] | null {
  if (high === newcomer || circleOf(low) !== circleOf(high)) return null;
  const told = low === cast.liwei ? liweiContacts[high] : undefined;
  if (told) return told;
  // A few customers know almost everybody, and most contacts live in one city.
  const popularity = (customer: number) => Math.min(4, draw('popularity', customer).unit('rank') ** -0.5);
  const drawn = draw('contact', low, high);
  const nearness = cityOf(low) === cityOf(high) ? 2.5 : 0.7;
  if (!drawn.chance('met', Math.min(0.95, 0.2 * popularity(low) * popularity(high) * nearness))) return null;
  if (low === cast.erased || high === cast.erased) return ['accept', 'remove'];
  const unit = drawn.unit('history');
  if (unit < 0.05) return [];
  if (unit < 0.08) return ['accept', 'remove'];
  return unit < 0.1 ? ['accept', 'block'] : ['accept'];
}

export function contactsOf(
  { now, customers: everybody }: SeedWorld,
  customer: number,
): (typeof contacts.$inferInsert)[] {
  return everybody.flatMap((other) => {
    const [low, high] = customer < other ? [customer, other] : [other, customer];
    const events = low === high ? null : contactEvents(low, high);
    if (!events) return [];
    const days = Math.min(joinedDaysOf(low), joinedDaysOf(high)) * draw('contact', low, high).unit('since');
    const createdAt = minutesBefore(now, days * minutesPerDay);
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
