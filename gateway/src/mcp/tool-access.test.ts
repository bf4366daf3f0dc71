import { describe, expect, test } from 'vitest';
import type { PartnerOperation } from '../registry/partner-operation.ts';
import { findObstacle, type ToolAccess } from './tool-access.ts';

const reading: PartnerOperation = {
  partnerId: 'par_x',
  documentId: 'd',
  name: 'Read',
  text: '',
  description: null,
  kind: 'query',
  consentScopes: ['A', 'B'],
  oauthScopes: [['partner:read']],
  estimatedCost: 1,
  needsSubject: true,
  release: 1,
  publishedAt: new Date(0),
};
const plain = { ...reading, consentScopes: [], oauthScopes: [[]], needsSubject: false };
const whole: ToolAccess = {
  oauthScopes: new Set(['partner:read']),
  status: 'LIVE',
  consents: [['C'], ['A', 'B', 'C']],
};

describe('an operation is a tool of a token', () => {
  test.each<[string, PartnerOperation, Partial<ToolAccess>, string | null]>([
    ['when one consent covers all that it reads', reading, {}, null],
    ['not by two consents that cover it together', reading, { consents: [['A'], ['B']] }, 'CONSENT_REQUIRED'],
    ['not without any consent', reading, { consents: [] }, 'CONSENT_REQUIRED'],
    ['by any consent if it reads what each shows', { ...reading, consentScopes: [] }, { consents: [['C']] }, null],
    ['not by none, even so', { ...reading, consentScopes: [] }, { consents: [] }, 'CONSENT_REQUIRED'],
    ['not without the scope of the token', reading, { oauthScopes: new Set(['partner:manage']) }, 'FORBIDDEN'],
    ['by any of the lists of scopes', { ...reading, oauthScopes: [['x', 'y'], ['partner:read']] }, {}, null],
    ['not by half a list', { ...reading, oauthScopes: [['partner:read', 'x']] }, {}, 'FORBIDDEN'],
    ['not of a partner that is suspended', plain, { status: 'SUSPENDED' }, 'PARTNER_NOT_LIVE'],
    ['not of nobody', plain, { status: null }, 'PARTNER_NOT_LIVE'],
    ['of a partner that tests, unless it reads customers', plain, { status: 'SANDBOX' }, null],
    ['not of a partner that tests if it reads customers', reading, { status: 'SANDBOX' }, 'PARTNER_NOT_LIVE'],
    ['without consents if it reads nobody', plain, { consents: [], oauthScopes: new Set() }, null],
  ])('%s', (_, operation, access, code) => {
    expect(findObstacle(operation, { ...whole, ...access })?.extensions['code'] ?? null).toBe(code);
  });
});
