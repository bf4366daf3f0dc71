import { randomUUID } from 'node:crypto';
import { formatId } from '@ecosystem/kit/ids';
import { findSubject } from '@ecosystem/kit/personas';
import { demoSubjectKey, deriveSubjectId } from '@ecosystem/kit/subject-ids';
import { castId, castUuid } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { operationOf, sendTo, uuidOf } from './partner-requests.ts';
import type { World } from './world.ts';

/** The partners of the demo with operations, by their numbers. */
export const partnerNumbers = { rides: 1, hospital: 2, travel: 3, school: 4, bank: 5, shop: 6 } as const;
export type PartnerName = keyof typeof partnerNumbers;

const ttlDays = 7;
const sensitive = new Set(['WALLET_BAND', 'HEALTH_PRESCRIPTIONS', 'TRIPS_READ', 'LOCATION_COARSE']);

/** What a partner asks a customer for. */
export interface Wish {
  readonly partner: PartnerName;
  readonly customer: string;
  readonly scopes: readonly string[];
  /** The number of the mini program that asks; the partner itself if left out. */
  readonly program?: number;
  readonly duration?: 'ONE_TIME' | 'TIME_BOUND';
}

/** A consent as its partner knows it. */
export interface Agreed {
  readonly consentId: string;
  readonly subjectId: string;
}

/** A running system, in this process or not. */
export type Place = Pick<World, 'url' | 'token' | 'ask'>;

interface Payload {
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

/** Sends a mutation of a customer; refusals are errors of the test. */
async function mutate<Subject>(world: Place, customer: string, name: string, input: object, fields: string) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`;
  const { data, errors } = await world.ask<Record<string, Payload & Subject>>(
    `mutation ($input: ${type}) { ${name}(input: $input) { ${fields} userErrors { code message } } }`,
    {
      token: await world.token('customer', customer),
      variables: { input: { idempotencyKey: randomUUID(), ...input } },
    },
  );
  const payload = data?.[name];
  const problem = payload?.userErrors[0] ?? errors?.[0];
  if (!payload || problem) throw new Error(`${name} was refused: ${problem?.message}`);
  return payload;
}

/** A partner asks a customer who shows a code; the customer has not answered. */
export async function askForConsent(world: Place, wish: Wish): Promise<string> {
  const shown = await mutate<{ readonly code: { readonly code: string } }>(
    world,
    wish.customer,
    'createCustomerCode',
    { purpose: 'IDENTIFY' },
    'code { code }',
  );
  const { duration = 'TIME_BOUND' } = wish;
  const { data, text } = await sendTo<{
    requestConsent: Payload & { readonly consent: { readonly consentId: string } | null };
  }>(world.url, {
    token: await world.token('partner', wish.partner),
    body: {
      documentId: operationOf(wish.partner, 'AskForConsent').id,
      variables: {
        input: {
          partnerId: castId('par', partnerNumbers[wish.partner]),
          ...(wish.program !== undefined && { miniProgramId: castId('app', wish.program) }),
          scopes: wish.scopes,
          purpose: 'See what a test may see',
          duration,
          ...(duration === 'TIME_BOUND' && { ttlDays }),
          customerHint: shown.code.code,
          idempotencyKey: randomUUID(),
        },
      },
    },
  });
  const consent = data?.requestConsent.consent;
  if (!consent) throw new Error(`The request for consent was refused: ${text}`);
  return consent.consentId;
}

/** A partner asks, and the customer grants all of it. */
export async function agree(world: Place, wish: Wish): Promise<Agreed> {
  const consentId = await askForConsent(world, wish);
  const input = {
    consentId,
    scopes: wish.scopes,
    separateConsentFor: wish.scopes.filter((scope) => sensitive.has(scope)),
    policyVersion: '2026-03',
  };
  await mutate(world, wish.customer, 'authoriseConsent', input, 'consent { status }');
  const customerId = uuidOf(findSubject(wish.customer) ?? '');
  const key = demoSubjectKey(partnerNumbers[wish.partner]);
  return { consentId, subjectId: formatId('sub', deriveSubjectId(key, customerId)) };
}

export async function revoke(world: Place, customer: string, consentId: string): Promise<void> {
  await mutate(world, customer, 'revokeConsent', { consentId }, 'consent { status }');
}

export async function reject(world: Place, customer: string, consentId: string): Promise<void> {
  await mutate(world, customer, 'rejectConsent', { consentId }, 'consent { status }');
}

/** After this much, in milliseconds, a consent that `agree` made is over, and no job has noticed. */
export const consentLifeMs = ttlDays * 24 * 3_600_000;

/** The operator stops a partner for a time. */
export async function suspend(world: Place, partner: PartnerName): Promise<void> {
  const { data } = await world.ask<{ reviewPartner: Payload }>(
    'mutation ($input: ReviewPartnerInput!) { reviewPartner(input: $input) { userErrors { code message } } }',
    {
      token: await world.token('platform-operator'),
      variables: {
        input: {
          partnerId: castId('par', partnerNumbers[partner]),
          status: 'SUSPENDED',
          idempotencyKey: randomUUID(),
        },
      },
    },
  );
  if (data?.reviewPartner.userErrors.length !== 0) throw new Error('The partner was not suspended.');
}

/** The newest consent of a customer for a partner in this state, in the demo's world. */
export async function findConsent(world: World, customer: number, partner: PartnerName, status: string) {
  const [row] = await world.subgraphs.social.subgraph.database.read.execute<{ id: string }>(
    sql`select id from consents where customer_id = ${castUuid(customer)}
      and partner_id = ${castUuid(partnerNumbers[partner])} and status = ${status} order by created_at desc limit 1`,
  );
  if (!row) throw new Error(`There is no such consent: ${customer} ${partner} ${status}.`);
  return formatId('cns', row.id);
}
