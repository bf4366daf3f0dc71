import type { Caller } from '@ecosystem/kit/caller';
import { gatewayCaller } from '@ecosystem/kit/gateway-caller';
import { formatId, newId, type Uuid } from '@ecosystem/kit/ids';
import type { TestSubgraph } from '@ecosystem/kit/testing';
import { castId, castUuid, seedNow } from '@ecosystem/kit/world';
import { and, eq } from 'drizzle-orm';
import { insertReceipt } from '../src/db/consent-receipts.ts';
import { insertConsent } from '../src/db/consents.ts';
import { type consents, subjectRegistry } from '../src/db/tables.ts';
import { currentPolicyVersion, isSensitive } from '../src/domain/consent.ts';
import { describeReceipt } from '../src/domain/consent-receipt.ts';

type ConsentInsert = typeof consents.$inferInsert;

/** The partner of this number, with the scope to read. */
export const partner = (number: number): Caller => ({
  subject: castId('par', number),
  scopes: new Set(['partner:read', 'partner:manage']),
});

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Each consent of a test is granted a minute after the one before, so that the newest is known. */
let granted = 0;

/** A consent of a test, by the ids that the API shows. */
export interface Granted {
  readonly consentId: string;
  readonly subjectId: string;
  readonly uuid: Uuid;
}

/** The partner's own name for a customer; it is made if the demo world has none. */
export function nameOf(world: TestSubgraph, partnerNumber: number, customer: number): Promise<string> {
  return registerName(world, castUuid(partnerNumber), castUuid(customer));
}

async function registerName({ subgraph }: TestSubgraph, partnerId: Uuid, customerId: Uuid): Promise<string> {
  const { write } = subgraph.database;
  await write.insert(subjectRegistry).values({ partnerId, subjectId: newId(), customerId }).onConflictDoNothing();
  const [row] = await write
    .select()
    .from(subjectRegistry)
    .where(and(eq(subjectRegistry.partnerId, partnerId), eq(subjectRegistry.customerId, customerId)));
  return formatId('sub', row?.subjectId ?? '');
}

/** What makes a consent one for so many days that ends at this time. */
export function endingAt(expiresAt: Date, ttlDays = 30) {
  return {
    duration: 'TIME_BOUND',
    ttlDays,
    expiresAt,
    grantedAt: new Date(expiresAt.getTime() - ttlDays * dayMs),
  } as const;
}

/** A consent of the customer to the partner, in force unless the change says something else, with its receipt if it was granted. */
export async function grant(
  world: TestSubgraph,
  partnerNumber: number,
  customer: number,
  scopes: ConsentInsert['scopes'],
  change: Partial<ConsentInsert> = {},
): Promise<Granted> {
  granted += 1;
  const createdAt = change.grantedAt ?? new Date(seedNow.getTime() + (granted - 1_000) * minuteMs);
  const uuid = newId(createdAt);
  const row = {
    customerId: castUuid(customer),
    id: uuid,
    partnerId: castUuid(partnerNumber),
    status: 'AUTHORISED' as const,
    requested: scopes,
    scopes,
    separateFor: scopes.filter(isSensitive),
    purpose: 'A test',
    duration: 'PERSISTENT' as const,
    grantedAt: createdAt,
    policyVersion: currentPolicyVersion,
    createdAt,
    ...change,
  };
  const { write } = world.subgraph.database;
  await insertConsent(write, row);
  const subjectId = await registerName(world, row.partnerId, row.customerId);
  if (row.grantedAt) await insertReceipt(write, receiptRow({ ...row, grantedAt: row.grantedAt, createdAt }, subjectId));
  return { consentId: formatId('cns', uuid), subjectId, uuid };
}

function receiptRow(
  consent: ConsentInsert & { readonly grantedAt: Date; readonly createdAt: Date },
  subjectId: string,
): Parameters<typeof insertReceipt>[1] {
  const { customerId, id: consentId, partnerId, purpose, scopes, policyVersion, grantedAt, createdAt } = consent;
  const id = newId(grantedAt);
  const body = describeReceipt({
    receiptId: formatId('rcp', id),
    consentId: formatId('cns', consentId),
    subjectId,
    partnerId: formatId('par', partnerId),
    partnerName: 'A partner of a test',
    miniProgramId: null,
    purpose,
    scopes,
    policyVersion,
    language: 'zh-CN',
    requestedAt: createdAt,
    grantedAt,
    expiresAt: consent.expiresAt ?? null,
  });
  return { customerId, consentId, id, body, issuedAt: grantedAt, createdAt: grantedAt };
}

/** What a test changes of a reading. */
export interface Reading {
  readonly partnerId?: string;
  readonly subjectId: string;
  readonly consentId?: string | null;
  readonly scopes?: readonly string[];
  readonly fields?: readonly string[];
  readonly isGranted?: boolean;
  readonly operationName?: string;
}

const recordMutation = /* GraphQL */ `
  mutation ($input: RecordAccessesInput!) {
    recordAccesses(input: $input) { accesses { isGranted } userErrors { code path } }
  }
`;

/** Has a reading written down, and tells whether it was granted; null for a customer who is not known. */
export async function record(world: TestSubgraph, reading: Reading, as = gatewayCaller): Promise<boolean | null> {
  const { operationName, scopes, fields, ...access } = {
    partnerId: castId('par', 6),
    operationName: 'PartnerUnderConsent',
    scopes: ['PROFILE_BASIC'],
    fields: ['PartnerCustomerView.displayName'],
    isGranted: true,
    requestId: 'request-1',
    ...reading,
  };
  const input = { facts: [{ operationName, scopes, fields }], accesses: [{ fact: 0, ...access }] };
  const { data, errors } = await world.query(recordMutation, { as, variables: { input } });
  if (errors) throw errors[0];
  const { accesses, userErrors } = (data as RecordAnswer).recordAccesses;
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  return accesses?.[0]?.isGranted ?? null;
}

type RecordAnswer = {
  readonly recordAccesses: {
    readonly accesses: ({ readonly isGranted: boolean } | null)[] | null;
    readonly userErrors: object[];
  };
};
