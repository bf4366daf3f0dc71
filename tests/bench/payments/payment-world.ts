import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDevelopmentIssuer } from '@ecosystem/kit/development-issuer';
import { findPersona } from '@ecosystem/kit/personas';
import { castId, castUuid } from '@ecosystem/kit/world';
import postgres from 'postgres';
import { buildCode } from '../../../subgraphs/finance/src/domain/emvco.ts';
import { hashOfStored } from '../operations.ts';
import type { BenchWorld } from '../world/bench-world.ts';
import { payFunction } from './pay-function.ts';

/** Who is paid: one shop by everybody, or each payment another of many. */
export const scenarios = ['spread', 'hot'] as const;
export type Scenario = (typeof scenarios)[number];

/** The databases that the payments change: a copy, so that other runs find the bench's world as it was. */
export interface PaymentWorld {
  readonly databaseUrl: string;
  /** Writes so many payments with keys that were never used, a request in each line. */
  writeRequests(scenario: Scenario, by: 'graphql' | 'function', count: number): string;
  countPayments(): Promise<number>;
  close(): Promise<void>;
}

const databaseName = 'finance_payments';
const payersMax = 2_000;
const firstPayer = 51;
const shops = 500;
/** Numbers of fixed ids that the world of customers does not reach. */
const firstShop = 900_001;
const hotShop = firstShop;
const priceMinor = 12_34;
const openingMinor = 1_000_000_00;
const dailyLimitMinor = 1_000_000_00;

/** Copies finance's database, and gives every payer money and the shops their numbers. */
export async function openPaymentWorld(world: BenchWorld): Promise<PaymentWorld> {
  const admin = postgres(world.url('postgres'), { max: 1, onnotice: () => {} });
  await admin.unsafe(`drop database if exists ${databaseName} with (force)`);
  await admin.unsafe(`create database ${databaseName} template finance`);
  await admin.end();
  const databaseUrl = world.url(databaseName);
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const payers = Array.from(
    { length: Math.min(payersMax, world.customers - firstPayer + 1) },
    (_, index) => firstPayer + index,
  );
  await sql.unsafe(payFunction);
  await sql`
    insert into known_merchants (id, name, city, merchant_category_code, scheme_number, is_live)
    select id::uuid, 'Shop', 'Shenzhen', '5812', number, true
    from unnest(${sql.array(shopIds())}::text[], ${sql.array(schemeNumbers())}::text[]) as shop (id, number)`;
  await topUp(sql, payers);
  await sql`vacuum analyze`;
  const tokens = await signPayers(world, payers);
  const codes = schemeNumbers().map((schemeNumber) =>
    buildCode({
      kind: 'STATIC',
      schemeNumber,
      merchantCategoryCode: '5812',
      merchantName: 'Shop',
      city: 'Shenzhen',
      country: 'CN',
      currency: 'CNY',
    }),
  );
  const documentId = hashOfStored('schema/operations/web/pay-by-code.graphql');

  return {
    databaseUrl,
    writeRequests(scenario, by, count) {
      const run = randomUUID();
      const lines = Array.from({ length: count }, (_, index) => {
        const shop = scenario === 'hot' ? 0 : index % shops;
        const token = tokens[index % tokens.length] ?? '';
        const key = `${run}-${index}`;
        const body =
          by === 'function'
            ? { merchantId: castUuid(firstShop + shop), amountMinor: priceMinor, key }
            : {
                documentId,
                variables: {
                  input: {
                    payload: codes[shop],
                    amount: { amount: (priceMinor / 100).toFixed(2), currency: 'CNY' },
                    funding: 'WALLET',
                    idempotencyKey: key,
                  },
                },
              };
        return `${by === 'function' ? '/pay' : '/graphql'}\t${token}\t${JSON.stringify(body)}\n`;
      });
      const path = join(world.dataDir, `payments-${scenario}-${by}.txt`);
      writeFileSync(path, lines.join(''), { mode: 0o600 });
      return path;
    },
    async countPayments() {
      const [row] = await sql`select count(*)::int as payments from payments`;
      return Number(row?.['payments'] ?? 0);
    },
    close: () => sql.end(),
  };
}

const shopIds = () => Array.from({ length: shops }, (_, index) => castUuid(firstShop + index));
const schemeNumbers = () => Array.from({ length: shops }, (_, index) => `B${String(hotShop + index).padStart(8, '0')}`);

/** Money from outside into each payer's wallet, through the ledger, so that the invariants hold. */
async function topUp(sql: postgres.Sql, payers: readonly number[]): Promise<void> {
  const ids = payers.map((number) => castUuid(number));
  await sql`
    select ledger_post(a.owner_id, uuidv7(), 'TOP_UP', 'bench', now(), null, jsonb_build_array(
      jsonb_build_object('number', 0, 'owner_id', '00000000-0000-7000-8000-000000000000', 'owner_kind', 'HOUSE', 'code', 'clearing',
        'asset', 'CNY', 'exponent', 2, 'normal', 'DEBIT', 'allow_negative', true, 'account_id', uuidv7(), 'entry_id', uuidv7(),
        'direction', 'DEBIT', 'amount_minor', ${openingMinor}::bigint, 'held_change_minor', 0, 'narrative', null),
      jsonb_build_object('number', 1, 'owner_id', a.owner_id, 'owner_kind', 'CUSTOMER', 'code', 'wallet', 'asset', 'CNY', 'exponent', 2,
        'normal', 'CREDIT', 'allow_negative', false, 'account_id', uuidv7(), 'entry_id', uuidv7(),
        'direction', 'CREDIT', 'amount_minor', ${openingMinor}::bigint, 'held_change_minor', 0, 'narrative', null)))
    from ledger_accounts a where a.code = 'wallet' and a.owner_id = any(${sql.array(ids)}::uuid[])`;
  await sql`
    update wallets set status = 'ACTIVE', daily_limit_minor = ${dailyLimitMinor}, spent_minor = 0
    where customer_id = any(${sql.array(ids)}::uuid[])`;
}

async function signPayers({ dataDir }: BenchWorld, payers: readonly number[]): Promise<string[]> {
  const issuer = await openDevelopmentIssuer(dataDir);
  const scopes = findPersona('customer')?.scopes ?? [];
  return Promise.all(payers.map((number) => issuer.sign({ subject: castId('cus', number), scopes })));
}
