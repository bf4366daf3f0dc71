import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrateGatewayDatabase } from '@ecosystem/gateway/database/database';
import { openDevelopmentIssuer } from '@ecosystem/kit/development-issuer';
import { newId } from '@ecosystem/kit/ids';
import { findPersona } from '@ecosystem/kit/personas';
import { demoSubjectId, demoSubjectKey, deriveSubjectId } from '@ecosystem/kit/subject-ids';
import { castId, castUuid } from '@ecosystem/kit/world';
import postgres from 'postgres';
import { hashOfStored } from '../operations.ts';
import type { BenchWorld } from '../world/bench-world.ts';

/** The databases that partners change, as copies, so that other runs find the bench's world as it was. */
export interface PartnerWorld {
  readonly socialUrl: string;
  readonly gatewayUrl: string;
  /** One request in each line: the stored operation for one customer after the other. */
  readonly requestsPath: string;
  /** How many rows the access log has. */
  countAccesses(): Promise<number>;
  close(): Promise<void>;
}

/** The bank of the demo: the operation that asks for everything is registered for it. */
export const partnerNumber = 5;
const databases = { social: 'social_partners', gateway: 'gateway_partners' } as const;
const customersMax = 1_000;
const firstCustomer = 51;
const ttlDays = 7;
export const grantedScopes = [
  ...['PROFILE_BASIC', 'CONTACT_PHONE', 'WALLET_BAND', 'POLICIES_READ'],
  ...['HEALTH_PRESCRIPTIONS', 'VEHICLES_READ', 'ORDERS_READ'],
];
const sensitive = ['WALLET_BAND', 'HEALTH_PRESCRIPTIONS'];

/** Copies social's database and has customers consent to all that an operation can read. */
export async function openPartnerWorld(world: BenchWorld): Promise<PartnerWorld> {
  const admin = postgres(world.url('postgres'), { max: 1, onnotice: () => {} });
  for (const name of Object.values(databases)) await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.unsafe(`create database ${databases.social} template social`);
  await admin.unsafe(`create database ${databases.gateway}`);
  await admin.end();
  await migrateGatewayDatabase(world.url(databases.gateway));

  const sql = postgres(world.url(databases.social), { max: 1, onnotice: () => {} });
  const customers = Array.from(
    { length: Math.min(customersMax, world.customers - firstCustomer + 1) },
    (_, index) => firstCustomer + index,
  );
  await grantAll(sql, customers);
  await sql`vacuum analyze`;

  const issuer = await openDevelopmentIssuer(world.dataDir);
  const token = await issuer.sign({
    subject: castId('par', partnerNumber),
    scopes: findPersona('partner')?.scopes ?? [],
  });
  const documentId = hashOfStored('schema/operations/partner/bank/partner-under-consent.graphql');
  const lines = customers.map((customer) => {
    const body = { documentId, variables: { subjectId: demoSubjectId(partnerNumber, customer) } };
    return `/graphql\t${token}\t${JSON.stringify(body)}\n`;
  });
  const requestsPath = join(world.dataDir, 'partners.txt');
  writeFileSync(requestsPath, lines.join(''), { mode: 0o600 });

  return {
    socialUrl: world.url(databases.social),
    gatewayUrl: world.url(databases.gateway),
    requestsPath,
    async countAccesses() {
      const [row] = await sql`select count(*)::int as accesses from access_log`;
      return Number(row?.['accesses'] ?? 0);
    },
    close: () => sql.end(),
  };
}

async function grantAll(sql: postgres.Sql, customers: readonly number[]): Promise<void> {
  const partnerId = castUuid(partnerNumber);
  const key = demoSubjectKey(partnerNumber);
  const grantedAt = new Date(Date.now() - 60_000);
  for (const customer of customers) {
    const customerId = castUuid(customer);
    await sql`
      insert into subject_registry (partner_id, subject_id, customer_id)
      values (${partnerId}, ${deriveSubjectId(key, customerId)}, ${customerId}) on conflict do nothing`;
    await sql`
      insert into consents (customer_id, id, partner_id, status, requested, askable, scopes, separate_for, purpose, duration, ttl_days,
        granted_at, expires_at, policy_version, created_at)
      values (${customerId}, ${newId(grantedAt)}, ${partnerId}, 'AUTHORISED', ${sql.array(grantedScopes)}, ${sql.array(grantedScopes)},
        ${sql.array(grantedScopes)}, ${sql.array(sensitive)}, 'The bench', 'TIME_BOUND', ${ttlDays},
        ${grantedAt}, ${new Date(grantedAt.getTime() + ttlDays * 86_400_000)}, '2026-03', ${grantedAt})`;
  }
}
