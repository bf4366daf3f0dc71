import { createHash } from 'node:crypto';
import { formatId } from '@ecosystem/kit/ids';
import { dayAfter, seedUuid } from '@ecosystem/kit/world';
import type { accessLog, accessLogHeads, consents } from '../src/db/tables.ts';
import type { ConsentScope } from '../src/domain/consent.ts';

type ConsentInsert = typeof consents.$inferInsert;
type AccessInsert = typeof accessLog.$inferInsert;
type HeadInsert = typeof accessLogHeads.$inferInsert;
/** A row before it has its place in a chain. */
type Reading = Omit<AccessInsert, 'seq' | 'prevHash' | 'hash'>;

/** The most rows of the log that the demo world has of one consent. */
const rowsPerConsent = 3;

/** What partners read under each scope; other scopes have no field yet. */
const fieldsByScope: { readonly [Scope in ConsentScope]?: readonly string[] } = {
  PROFILE_BASIC: ['displayName', 'cityCode'],
  CONTACT_PHONE: ['phoneMasked'],
  WALLET_BAND: ['walletBand'],
  POLICIES_READ: ['policySummaries'],
  HEALTH_PRESCRIPTIONS: ['activePrescriptions'],
  VEHICLES_READ: ['vehicles'],
  ORDERS_READ: ['orders'],
};

/** The last uses of a consent, at most three, evenly between the customer's answer and the last use. */
function readingsUnder(consent: ConsentInsert): Reading[] {
  const { customerId, id, partnerId, scopes, grantedAt, lastUsedAt, useCount = 0 } = consent;
  if (!grantedAt || !lastUsedAt) return [];
  const count = Math.min(useCount, rowsPerConsent);
  return Array.from({ length: count }, (_, index) => {
    const share = (index + 1) / count;
    const occurredAt = new Date(grantedAt.getTime() + Math.floor((lastUsedAt.getTime() - grantedAt.getTime()) * share));
    const fields = scopes.flatMap((scope) => fieldsByScope[scope] ?? []);
    return {
      customerId,
      occurredAt,
      id: seedUuid(occurredAt, `access ${id}`, index),
      day: dayAfter(occurredAt, 0),
      actor: `partner ${formatId('par', partnerId)}`,
      partnerId,
      operationName: 'PartnerUnderConsent',
      scopes: [...scopes],
      fields: fields.map((field) => `PartnerCustomerView.${field}`),
      isGranted: true,
      consentId: id,
      requestId: `demo-${id}-${index + 1}`,
      createdAt: occurredAt,
      updatedAt: occurredAt,
    };
  });
}

const zeros = Buffer.alloc(32);

/** The hash of a row as the database computes it (`access_log_seal`), so that the invariants hold the two against each other. */
function sealRow(row: Omit<AccessInsert, 'hash'>): Buffer {
  const { customerId, day, seq, occurredAt, id, actor, partnerId, operationName, scopes, fields, isGranted } = row;
  const facts = [customerId, day, seq, occurredAt.toISOString(), id, actor, partnerId, operationName, scopes, fields];
  const text = writeJson(['access-log-1', ...facts, isGranted, row.consentId, row.requestId]);
  return createHash('sha256').update(row.prevHash).update(text).digest();
}

/** JSON with a blank behind each comma. */
const writeJson = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(writeJson).join(', ')}]` : JSON.stringify(value ?? null);

/** The access log of one customer, whose consents these are, with the ends of its chains. */
export function accessLogOf(rows: readonly ConsentInsert[]): { entries: AccessInsert[]; heads: HeadInsert[] } {
  const readings = rows
    .flatMap(readingsUnder)
    .sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime() || (a.id < b.id ? -1 : 1));
  let prevHash: Uint8Array = zeros;
  const entries: AccessInsert[] = [];
  const heads = new Map<string, HeadInsert>();
  for (const reading of readings) {
    const seq = (heads.get(reading.day)?.count ?? 0) + 1;
    const hash = sealRow({ ...reading, seq, prevHash });
    entries.push({ ...reading, seq, prevHash, hash });
    const { customerId, day, occurredAt } = reading;
    heads.set(day, { customerId, day, count: seq, hash, createdAt: occurredAt, updatedAt: occurredAt });
    prevHash = hash;
  }
  return { entries, heads: [...heads.values()] };
}
