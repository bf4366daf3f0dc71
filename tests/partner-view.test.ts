import { demoSubjectId } from '@ecosystem/kit/subject-ids';
import { castId } from '@ecosystem/kit/world';
import { afterAll, describe, expect, test } from 'vitest';
import { readText } from './files.ts';
import { startWorld, transportKinds } from './world.ts';

const q8 = readText('schema/operations/partner/bank/partner-under-consent.graphql');

describe.each(transportKinds)('a partner, %s', async (kind) => {
  const world = await startWorld(kind, { partners: true });
  afterAll(() => world[Symbol.asyncDispose]());
  const token = await world.token('partner', 'bank');
  const liwei = demoSubjectId(5, 1);

  test('reads what the customer granted; the rest is null with CONSENT_REQUIRED, and one row of the log names the fields (Q8)', async () => {
    const answer = await world.ask(q8, { token, variables: { subjectId: liwei } });
    const refused = (answer.errors ?? []).map(({ path, extensions }) => [path?.join('.'), extensions['code']]);

    expect(answer.status).toBe(200);
    expect(answer.data).toMatchObject({
      partnerView: {
        subjectId: liwei,
        displayName: '小伟',
        walletBand: expect.any(String),
        orders: null,
        vehicles: null,
      },
    });
    expect(refused.sort()).toEqual(
      ['activePrescriptions', 'orders', 'phoneMasked', 'vehicles'].map((field) => [
        `partnerView.${field}`,
        'CONSENT_REQUIRED',
      ]),
    );
    const log = await world.ask<{ me: { accessLog: { nodes: Record<string, unknown>[] } } }>(
      '{ me { accessLog(first: 1) { nodes { actor operationName scopesUsed fieldsRead isGranted } } } }',
      { token: await world.token('customer', 'liwei') },
    );
    expect(log.data?.me.accessLog.nodes[0]).toEqual({
      actor: `partner ${castId('par', 5)}`,
      operationName: 'PartnerUnderConsent',
      isGranted: true,
      scopesUsed: expect.arrayContaining(['PROFILE_BASIC', 'POLICIES_READ', 'WALLET_BAND']),
      fieldsRead: expect.arrayContaining(['PartnerCustomerView.walletBand', 'PartnerPolicySummary.product']),
    });
    expect(JSON.stringify(log.data)).not.toContain('orders');
  });
});
