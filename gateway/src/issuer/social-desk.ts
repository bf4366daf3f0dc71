import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { gatewayCaller } from '@ecosystem/kit/gateway-caller';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { z } from 'zod';
import type { Asking, ConsentDesk, OpenRequest } from './consent-desk.ts';
import { consentDocuments as documents } from './consent-documents.ts';
import { isConsentScope } from './scope-words.ts';

/** What a GraphQL operation answered. */
export interface AskedAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: readonly { readonly message: string }[] | undefined;
}

/**
 * Runs an operation for a caller. The gateway itself, `gatewayCaller`, asks what the API does not have: its document goes to the
 * social subgraph.
 */
export type Ask = (
  document: string,
  variables: Readonly<Record<string, unknown>>,
  caller: Caller,
) => Promise<AskedAnswer>;

const partnerCaller = (subject: string): Caller => ({ subject, scopes: new Set(['partner:read', 'partner:manage']) });
const customerCaller = (subject: string): Caller => ({
  subject,
  scopes: new Set(['customer:read', 'customer:privacy', 'social:read']),
});

const time = z.string().transform((text) => new Date(text));
const named = z.object({ name: z.string() });
const userErrors = z.array(z.object({ code: z.string(), message: z.string(), path: z.array(z.string()).nullish() }));
const payload = <Field extends string, Value>(field: Field, value: z.ZodType<Value>) =>
  z.object({ [field]: value.nullable(), userErrors }).transform((read) => ({
    value: read[field] as Value | null,
    refusals: read['userErrors'] as z.output<typeof userErrors>,
  }));

const shapes = {
  partner: z.object({
    partner: z
      .object({
        name: z.string(),
        onboardedAt: time.nullable(),
        miniPrograms: z.array(named.extend({ id: z.string() })),
      })
      .nullable(),
  }),
  rules: z.object({
    consentRules: z.object({
      policyVersion: z.string(),
      scopes: z.array(z.object({ scope: z.string(), isSensitive: z.boolean() })),
    }),
  }),
  createCode: z.object({ createCustomerCode: payload('code', z.object({ code: z.string() })) }),
  request: z.object({
    requestConsent: payload('consent', z.object({ consentId: z.string(), subjectId: z.string().nullable() })),
  }),
  authorise: z.object({ authoriseConsent: payload('consent', z.object({ id: z.string() })) }),
  reject: z.object({ rejectConsent: payload('consent', z.object({ id: z.string() })) }),
  revoke: z.object({ revokeConsent: payload('consent', z.object({ id: z.string() })) }),
  standing: z.object({ partnerStanding: z.object({ status: z.string() }).nullable() }),
  redeem: z.object({ redeemSignInCode: payload('customerId', z.string()) }),
  overview: z.object({
    customer: z.object({
      social: z.object({
        consents: z.object({
          nodes: z.array(
            z.object({
              id: z.string(),
              status: z.string(),
              scopes: z.array(z.string()),
              purpose: z.string(),
              duration: z.string(),
              grantedAt: time.nullable(),
              expiresAt: time.nullable(),
              revokedAt: time.nullable(),
              lastUsedAt: time.nullable(),
              useCount: z.number(),
              partner: named,
              miniProgram: named.nullable(),
            }),
          ),
        }),
      }),
      accessLog: z
        .object({
          nodes: z.array(
            z.object({
              occurredAt: time,
              actor: z.string(),
              scopesUsed: z.array(z.string()),
              isGranted: z.boolean(),
              partner: named.nullable(),
            }),
          ),
        })
        .nullable(),
    }),
  }),
};

/** Finds the state of a partner, uncached: who is stopped gets no more tokens. */
export function createStatusOf(ask: Ask): (partnerId: string) => Promise<string | null> {
  return async (id) => {
    const { data, errors } = await ask(documents.standing, { id }, gatewayCaller);
    const read = shapes.standing.safeParse(data);
    if (!read.success) throw new Error(errors?.[0]?.message ?? 'Where the partner stands is not known.');
    return read.data.partnerStanding?.status ?? null;
  };
}

/** The desk over GraphQL: what partners and customers could ask themselves, asked in their name. */
export function createSocialDesk(ask: Ask): ConsentDesk {
  async function run<Shape extends z.ZodType>(
    shape: Shape,
    document: string,
    variables: Readonly<Record<string, unknown>>,
    caller: Caller,
  ): Promise<z.output<Shape>> {
    const { data, errors } = await ask(document, variables, caller);
    const read = shape.safeParse(data);
    if (read.success) return read.data;
    throw new Error(errors?.[0]?.message ?? 'The social subgraph answered something else than was asked.', {
      cause: read.error,
    });
  }

  /** The same input and key give the same request, with the partner's name for the customer once it is granted. */
  async function sendRequest({ partnerId, request, key }: Asking, customerHint: string) {
    const { scopes, purpose, term, miniProgramId } = request;
    const input = {
      partnerId,
      miniProgramId,
      scopes,
      purpose,
      duration: term.duration,
      ttlDays: term.duration === 'TIME_BOUND' ? term.ttlDays : null,
      customerHint,
      idempotencyKey: key,
    };
    const caller = partnerCaller(partnerId);
    return orRefuse((await run(shapes.request, documents.requestConsent, { input }, caller)).requestConsent);
  }

  return {
    async describePartner(partnerId, miniProgramId) {
      const caller = partnerCaller(partnerId);
      const { partner } = await run(shapes.partner, documents.describePartner, { id: partnerId }, caller);
      if (!partner) return null;
      const miniProgram = partner.miniPrograms.find(({ id }) => id === miniProgramId);
      return { name: partner.name, checkedAt: partner.onboardedAt, miniProgram: miniProgram?.name ?? null };
    },
    async rules() {
      const { consentRules } = await run(shapes.rules, documents.rules, {}, anonymous);
      const sensitive = consentRules.scopes.filter((rule) => rule.isSensitive).map((rule) => rule.scope);
      return { policyVersion: consentRules.policyVersion, sensitive: new Set(sensitive.filter(isConsentScope)) };
    },
    async requestConsent(asking) {
      const input = { purpose: 'IDENTIFY', idempotencyKey: asking.key };
      const caller = customerCaller(asking.customerId);
      const { createCustomerCode } = await run(shapes.createCode, documents.createCode, { input }, caller);
      const code =
        createCustomerCode.refusals.length > 0 ? orRefuse(createCustomerCode) : orForgotten(createCustomerCode);
      if (!code.ok) return code;
      const customerHint = code.value.code;
      const sent = await sendRequest(asking, customerHint);
      return sent.ok ? done({ consentId: sent.value.consentId, customerHint } satisfies OpenRequest) : sent;
    },
    async authorise(asking, { consentId, customerHint }, { scopes, separately, policyVersion }) {
      const input = { consentId, scopes, separateConsentFor: separately, policyVersion, idempotencyKey: asking.key };
      const caller = customerCaller(asking.customerId);
      const granted = orRefuse((await run(shapes.authorise, documents.authorise, { input }, caller)).authoriseConsent);
      if (!granted.ok) return granted;
      const again = await sendRequest(asking, customerHint);
      if (!again.ok) return again;
      if (again.value.subjectId === null) throw new Error('A granted consent has no name for its customer.');
      return done(again.value.subjectId);
    },
    async reject(customerId, consentId, key) {
      const input = { consentId, idempotencyKey: key };
      const { rejectConsent } = await run(shapes.reject, documents.reject, { input }, customerCaller(customerId));
      return withoutValue(orRefuse(rejectConsent));
    },
    async revoke(customerId, consentId, key) {
      const input = { consentId, idempotencyKey: key };
      const { revokeConsent } = await run(shapes.revoke, documents.revoke, { input }, customerCaller(customerId));
      return withoutValue(orRefuse(revokeConsent));
    },
    async listConsents(customerId) {
      const caller = customerCaller(customerId);
      const { customer } = await run(shapes.overview, documents.overview, { id: customerId }, caller);
      return {
        consents: customer.social.consents.nodes.map(({ partner, miniProgram, ...consent }) => ({
          ...consent,
          partnerName: partner.name,
          miniProgram: miniProgram?.name ?? null,
        })),
        reads: (customer.accessLog?.nodes ?? []).map(({ occurredAt, actor, scopesUsed, isGranted, partner }) => ({
          occurredAt,
          who: partner?.name ?? actor,
          scopes: scopesUsed,
          isGranted,
        })),
      };
    },
    async redeemSignInCode(code) {
      const { redeemSignInCode } = await run(
        shapes.redeem,
        documents.redeemSignInCode,
        { input: { code } },
        gatewayCaller,
      );
      return redeemSignInCode.value;
    },
  };
}

interface Payload<Value> {
  readonly value: Value | null;
  readonly refusals: z.output<typeof userErrors>;
}

function orRefuse<Value>({ value, refusals }: Payload<Value>): Result<Value, string> {
  if (value !== null) return done(value);
  const [first] = refusals;
  if (!first) throw new Error('The social subgraph neither did what was asked nor said why.');
  return refused(first.code, first.path ?? [], first.message);
}

/** The same key never makes a second code, and the first may be forgotten by now. */
const orForgotten = <Value>({ value }: Payload<Value>): Result<Value, string> =>
  value === null ? refused('CONSENT_EXPIRED', null, 'The code of this question is forgotten.') : done(value);

const withoutValue = (result: Result<unknown, string>): Result<null, string> => (result.ok ? done(null) : result);
