import { cityOf, joinedDaysOf } from '@ecosystem/kit/demo-contacts';
import { accountStateOf, agentOf, cast, newcomer } from '@ecosystem/kit/demo-facts';
import { maskPhone } from '@ecosystem/kit/masking';
import type { EventOf } from '@ecosystem/kit/transitions';
import { castId, castUuid, draw, minutesBefore, minutesPerDay, type SeedWorld } from '@ecosystem/kit/world';
import type { customerAssignments, customers, recentPrograms } from '../src/db/tables.ts';
import { customerMachine } from '../src/domain/customer.ts';
import { programList } from './mini-programs.ts';

/** Customers whose account or name is unusual. */
const oneCharacter = 49;
const fortyCharacters = 48;

const fixedNames = new Map([
  [cast.liwei, '小伟'],
  [cast.wangfang, 'Fragrant Tea'],
  [cast.zhangmin, 'Min on Wheels'],
  [cast.chenjie, 'Noodle Captain'],
  [cast.zhaolei, '雷声'],
  [cast.liuyang, 'Sunny Ocean'],
  [cast.sunli, '梨花'],
  [fortyCharacters, 'The Slow Boat Across The Old Silver Lake'],
  [oneCharacter, '风'],
]);
const firstWords = ['Quiet', 'Paper', 'Morning', 'Copper', 'Second', 'Wandering'] as const;
const lastWords = ['Otter', 'Kite', 'Lantern', 'Pomelo', 'Sparrow', 'Harbour'] as const;
const chineseNicknames = ['山茶', '半夏', '晴天', '小鹿', '阿木', '云上', '青柠', '北风'] as const;

function displayNameOf(customer: number): string {
  const drawn = draw('nickname', customer);
  if (drawn.chance('chinese', 0.4)) return fixedNames.get(customer) ?? drawn.pick('chinese name', chineseNicknames);
  return fixedNames.get(customer) ?? `${drawn.pick('first', firstWords)} ${drawn.pick('last', lastWords)}`;
}

/** What happens until an account is in each state. */
const accountEvents: Readonly<Record<ReturnType<typeof accountStateOf>, readonly EventOf<typeof customerMachine>[]>> = {
  ACTIVE: [],
  FROZEN: ['freeze'],
  CLOSING: ['close'],
  ERASED: ['close', 'erase'],
};

/** The language in which the app speaks to a customer. */
export function localeOf(customer: number): 'en' | 'zh-CN' {
  return customer !== cast.erased && draw('customer', customer).chance('english', 0.1) ? 'en' : 'zh-CN';
}

export function customerRow({ now }: SeedWorld, customer: number): typeof customers.$inferInsert {
  const drawn = draw('customer', customer);
  const isErased = customer === cast.erased;
  const joinedAt = minutesBefore(now, joinedDaysOf(customer) * minutesPerDay + drawn.integer('minute', 0, 1_000));
  const hasPicture = customer <= cast.sunli || (customer !== newcomer && drawn.chance('picture', 0.7));
  return {
    customerId: castUuid(customer),
    displayName: isErased ? null : displayNameOf(customer),
    avatarUrl: isErased || !hasPicture ? null : `https://pictures.example/avatars/${customer}.svg`,
    // No mainland number begins with 100.
    phoneMasked: isErased ? null : maskPhone(`+86 100${String(customer * 7_919).padStart(8, '0')}`),
    locale: localeOf(customer),
    cityCode: isErased ? null : cityOf(customer),
    status: customerMachine.follow(accountEvents[accountStateOf(customer)]),
    joinedAt,
    createdAt: joinedAt,
  };
}

/** Customers whose claim or request a claim handler and a platform operator look after. */
const assistedByStaff: readonly number[] = [cast.liwei, cast.zhangmin];

export function assignmentsOf(customer: number): (typeof customerAssignments.$inferInsert)[] {
  const agent = agentOf(customer);
  const staff = [
    ...(agent === null ? [] : [castId('agt', agent)]),
    ...(assistedByStaff.includes(customer) ? [castId('hdl', 1), castId('opr', 1)] : []),
  ];
  return staff.map((staffId) => ({ customerId: castUuid(customer), staffId }));
}

/** Mini programs of @liwei, the one opened last first. */
const liweiRecent: readonly number[] = [1, 9, 7, 2, 18];

export function recentProgramsOf({ now }: SeedWorld, customer: number): (typeof recentPrograms.$inferInsert)[] {
  if (customer === cast.erased || customer === newcomer) return [];
  const opened = programList.flatMap(([, , , events], index) => {
    const program = index + 1;
    const drawn = draw('recent', customer, program);
    const rank = liweiRecent.indexOf(program);
    const isOpened = customer === cast.liwei ? rank >= 0 : events.length > 0 && drawn.chance('opened', 0.3);
    if (!isOpened) return [];
    const minutes = customer === cast.liwei ? 25 + rank * 400 : drawn.integer('minute', 5, 60 * minutesPerDay);
    return [{ program, openedAt: minutesBefore(now, minutes) }];
  });
  return opened.map(({ program, openedAt }) => ({
    customerId: castUuid(customer),
    miniProgramId: castUuid(program),
    openedAt,
    createdAt: openedAt,
  }));
}
