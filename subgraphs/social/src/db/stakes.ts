import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { statement } from '@ecosystem/kit/database';
import { manyBy } from '@ecosystem/kit/loaders';
import { asc, desc, sql } from 'drizzle-orm';
import { stakesShownMax } from '../domain/partner.ts';
import { stakes } from './tables.ts';

export type StakeRow = RowOf<typeof stakes>;

/** The stakes in partners, at most 20 each, the largest first. */
export const stakesByPartner = manyBy(
  statement('social.stakes_by_partner', (pool) => {
    const largest = pool
      .select(rowOf(stakes))
      .from(stakes)
      .where(sql`${stakes.partnerId} = list.partner_id`)
      .orderBy(desc(stakes.percent), asc(stakes.holderId))
      .limit(stakesShownMax)
      .as('largest');
    return pool
      .select(largest._.selectedFields)
      .from(sql`unnest(${sql.placeholder('keys')}::uuid[]) as list(partner_id)`)
      .crossJoinLateral(largest)
      .orderBy(desc(largest.percent), asc(largest.holderId));
  }),
  (row) => row.partnerId,
);
