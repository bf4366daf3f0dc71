import { cast, newcomer } from './demo-facts.ts';
import type { Uuid } from './ids.ts';
import { castUuid, circleOf, demoCustomers, draw, minutesBefore, minutesPerDay, seedNow } from './world.ts';

// Who knows whom in the demo world: social keeps it, finance must know it before money goes from one to the other.

const cityCodes = ['110100', '310100', '330100', '440100', '440300', '510100'] as const;

/** The GB/T 2260 code of the city in which a customer lives. */
export function cityOf(customer: number): string {
  return customer === cast.liwei ? '440300' : draw('customer', customer).pick('city', cityCodes);
}

/** How many days ago a customer joined. */
export function joinedDaysOf(customer: number): number {
  return customer === newcomer ? 1 : draw('customer', customer).integer('joined', 450, 2_500);
}

/** What happened between two customers, in the words of social. */
export type ContactStep = 'accept' | 'block' | 'remove';

/** What @liwei is to the rest of the cast; @erased left nobody's list without a trace of having been there. */
const liweiContacts: Readonly<Record<number, readonly ContactStep[]>> = {
  [cast.wangfang]: ['accept'],
  [cast.zhangmin]: ['accept'],
  [cast.chenjie]: ['accept'],
  [cast.zhaolei]: ['accept'],
  [cast.liuyang]: [],
  [cast.sunli]: ['accept', 'block'],
  [cast.erased]: ['accept', 'remove'],
};

/** The history of two customers as contacts, or null if they never met; `low` is the smaller number. */
export function contactStepsOf(low: number, high: number): readonly ContactStep[] | null {
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

/** When two customers met, if they did. */
export function metAtOf(low: number, high: number): Date {
  const days = Math.min(joinedDaysOf(low), joinedDaysOf(high)) * draw('contact', low, high).unit('since');
  return minutesBefore(seedNow, days * minutesPerDay);
}

/** Whether two customers have accepted each other, and neither has gone back on it. */
export function areContacts(one: number, other: number): boolean {
  const steps = one === other ? null : contactStepsOf(Math.min(one, other), Math.max(one, other));
  return steps?.length === 1 && steps[0] === 'accept';
}

/** Threads of a circle in each kind of chat: three for each. */
const threadsPerCircle = 3;
/** The cast's own chat: everybody of the cast who still can. */
const castThread: readonly number[] = [cast.liwei, cast.wangfang, cast.zhangmin, cast.chenjie, cast.zhaolei];

/** The chats of a circle, each with its id and the numbers of its members. */
export function threadsOf(
  circle: number,
  customers: readonly number[],
): { readonly id: Uuid; readonly members: readonly number[] }[] {
  const able = customers.filter((customer) => customer !== cast.erased && customer !== newcomer);
  return Array.from({ length: threadsPerCircle }, (_, thread) => {
    const number = circle * threadsPerCircle + thread + 1;
    const drawn = draw('thread', number);
    const from = drawn.integer('from', 0, demoCustomers);
    const members =
      number === 1
        ? castThread.filter((customer) => able.includes(customer))
        : able.filter((_, place) => (place + from) % (thread + 3) === 0);
    return { id: castUuid(number), members };
  });
}
