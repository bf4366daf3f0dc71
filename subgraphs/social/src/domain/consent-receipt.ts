import { type ConsentScope, isSensitive } from './consent.ts';

/** The law under which consents are given: China, ISO 3166-1. */
const jurisdiction = 'CN';
const policyUrl = 'https://privacy.ecosystem.example/policies/';
const collectionMethod = 'The customer chose the scopes one by one in the app';

/** What a receipt proves; ids in their text form. */
export interface ReceiptFacts {
  readonly receiptId: string;
  readonly consentId: string;
  /** The partner's own name for the customer. */
  readonly subjectId: string;
  readonly partnerId: string;
  readonly partnerName: string;
  readonly miniProgramId: string | null;
  readonly purpose: string;
  readonly scopes: readonly ConsentScope[];
  readonly policyVersion: string;
  /** The language of the text that was shown, a BCP 47 tag. */
  readonly language: string;
  readonly requestedAt: Date;
  readonly grantedAt: Date;
  readonly expiresAt: Date | null;
}

/** A receipt, in the words of ISO/IEC TS 27560. */
export type ReceiptBody = ReturnType<typeof describeReceipt>;

/** The receipt of a consent: JSON that holds texts, truth values and null alone, so that it is the same after it was stored. */
export function describeReceipt(facts: ReceiptFacts) {
  const { scopes, policyVersion } = facts;
  return {
    schema_version: 'ISO/IEC TS 27560:2023',
    receipt_id: facts.receiptId,
    record_id: facts.consentId,
    pii_principal_id: facts.subjectId,
    privacy_notice: { version: policyVersion, url: `${policyUrl}${policyVersion}` },
    language: facts.language,
    jurisdiction,
    collection_method: collectionMethod,
    withdrawal_method: 'revokeConsent',
    pii_controllers: [{ party_id: facts.partnerId, party_name: facts.partnerName, service: facts.miniProgramId }],
    purposes: [
      {
        purpose: facts.purpose,
        lawful_basis: 'consent',
        pii_information: scopes.map((scope) => ({ pii_type: scope, is_sensitive: isSensitive(scope) })),
      },
    ],
    sensitive_pii_types: scopes.filter(isSensitive),
    events: [
      { event_type: 'requested', event_time: facts.requestedAt.toISOString() },
      { event_type: 'explicit consent given', event_time: facts.grantedAt.toISOString() },
    ],
    expires_at: facts.expiresAt?.toISOString() ?? null,
  };
}
