import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Pool, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { type BatchQuery, oneBy } from '@ecosystem/kit/loaders';
import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import { daysAfter } from '../domain/days.ts';
import { type OfferAnswer, openOffersMax, silenceDays } from '../domain/offer.ts';
import { offers } from './tables.ts';

export type OfferRow = RowOf<typeof offers>;

/** Offers by id. */
export const offersById = oneBy(
  statement('finance.offers_by_id', (pool) => pool.select(rowOf(offers)).from(offers).where(anyOf(offers.id, 'keys'))),
  (row) => row.id,
);

/** Whose offers are open, and when. */
export interface OpenOffersKey {
  readonly customerId: Uuid;
  readonly at: Date;
}

const selectOpenOffers = statement<{ customers: string[]; instants: string[] }, { list: number; row: OfferRow }>(
  'finance.open_offers',
  (pool) => {
    const open = pool
      .select(rowOf(offers))
      .from(offers)
      .where(
        and(
          sql`${offers.customerId} = asked.customer_id`,
          sql`${offers.expiresAt} > asked.at::timestamptz`,
          sql`(${offers.response} is null or ${offers.response} = 'LATER')`,
        ),
      )
      .orderBy(desc(offers.score), asc(offers.id))
      .limit(openOffersMax)
      .as('open');
    return pool
      .select({ list: sql<number>`asked.position::int`, row: open._.selectedFields })
      .from(
        sql`unnest(${sql.placeholder('customers')}::uuid[], ${sql.placeholder('instants')}::text[])
          with ordinality as asked(customer_id, at, position)`,
      )
      .crossJoinLateral(open)
      .orderBy(sql`asked.position`);
  },
);

/** The offers to customers that are open at a time, best first; at most 10 of each. */
export const openOffersByCustomer: BatchQuery<OpenOffersKey, OfferRow[]> = {
  keyOf: ({ customerId, at }) => `${customerId} ${at.toISOString()}`,
  async fetch(database, keys) {
    const rows = await selectOpenOffers(database, {
      customers: keys.map(({ customerId }) => customerId),
      instants: keys.map(({ at }) => at.toISOString()),
    });
    const lists = Map.groupBy(rows, ({ list }) => list);
    return keys.map((_, index) => (lists.get(index + 1) ?? []).map(({ row }) => row));
  },
};

/** The offer, locked until the transaction ends; null if there is none. */
export async function lockOffer(pool: Pool, id: Uuid): Promise<OfferRow | null> {
  const [row] = await pool.select(rowOf(offers)).from(offers).where(eq(offers.id, id)).for('update');
  return row ?? null;
}

export async function insertOffer(pool: Pool, row: typeof offers.$inferInsert): Promise<void> {
  await pool.insert(offers).values(row);
}

/** Writes an answer to an offer. */
export async function saveOfferAnswer(
  pool: Pool,
  { customerId, id }: Pick<OfferRow, 'customerId' | 'id'>,
  answer: OfferAnswer,
): Promise<void> {
  await pool
    .update(offers)
    .set({ ...answer, updatedAt: answer.respondedAt, version: sql`${offers.version} + 1` })
    .where(and(eq(offers.customerId, customerId), eq(offers.id, id)));
}

/** What a customer declined within the days in which it is not offered again. */
export async function findDeclines(
  pool: Pool,
  customerId: Uuid,
  at: Date,
): Promise<(OfferAnswer & { readonly product: string })[]> {
  const rows = await pool
    .select({ product: offers.product, respondedAt: offers.respondedAt })
    .from(offers)
    .where(
      and(
        eq(offers.customerId, customerId),
        eq(offers.response, 'DECLINE'),
        gt(offers.respondedAt, daysAfter(at, -silenceDays)),
      ),
    );
  return rows.flatMap(({ product, respondedAt }) =>
    respondedAt === null ? [] : [{ product, respondedAt, response: 'DECLINE' as const }],
  );
}
