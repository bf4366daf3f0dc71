import { castId } from '@ecosystem/kit/world';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { askForToken, makeClient, obtainBoundToken } from './authorise-partner.ts';
import { readText } from './files.ts';
import { type Answer, startWorld, transportKinds } from './world.ts';

// From the token endpoint to the data: what a partner reads with the tokens that the issuer gives it.

const orders = readText('schema/operations/partner/shop/customer-orders.graphql');
const [liwei, wangfang] = [1, 2];

interface Data {
  readonly partnerView: Record<string, unknown> | null;
}

const codesOf = ({ errors = [] }: Answer<Data>) => errors.map(({ extensions }) => extensions['code']);

describe.each(transportKinds)('subgraphs %s:', async (kind) => {
  const world = await startWorld(kind, { partners: true });
  afterAll(() => world[Symbol.asyncDispose]());
  const client = await makeClient(world, 6);
  const scopes = ['PROFILE_BASIC', 'ORDERS_READ'];
  const earlier = await obtainBoundToken(world, client, liwei, scopes);
  const ofLiwei = await obtainBoundToken(world, client, liwei, scopes);
  const ofWangfang = await obtainBoundToken(world, client, wangfang, ['PROFILE_BASIC']);

  const read = (token: string, variables: Record<string, unknown>) => world.ask<Data>(orders, { token, variables });

  const credentials = { grant_type: 'client_credentials', scope: 'partner:read' };
  const getOwnToken = async () => String((await askForToken(world, client, credentials))['access_token']);

  describe("a token of a customer's authorization", () => {
    test('reads its customer under its consent', async () => {
      const answer = await read(ofLiwei.token, { subjectId: ofLiwei.subjectId });

      expect(codesOf(answer)).toEqual([]);
      expect(answer.data?.partnerView).toMatchObject({ consentId: ofLiwei.consentId, displayName: '小伟', scopes });
    });

    test('of an earlier consent reads under that consent, although a newer one is in force', async () => {
      const answer = await read(earlier.token, { subjectId: earlier.subjectId });

      expect(answer.data?.partnerView).toMatchObject({ consentId: earlier.consentId });
    });

    test('reads what was granted and no more', async () => {
      const answer = await read(ofWangfang.token, { subjectId: ofWangfang.subjectId });

      expect(answer.data?.partnerView).toMatchObject({ displayName: expect.any(String), orders: null });
      expect(codesOf(answer)).toEqual(['CONSENT_REQUIRED']);
    });

    test.each([
      ['another customer who granted something to the same partner', { subjectId: ofWangfang.subjectId }],
      ['another consent of its customer', { subjectId: ofLiwei.subjectId, consentId: earlier.consentId }],
      ['the consent of another customer', { subjectId: ofWangfang.subjectId, consentId: ofWangfang.consentId }],
      ['another customer under its own consent', { subjectId: ofWangfang.subjectId, consentId: ofLiwei.consentId }],
    ])('reads nothing of %s', async (_, variables) => {
      const answer = await read(ofLiwei.token, variables);

      expect(answer.data).toEqual({ partnerView: null });
      expect(codesOf(answer)).toContain('CONSENT_REQUIRED');
    });

    test('asks no customer for consent and publishes nothing', async () => {
      const response = await fetch(`${world.url}/partners/${client.id}/operations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${ofLiwei.token}` },
        body: JSON.stringify({ own: 'query Own($id: ID!) { partner(id: $id) { name } }' }),
      });

      expect(response.status).toBe(403);
    });
  });

  describe("a token of the partner's own", () => {
    test.each([
      ['one customer', ofLiwei],
      ['and the other', ofWangfang],
      ['and one under a consent that is named', earlier],
    ])('reads %s', async (_, { subjectId, consentId }) => {
      const answer = await read(await getOwnToken(), { subjectId, consentId });

      expect(answer.data?.partnerView).toMatchObject({ subjectId, consentId });
    });
  });

  describe('a partner that was suspended meanwhile', () => {
    const review = 'mutation ($input: ReviewPartnerInput!) { reviewPartner(input: $input) { userErrors { message } } }';
    const setStatus = async (status: string) => {
      const input = { partnerId: castId('par', 6), status, idempotencyKey: crypto.randomUUID() };
      const { data } = await world.ask(review, { token: await world.token('platform-operator'), variables: { input } });
      expect(data).toEqual({ reviewPartner: { userErrors: [] } });
    };
    afterEach(() => setStatus('LIVE'));

    test('is refused at once with the tokens that it has, and gets no other', async () => {
      const own = await getOwnToken();
      const { subjectId } = ofLiwei;
      expect((await read(own, { subjectId })).data?.partnerView).not.toBeNull();

      await setStatus('SUSPENDED');
      for (const token of [own, ofLiwei.token]) {
        const answer = await read(token, { subjectId });
        expect(answer.status).toBe(403);
        expect(answer.data).toBeUndefined();
        expect(codesOf(answer)).toEqual(['PARTNER_NOT_LIVE']);
      }
      expect(await askForToken(world, client, credentials)).toMatchObject({ error: 'invalid_client' });
    });
  });
});
