import type { Database } from '@ecosystem/kit/database';
import { sql } from 'drizzle-orm';

/** What there is in all accounts of each kind, in fen, and what the records say of where it went. */
export interface MoneyCount {
  /** Debits less credits over all accounts, by asset. */
  readonly trial: Readonly<Record<string, bigint>>;
  readonly wallets: bigint;
  readonly points: bigint;
  /** What payees and the house hold of payments: shops, escrow, fees, premiums, cities. */
  readonly payees: bigint;
  /** Captured less refunded, by source. */
  readonly paid: Readonly<Record<string, bigint>>;
  /** In red packets and not taken. */
  readonly packets: bigint;
}

const payeeCodes = sql.raw(`(code in ('settle', 'fees', 'premium') or code like 'escrow:%' or code like 'city:%')`);

/** Counts all money twice: in the ledger, and in the rows that say why it moved. */
export async function countMoney({ write }: Pick<Database, 'write'>): Promise<MoneyCount> {
  return write.transaction(
    async (pool) => {
      const read = async (query: ReturnType<typeof sql>): Promise<Record<string, bigint>> => {
        const rows = await pool.execute<{ name: string; minor: string }>(query);
        return Object.fromEntries(rows.map(({ name, minor }) => [name, BigInt(minor)]));
      };
      const trial = await read(sql`
        select asset as name, sum(case normal when 'DEBIT' then balance_minor else -balance_minor end)::text as minor
        from ledger_accounts group by asset`);
      const kinds = await read(sql`
        select case when ${payeeCodes} then 'payees' else code end as name, sum(balance_minor)::text as minor
        from ledger_accounts where ${payeeCodes} or code in ('wallet', 'points') group by 1`);
      const paid = await read(sql`
        select funding as name, sum(captured_minor - refunded_minor)::text as minor
        from payments where captured_at is not null group by funding`);
      const packets = await read(sql`
        select 'left' as name, coalesce(sum(total_minor - claimed_minor - returned_minor), 0)::text as minor from red_packets`);
      const { wallet: wallets = 0n, points = 0n, payees = 0n } = kinds;
      return { trial, wallets, points, payees, paid, packets: packets['left'] ?? 0n };
    },
    { isolationLevel: 'repeatable read' },
  );
}
