import type { Caller } from '@ecosystem/kit/caller';
import { gatewayCaller } from '@ecosystem/kit/gateway-caller';
import { formatId, newId, type Uuid } from '@ecosystem/kit/ids';
import type { TestSubgraph } from '@ecosystem/kit/testing';
import { castId, castUuid, seedNow } from '@ecosystem/kit/world';
import { and, eq } from 'drizzle-orm';
import { consents, subjectRegistry } from '../src/db/tables.ts';
import { isSensitive } from '../src/domain/consent.ts';

type ConsentInsert = typeof consents.$inferInsert;

/** The partner of this number, with the scope to read. */
export const partner = (number: number): Caller => ({
  subject: castId('par', number),
  scopes: new Set(['partner:read', 'partner:manage']),
});

const minuteMs = 60_000;
/** Each consent of a test is granted a minute after the one before, so that the newest is known. */
let granted = 0;

/** A consent of a test, by the ids that the API shows. */
export interface Granted {
  readonly consentId: string;
  readonly subjectId: string;
  readonly uuid: Uuid;
}

/** The partner's own name for a customer; it is made if the demo world has none. */
export async function nameOf({ subgraph }: TestSubgraph, partnerNumber: number, customer: number): Promise<string> {
  const [partnerId, customerId] = [castUuid(partnerNumber), castUuid(customer)];
  const { write } = subgraph.database;
  await write.insert(subjectRegistry).values({ partnerId, subjectId: newId(), customerId }).onConflictDoNothing();
  const [row] = await write
    .select()
    .from(subjectRegistry)
    .where(and(eq(subjectRegistry.partnerId, partnerId), eq(subjectRegistry.customerId, customerId)));
  return formatId('sub', row?.subjectId ?? '');
}

/** A consent of the customer to the partner, in force unless the change says something else. */
export async function grant(
  world: TestSubgraph,
  partnerNumber: number,
  customer: number,
  scopes: ConsentInsert['scopes'],
  change: Partial<ConsentInsert> = {},
): Promise<Granted> {
  granted += 1;
  const grantedAt = new Date(seedNow.getTime() + (granted - 1_000) * minuteMs);
  const uuid = newId(grantedAt);
  await world.subgraph.database.write.insert(consents).values({
    customerId: castUuid(customer),
    id: uuid,
    partnerId: castUuid(partnerNumber),
    status: 'AUTHORISED',
    requested: scopes,
    scopes,
    separateFor: scopes.filter(isSensitive),
    purpose: 'A test',
    duration: 'PERSISTENT',
    grantedAt,
    policyVersion: '2026-03',
    createdAt: grantedAt,
    ...change,
  });
  return { consentId: formatId('cns', uuid), subjectId: await nameOf(world, partnerNumber, customer), uuid };
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
  mutation ($input: RecordAccessInput!) {
    recordAccess(input: $input) { access { isGranted } userErrors { code path } }
  }
`;

/** Has a reading written down, and tells whether it was granted; null for a customer who is not known. */
export async function record(world: TestSubgraph, reading: Reading, as = gatewayCaller): Promise<boolean | null> {
  const input = {
    partnerId: castId('par', 6),
    operationName: 'PartnerUnderConsent',
    scopes: ['PROFILE_BASIC'],
    fields: ['PartnerCustomerView.displayName'],
    isGranted: true,
    requestId: 'request-1',
    ...reading,
  };
  const { data, errors } = await world.query(recordMutation, { as, variables: { input } });
  if (errors) throw errors[0];
  const { access, userErrors } = (data as RecordAnswer).recordAccess;
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  return access === null ? null : access.isGranted;
}

type RecordAnswer = {
  readonly recordAccess: { readonly access: { readonly isGranted: boolean } | null; readonly userErrors: object[] };
};
