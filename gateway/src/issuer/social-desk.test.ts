import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { gatewayCaller } from '@ecosystem/kit/gateway-caller';
import { castId } from '@ecosystem/kit/world';
import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Asking } from './consent-desk.ts';
import { consentDocuments } from './consent-documents.ts';
import { type AskedAnswer, createSocialDesk, createStatusOf } from './social-desk.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const schemas: Readonly<Record<'api' | 'social', GraphQLSchema>> = {
  api: buildSchema(read('schema/api.graphql'), { assumeValid: true }),
  social: buildSubgraphSchema(parse(`${read('schema/shared.graphql')}\n${read('subgraphs/social/schema.graphql')}`)),
};
/** The documents that the API would not take. */
const internal = new Set<string>([consentDocuments.redeemSignInCode, consentDocuments.standing]);

test.each(Object.entries(consentDocuments))('the document %s is valid where it is sent', (_, document) => {
  expect(validate(schemas[internal.has(document) ? 'social' : 'api'], parse(document))).toEqual([]);
});

const partnerId = castId('par', 3);
const customerId = castId('cus', 1);
const consentId = castId('cns', 1);
const asking: Asking = {
  partnerId,
  customerId,
  request: {
    scopes: ['ORDERS_READ', 'WALLET_BAND'],
    purpose: 'To plan',
    term: { duration: 'TIME_BOUND', ttlDays: 30 },
    miniProgramId: castId('app', 1),
  },
  key: 'a-key-of-the-question',
};
const refusal = { code: 'TTL_TOO_LONG', message: 'The time is too long.', path: ['ttlDays'] };

/** A desk whose questions are answered by document, with what was asked. */
function openDesk(answers: Partial<Record<keyof typeof consentDocuments, object>>) {
  const asked: { name: string; variables: Readonly<Record<string, unknown>>; caller: Caller }[] = [];
  const desk = createSocialDesk(async (document, variables, caller) => {
    const name = Object.entries(consentDocuments).find(([, text]) => text === document)?.[0] ?? '';
    asked.push({ name, variables, caller });
    const answer = answers[name as keyof typeof consentDocuments] ?? {};
    return ('errors' in answer ? answer : { data: answer }) as AskedAnswer;
  });
  return { desk, asked };
}

describe('a question to a customer', () => {
  const answers = {
    createCode: { createCustomerCode: { code: { code: 'AB12' }, userErrors: [] } },
    requestConsent: { requestConsent: { consent: { consentId, subjectId: null }, userErrors: [] } },
  };

  test('is asked as the partner, with a code that the customer makes', async () => {
    const { desk, asked } = openDesk(answers);
    expect(await desk.requestConsent(asking)).toEqual({ ok: true, value: { consentId, customerHint: 'AB12' } });
    expect(asked.map(({ name, caller }) => [name, caller.subject])).toEqual([
      ['createCode', customerId],
      ['requestConsent', partnerId],
    ]);
    expect(asked[0]?.caller.scopes.has('customer:privacy')).toBe(true);
    expect(asked[1]?.variables).toEqual({
      input: {
        partnerId,
        miniProgramId: castId('app', 1),
        scopes: ['ORDERS_READ', 'WALLET_BAND'],
        purpose: 'To plan',
        duration: 'TIME_BOUND',
        ttlDays: 30,
        customerHint: 'AB12',
        idempotencyKey: asking.key,
      },
    });
  });

  test.each([
    ['the code', { createCode: { createCustomerCode: { code: null, userErrors: [refusal] } } }],
    ['the question', { ...answers, requestConsent: { requestConsent: { consent: null, userErrors: [refusal] } } }],
  ])('is refused as %s is refused', async (_, given) => {
    expect(await openDesk(given).desk.requestConsent(asking)).toEqual({ ok: false, ...refusal });
  });

  test('whose code is forgotten is to be asked anew', async () => {
    const given = { createCode: { createCustomerCode: { code: null, userErrors: [] } } };
    expect(await openDesk(given).desk.requestConsent(asking)).toMatchObject({ ok: false, code: 'CONSENT_EXPIRED' });
  });

  test('that was neither asked nor refused is a fault', async () => {
    const given = { ...answers, requestConsent: { requestConsent: { consent: null, userErrors: [] } } };
    await expect(openDesk(given).desk.requestConsent(asking)).rejects.toThrow('nor said why');
  });
});

describe('an answer of a customer', () => {
  const grant = { scopes: ['WALLET_BAND'], separately: ['WALLET_BAND'], policyVersion: '2026-10' } as const;
  const open = { consentId, customerHint: 'AB12' };
  const subjectId = castId('sub', 1);

  test('is given as the customer; the same question then tells the partner’s name for the customer', async () => {
    const { desk, asked } = openDesk({
      authorise: { authoriseConsent: { consent: { id: consentId }, userErrors: [] } },
      requestConsent: { requestConsent: { consent: { consentId, subjectId }, userErrors: [] } },
    });
    expect(await desk.authorise(asking, open, grant)).toEqual({ ok: true, value: subjectId });
    expect(asked.map(({ caller }) => caller.subject)).toEqual([customerId, partnerId]);
    expect(asked[0]?.variables).toMatchObject({ input: { consentId, separateConsentFor: ['WALLET_BAND'] } });
    expect(asked[1]?.variables).toMatchObject({ input: { customerHint: 'AB12', idempotencyKey: asking.key } });
  });

  test.each([
    ['authorise', { authorise: { authoriseConsent: { consent: null, userErrors: [refusal] } } }],
    ['reject', { reject: { rejectConsent: { consent: null, userErrors: [refusal] } } }],
    ['revoke', { revoke: { revokeConsent: { consent: null, userErrors: [refusal] } } }],
  ] as const)('may be refused (%s)', async (call, given) => {
    const { desk, asked } = openDesk(given);
    const answer =
      call === 'authorise' ? desk.authorise(asking, open, grant) : desk[call](customerId, consentId, 'a-key-of-it');
    expect(await answer).toEqual({ ok: false, ...refusal });
    expect(asked).toHaveLength(1);
  });
});

describe('what the pages show', () => {
  test('is the partner with its own mini program', async () => {
    const partner = {
      name: 'Travel',
      onboardedAt: '2025-03-14T02:00:00Z',
      miniPrograms: [{ id: castId('app', 1), name: 'Trips' }],
    };
    const { desk } = openDesk({ describePartner: { partner } });
    const checkedAt = new Date('2025-03-14T02:00:00Z');
    expect(await desk.describePartner(partnerId, castId('app', 1))).toEqual({
      name: 'Travel',
      checkedAt,
      miniProgram: 'Trips',
    });
    expect(await desk.describePartner(partnerId, castId('app', 2))).toMatchObject({ miniProgram: null });
    expect(await openDesk({ describePartner: { partner: null } }).desk.describePartner(partnerId, null)).toBeNull();
  });

  test('are the rules, which hold for everybody; scopes without words are not asked for', async () => {
    const scopes = [
      { scope: 'WALLET_BAND', isSensitive: true },
      { scope: 'ORDERS_READ', isSensitive: false },
      { scope: 'OF_TOMORROW', isSensitive: true },
    ];
    const { desk, asked } = openDesk({ rules: { consentRules: { policyVersion: '2026-10', scopes } } });
    expect(await desk.rules()).toEqual({ policyVersion: '2026-10', sensitive: new Set(['WALLET_BAND']) });
    expect(asked[0]?.caller).toBe(anonymous);
  });

  test('are the permissions and the log of the customer', async () => {
    const consent = {
      id: consentId,
      status: 'AUTHORISED',
      scopes: ['ORDERS_READ'],
      purpose: 'To plan',
      duration: 'PERSISTENT',
      grantedAt: '2026-11-01T00:00:00Z',
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
      useCount: 0,
    };
    const entry = { occurredAt: '2026-11-02T00:00:00Z', scopesUsed: ['ORDERS_READ'], isGranted: true };
    const customer = {
      social: { consents: { nodes: [{ ...consent, partner: { name: 'Travel' }, miniProgram: null }] } },
      accessLog: {
        nodes: [
          { ...entry, actor: 'partner par_3', partner: { name: 'Travel' } },
          { ...entry, actor: 'agent agt_1', partner: null },
        ],
      },
    };
    const { desk, asked } = openDesk({ overview: { customer } });
    const { consents, reads } = await desk.listConsents(customerId);
    expect(consents).toEqual([
      { ...consent, partnerName: 'Travel', miniProgram: null, grantedAt: new Date('2026-11-01T00:00:00Z') },
    ]);
    expect(reads.map(({ who }) => who)).toEqual(['Travel', 'agent agt_1']);
    expect(asked[0]?.caller.subject).toBe(customerId);
  });

  test('is nothing when social does not answer, and that is a fault', async () => {
    const given = { overview: { data: null, errors: [{ message: 'The social subgraph is unavailable.' }] } };
    await expect(openDesk(given).desk.listConsents(customerId)).rejects.toThrow('unavailable');
  });
});

describe('what only the gateway asks', () => {
  test.each([[customerId], [null]])('finds the customer of a code: %s', async (found) => {
    const { desk, asked } = openDesk({ redeemSignInCode: { redeemSignInCode: { customerId: found, userErrors: [] } } });
    expect(await desk.redeemSignInCode('AB12')).toBe(found);
    expect(asked[0]?.caller).toBe(gatewayCaller);
  });

  test.each([
    [{ partnerStanding: { status: 'LIVE' } }, 'LIVE'],
    [{ partnerStanding: null }, null],
  ])('finds the state of a partner: %j', async (data, status) => {
    const statusOf = createStatusOf(async (_, __, caller) => {
      expect(caller).toBe(gatewayCaller);
      return { data };
    });
    expect(await statusOf(partnerId)).toBe(status);
  });

  test('does not take silence for a partner that may have tokens', async () => {
    const statusOf = createStatusOf(async () => ({ data: null, errors: [{ message: 'down' }] }));
    await expect(statusOf(partnerId)).rejects.toThrow('down');
  });
});
