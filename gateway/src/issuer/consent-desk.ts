import type { Result } from '@ecosystem/kit/result';
import type { ConsentRequest } from './consent-request.ts';
import type { ConsentScope } from './scope-words.ts';

/** What customers are told about who asks. */
export interface PartnerDescription {
  readonly name: string;
  /** When the partner went live after our check, or null before. */
  readonly checkedAt: Date | null;
  /** The mini program that was asked about, if it is the partner's own. */
  readonly miniProgram: string | null;
}

/** What customers can be asked for. */
export interface DeskRules {
  readonly policyVersion: string;
  /** Scopes that the customer must agree to one by one (PIPL, article 29). */
  readonly sensitive: ReadonlySet<ConsentScope>;
}

/** A request for consent that waits for the customer's answer. */
export interface OpenRequest {
  readonly consentId: string;
  /** The code that stood for the customer; the same request with it gives the same consent again. */
  readonly customerHint: string;
}

/** Who asks whom for what. */
export interface Asking {
  readonly partnerId: string;
  readonly customerId: string;
  readonly request: ConsentRequest;
  /** The same key and the same question never make two requests. */
  readonly key: string;
}

/** What the customer grants. */
export interface Grant {
  readonly scopes: readonly ConsentScope[];
  /** The sensitive ones among them, each said yes to by itself. */
  readonly separately: readonly ConsentScope[];
  readonly policyVersion: string;
}

/** A consent as its customer sees it. */
export interface ConsentEntry {
  readonly id: string;
  readonly partnerName: string;
  readonly miniProgram: string | null;
  readonly status: string;
  readonly scopes: readonly string[];
  readonly purpose: string;
  readonly duration: string;
  readonly grantedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly useCount: number;
}

/** One decision about reading a customer's data. */
export interface ReadEntry {
  readonly occurredAt: Date;
  /** The partner's name, or the role of who else asked. */
  readonly who: string;
  readonly scopes: readonly string[];
  readonly isGranted: boolean;
}

/** Everything on the customer's own page. */
export interface ConsentOverview {
  readonly consents: readonly ConsentEntry[];
  readonly reads: readonly ReadEntry[];
}

/** All that the pages ask of the social subgraph. Refusals carry the codes of SocialErrorCode; what fails otherwise is thrown. */
export interface ConsentDesk {
  describePartner(partnerId: string, miniProgramId: string | null): Promise<PartnerDescription | null>;
  rules(): Promise<DeskRules>;
  /** Asks the customer as the partner would who was shown the customer's code. */
  requestConsent(asking: Asking): Promise<Result<OpenRequest, string>>;
  /** Grants as the customer; the answer is the partner's own name for the customer, `sub_…`. */
  authorise(asking: Asking, open: OpenRequest, grant: Grant): Promise<Result<string, string>>;
  reject(customerId: string, consentId: string, key: string): Promise<Result<null, string>>;
  revoke(customerId: string, consentId: string, key: string): Promise<Result<null, string>>;
  listConsents(customerId: string): Promise<ConsentOverview>;
  /** The customer of a sign-in code, which is used up by it; null for a code that means nobody. */
  redeemSignInCode(code: string): Promise<string | null>;
}
