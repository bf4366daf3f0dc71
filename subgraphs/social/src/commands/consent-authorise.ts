import { formatId, newId } from '@ecosystem/kit/ids';
import { done, refused } from '@ecosystem/kit/result';
import { insertReceipt } from '../db/consent-receipts.ts';
import { type ConsentRow, saveConsent } from '../db/consents.ts';
import { findCustomerLocale } from '../db/customers.ts';
import { type AskingPartner, findAskingPartner } from '../db/declared-scopes.ts';
import { registerSubject } from '../db/subjects.ts';
import { decideGrant, type Grant } from '../domain/consent-answer.ts';
import { describeReceipt } from '../domain/consent-receipt.ts';
import type { AuthoriseConsentInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';
import { lockOwnConsent } from './consent-lock.ts';

/** The customer grants all or some of the scopes that a partner asked for. The receipt is written with it. */
export const authoriseConsent = command(
  'authoriseConsent',
  {},
  async (input: AuthoriseConsentInput, context: Context) => {
    const { pool, at, publish } = context;
    const consent = await lockOwnConsent(context, input.consentId);
    if (!consent.ok) return consent;
    const grant = decideGrant(consent.value, input, at);
    if (!grant.ok) return grant;
    const { customerId, id, partnerId } = consent.value;
    const partner = await findAskingPartner(pool, partnerId);
    if (!partner?.isLive) {
      return refused('PARTNER_NOT_LIVE', ['consentId'], 'The partner does not work with customers now.');
    }
    const forbidden = grant.value.scopes.find((scope) => !partner.allowedScopes.includes(scope));
    if (forbidden) {
      return refused('SCOPE_NOT_ALLOWED', ['scopes'], `The partner may not ask for ${forbidden} any more.`);
    }
    await saveConsent(pool, consent.value, grant.value, at);
    await writeReceipt(context, consent.value, grant.value, partner);
    publish({ topic: 'consent.authorised', customerId, payload: { consentId: id, partnerId } });
    return done({ consentId: id });
  },
);

async function writeReceipt(
  { pool, at, vault }: Context,
  { customerId, id, partnerId, miniProgramId, purpose, createdAt }: ConsentRow,
  { scopes, policyVersion, grantedAt, expiresAt }: Grant,
  partner: AskingPartner,
): Promise<void> {
  const subjectId = await registerSubject(pool, vault, { partnerId, customerId }, at);
  const receiptId = newId(at);
  const body = describeReceipt({
    receiptId: formatId('rcp', receiptId),
    consentId: formatId('cns', id),
    subjectId: formatId('sub', subjectId),
    partnerId: formatId('par', partnerId),
    partnerName: partner.name,
    miniProgramId: miniProgramId && formatId('app', miniProgramId),
    purpose,
    scopes,
    policyVersion,
    language: await findCustomerLocale(pool, customerId),
    requestedAt: createdAt,
    grantedAt,
    expiresAt,
  });
  await insertReceipt(pool, {
    customerId,
    consentId: id,
    id: receiptId,
    body,
    issuedAt: grantedAt,
    createdAt: at,
    updatedAt: at,
  });
}
