import type { Caller } from '@ecosystem/kit/caller';
import { type MovableClock, movableClock } from '@ecosystem/kit/clock';
import { outbox } from '@ecosystem/kit/common-tables';
import { parseId, type Uuid } from '@ecosystem/kit/ids';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { personas } from '@ecosystem/kit/personas';
import { openTestSubgraph, type TestSubgraph } from '@ecosystem/kit/testing';
import { seedNow } from '@ecosystem/kit/world';
import { and, asc, eq } from 'drizzle-orm';
import { miniProgramVersions } from '../src/db/tables.ts';
import type { VersionStatus } from '../src/domain/mini-program-version.ts';
import type { PartnerStatus } from '../src/domain/partner.ts';
import { computeUsccCheck } from '../src/domain/uscc.ts';
import { social } from '../src/index.ts';

/** What a mutation answered: its subject, and its refusals. */
export interface Answer {
  // The shape follows from the fields that the test asked for.
  readonly [subject: string]: unknown;
  readonly userErrors: readonly { readonly code: string; readonly message: string; readonly path: string[] | null }[];
}

/** A caller of the demo world with the scopes of its persona. */
export const as = (persona: string, subject?: string): Caller => {
  const found = personas[persona];
  if (!found) throw new Error(`There is no persona ${persona}.`);
  return { subject: subject ?? found.subject, scopes: new Set(found.scopes) };
};
export const operator = as('platform-operator');
export const applicant = as('applicant');
export const partnerWith = (partnerId: string): Caller => as('partner', partnerId);

let made = 0;
/** A number that was never used before. */
const nextNumber = (): number => {
  made += 1;
  return made;
};
/** A key that was never used before. */
export const newKey = (): string => `partners-key-${nextNumber()}`;

/** A right code that no company has yet. */
export function newUscc(): string {
  const body = `92999999T${String(nextNumber()).padStart(8, '0')}`;
  return `${body}${computeUsccCheck(body)}`;
}

/** By which states a partner comes to each state, one review after the other. */
const ways: Readonly<Record<PartnerStatus, readonly PartnerStatus[]>> = {
  APPLIED: [],
  KYB_REVIEW: ['KYB_REVIEW'],
  REJECTED: ['KYB_REVIEW', 'REJECTED'],
  SANDBOX: ['KYB_REVIEW', 'SANDBOX'],
  LIVE: ['KYB_REVIEW', 'SANDBOX', 'LIVE'],
  SUSPENDED: ['KYB_REVIEW', 'SANDBOX', 'LIVE', 'SUSPENDED'],
  TERMINATED: ['KYB_REVIEW', 'SANDBOX', 'LIVE', 'SUSPENDED', 'TERMINATED'],
};

/** Social over a fresh demo world, with partners as a test needs them. */
export interface PartnersWorld extends TestSubgraph {
  readonly clock: MovableClock;
  /** Sends a mutation with a key of its own, or with the key in the input. `fields` is what is asked of the payload beside the refusals. */
  mutate(mutation: string, input: Record<string, unknown>, as: Caller, fields?: string): Promise<Answer>;
  /** The one code with which a mutation is refused, or null if it is done. */
  refusalOf(mutation: string, input: Record<string, unknown>, as: Caller): Promise<string | null>;
  /** Sends a query that must not fail. */
  read(query: string, as: Caller, variables?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** The id of a new partner in this state, as applicant and operator bring it there. */
  aPartner(status?: PartnerStatus, industry?: string): Promise<string>;
  /** The id of a new mini program of a partner. */
  aProgram(partnerId: string): Promise<string>;
  /** Brings a version of a mini program into a state, as partner and operator do; what none of them does is written as if it had come so. */
  aVersion(partnerId: string, miniProgramId: string, version: string, status: VersionStatus): Promise<void>;
  /** The topics and payloads of a partner's events so far, in their order. */
  eventsOf(partnerId: string): Promise<{ topic: string; payload: unknown }[]>;
  versionRow(miniProgramId: string, version: string): Promise<typeof miniProgramVersions.$inferSelect>;
  /** @throws Error that names each broken invariant. */
  checkInvariants(): Promise<void>;
}

/** How a partner and an operator bring a version to each state; those that no mutation leads to are written. */
const steps: Readonly<Record<VersionStatus, readonly ('submit' | 'approve' | 'reject' | 10 | 100)[]>> = {
  DRAFT: [],
  IN_REVIEW: ['submit'],
  DELAYED: ['submit'],
  WITHDRAWN: ['submit'],
  REJECTED: ['submit', 'reject'],
  APPROVED: ['submit', 'approve'],
  RELEASING: ['submit', 'approve', 10],
  LIVE: ['submit', 'approve', 100],
  SUPERSEDED: ['submit', 'approve', 10],
  ROLLED_BACK: ['submit', 'approve'],
};

export async function openPartners(): Promise<PartnersWorld> {
  const clock = movableClock(seedNow);
  const test = await openTestSubgraph(social, clock);
  const { write } = test.subgraph.database;

  const mutate: PartnersWorld['mutate'] = async (mutation, input, caller, fields = '') => {
    const type = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}Input`;
    const result = await test.query(
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${fields} userErrors { code message path } } }`,
      { as: caller, variables: { input: { idempotencyKey: newKey(), ...input } } },
    );
    if (result.errors) throw new Error(`${mutation} failed: ${result.errors.map(({ message }) => message).join(' ')}`);
    return result.data?.[mutation] as Answer;
  };
  const refusalOf: PartnersWorld['refusalOf'] = async (mutation, input, caller) => {
    const { userErrors } = await mutate(mutation, input, caller);
    const [refusal] = userErrors;
    if (refusal && !/^[A-Z].{9,}[.]$/.test(refusal.message)) throw new Error(`"${refusal.message}" is not a sentence.`);
    return refusal?.code ?? null;
  };
  const expectDone = async (...sent: Parameters<PartnersWorld['mutate']>): Promise<Answer> => {
    const answer = await mutate(...sent);
    if (answer.userErrors[0]) throw new Error(`${sent[0]} was refused: ${answer.userErrors[0].message}`);
    return answer;
  };
  const idOf = (subject: unknown): string => (subject as { readonly id: string }).id;

  const world: PartnersWorld = {
    ...test,
    clock,
    mutate,
    refusalOf,
    async read(query, caller, variables) {
      const { data, errors } = await test.query(query, { as: caller, ...(variables && { variables }) });
      if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
      return data ?? {};
    },
    async aPartner(status = 'LIVE', industry = 'RETAIL') {
      const input = { name: `Partner ${nextNumber()}`, kind: 'MERCHANT', uscc: newUscc(), industry };
      const partnerId = idOf((await expectDone('registerPartner', input, applicant, 'partner { id }'))['partner']);
      for (const wanted of ways[status]) await expectDone('reviewPartner', { partnerId, status: wanted }, operator);
      return partnerId;
    },
    async aProgram(partnerId) {
      const input = { name: `Program ${nextNumber()}`, category: 'GAME' };
      const answer = await expectDone('registerMiniProgram', input, partnerWith(partnerId), 'miniProgram { id }');
      return idOf(answer['miniProgram']);
    },
    async aVersion(partnerId, miniProgramId, version, status) {
      const as = partnerWith(partnerId);
      const of = { miniProgramId, version };
      for (const step of steps[status]) {
        if (step === 'submit') {
          await expectDone('submitMiniProgramVersion', { ...of, declaredScopes: ['PROFILE_BASIC'] }, as);
        } else if (typeof step === 'number') {
          await expectDone('releaseMiniProgramVersion', { ...of, rolloutPercent: step }, as);
        } else {
          const approve = step === 'approve';
          await expectDone(
            'reviewMiniProgramVersion',
            { ...of, approve, ...(!approve && { reason: 'No.' }) },
            operator,
          );
        }
      }
      const at = clock.now();
      const key = { miniProgramId: parseId('app', miniProgramId), number: version };
      if (status === 'DRAFT') await write.insert(miniProgramVersions).values({ ...key, status, declaredScopes: [] });
      if (['DELAYED', 'WITHDRAWN', 'SUPERSEDED', 'ROLLED_BACK'].includes(status)) {
        await write.update(miniProgramVersions).set({ status, rolloutPercent: 0, updatedAt: at }).where(isVersion(key));
      }
    },
    async eventsOf(partnerId) {
      const rows = await write
        .select({ topic: outbox.topic, payload: outbox.payload })
        .from(outbox)
        .where(eq(outbox.customerId, parseId('par', partnerId)))
        .orderBy(asc(outbox.id));
      return rows;
    },
    async versionRow(miniProgramId, version) {
      const key = { miniProgramId: parseId('app', miniProgramId), number: version };
      const [row] = await write.select().from(miniProgramVersions).where(isVersion(key));
      if (!row) throw new Error(`There is no version ${version}.`);
      return row;
    },
    checkInvariants: () => checkInvariants('social', test.subgraph.database, social.invariants),
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  };
  return world;
}

const isVersion = ({ miniProgramId, number }: { readonly miniProgramId: Uuid; readonly number: string }) =>
  and(eq(miniProgramVersions.miniProgramId, miniProgramId), eq(miniProgramVersions.number, number));
