import { statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import type { BatchQuery } from '@ecosystem/kit/loaders';
import { and, type SQL, sql } from 'drizzle-orm';
import type { Period, SettlementSums } from '../domain/settlement.ts';
import { homeCurrency } from '../domain/wallet.ts';
import { knownMerchants, merchantPayments } from './tables.ts';

/** Whose payments are summed, and over which business days. */
export interface SettlementKey extends Period {
  readonly ownerId: Uuid;
}

const total = (amount: SQL) => sql`coalesce(sum(${amount}), 0)`.mapWith(BigInt);

/** The owners and periods that are asked, with their position. */
const asked = (columns: string) =>
  sql`unnest(${sql.placeholder('owners')}::uuid[], ${sql.placeholder('froms')}::text[], ${sql.placeholder('tos')}::text[])
    with ordinality as ${sql.raw(columns)}`;

/**
 * Sums over payments in the home currency, by the business day of capture: one row for each asked period.
 * @param periods what is asked, as `asked(merchant_id, from_on, to_on, position)`; several merchants may share a position.
 */
const sumsOver = (name: string, periods: SQL): BatchQuery<SettlementKey, SettlementSums> => {
  const { merchantId, amountMinor, refundedMinor, feeMinor, isInEscrow, capturedAt, currency } = merchantPayments;
  const query = statement<Record<'owners' | 'froms' | 'tos', string[]>, SettlementSums>(name, (pool) =>
    pool
      .select({
        grossMinor: total(sql`${amountMinor}`),
        feesMinor: total(sql`${feeMinor}`),
        refundsMinor: total(sql`${refundedMinor}`),
        inEscrowMinor: total(sql`case when ${isInEscrow} then ${amountMinor} - ${refundedMinor} else 0 end`),
      })
      .from(periods)
      .leftJoin(
        merchantPayments,
        and(
          sql`${merchantId} = asked.merchant_id`,
          sql`${capturedAt} >= asked.from_on::timestamp at time zone 'Asia/Shanghai'`,
          sql`${capturedAt} < asked.to_on::timestamp at time zone 'Asia/Shanghai'`,
          sql`${currency} = ${sql.raw(`'${homeCurrency}'`)}`,
        ),
      )
      .groupBy(sql`asked.position`)
      .orderBy(sql`asked.position`),
  );
  return {
    keyOf: ({ ownerId, from, to }) => `${ownerId} ${from} ${to}`,
    fetch: (database, keys) =>
      query(database, {
        owners: keys.map(({ ownerId }) => ownerId),
        froms: keys.map(({ from }) => from),
        tos: keys.map(({ to }) => to),
      }),
  };
};

/** What merchants took in periods. */
export const settlementsByMerchant = sumsOver(
  'finance.settlements_by_merchant',
  asked('asked(merchant_id, from_on, to_on, position)'),
);

/** What the merchants of partners took in periods, together. */
export const settlementsByPartner = sumsOver(
  'finance.settlements_by_partner',
  sql`(
    select ${knownMerchants.id} as merchant_id, partner.from_on, partner.to_on, partner.position
    from ${asked('partner(id, from_on, to_on, position)')}
    left join ${knownMerchants} on ${knownMerchants.partnerId} = partner.id
  ) as asked`,
);
