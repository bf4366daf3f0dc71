/** One operation that a partner published and may ask. */
export interface PartnerOperation {
  /** The global id with the prefix par. */
  readonly partnerId: string;
  /** The id of the manifest, without `sha256:`. */
  readonly documentId: string;
  readonly name: string;
  readonly text: string;
  /** One or two sentences of the partner's own; null if the document has none. */
  readonly description: string | null;
  readonly kind: 'query' | 'mutation';
  /** The consent scopes that it can use, in the order of the alphabet. */
  readonly consentScopes: readonly string[];
  /** The OAuth scopes that a token needs to see all of it: one of the lists, of that list every scope. */
  readonly oauthScopes: readonly (readonly string[])[];
  /** In cost units, before it is executed. */
  readonly estimatedCost: number;
  /** Whether it reads a customer. */
  readonly needsSubject: boolean;
  /** The newest release that still holds it. */
  readonly release: number;
  readonly publishedAt: Date;
}

/** Why something is refused. */
export type RegistryCode =
  | 'MANIFEST_INVALID'
  | 'DOCUMENT_ID_MISMATCH'
  | 'DOCUMENT_ID_TAKEN'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'OPERATION_TOO_LARGE'
  | 'OPERATION_NOT_SINGLE'
  | 'SUBSCRIPTION_NOT_ALLOWED'
  | 'INTROSPECTION_NOT_ALLOWED'
  | 'CONTRACT_MISSING'
  | 'MULTIPLE_CUSTOMERS'
  | 'SCOPE_NOT_ALLOWED'
  | 'SCOPE_NOT_OBTAINABLE'
  | 'COST_LIMIT'
  | 'PARTNER_NOT_FOUND'
  | 'PARTNER_NOT_LIVE'
  | 'DOCUMENT_NOT_FOUND'
  | 'STILL_USED';

/** One reason of a refusal, in a sentence for people, with the facts behind it for programs. */
export interface Problem {
  readonly code: RegistryCode;
  readonly message: string;
  /** The document that is concerned; null where it is the manifest or the partner. */
  readonly documentId: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A value, or every reason why there is none. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A refusal for one reason that concerns no single document. */
export function refuseAll(code: RegistryCode, message: string, details?: Problem['details']) {
  return { ok: false, problems: [{ code, message, documentId: null, ...(details && { details }) }] } as const;
}
