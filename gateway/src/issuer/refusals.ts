/** What follows from a refusal by the social subgraph. */
export type Consequence =
  /** The partner asked for something that cannot be: it is told, by OAuth's own codes. */
  | { readonly kind: 'send-back'; readonly error: string }
  /** The customer is told and asked anew. */
  | { readonly kind: 'ask-again'; readonly message: string }
  /** The customer is told; there is nothing to be asked. */
  | { readonly kind: 'tell'; readonly title: string; readonly message: string };

const sendBack = (error: string): Consequence => ({ kind: 'send-back', error });

const frozen: Consequence = {
  kind: 'tell',
  title: 'Your account cannot be used at the moment',
  message:
    'You cannot give permissions while your account is frozen or closing. The app tells you why, and what to do.',
};
const tooLate: Consequence = {
  kind: 'ask-again',
  message: 'The question had waited too long or was answered elsewhere, so it is asked anew. Please answer it again.',
};

const consequences: Readonly<Record<string, Consequence>> = {
  SCOPE_NOT_ALLOWED: sendBack('invalid_scope'),
  SCOPE_NOT_DECLARED: sendBack('invalid_scope'),
  TTL_TOO_LONG: sendBack('invalid_request'),
  PURPOSE_REQUIRED: sendBack('invalid_request'),
  INVALID_INPUT: sendBack('invalid_request'),
  NOT_FOUND: sendBack('invalid_request'),
  PARTNER_NOT_LIVE: sendBack('unauthorized_client'),
  CUSTOMER_FROZEN: frozen,
  CUSTOMER_ERASED: frozen,
  POLICY_VERSION_STALE: {
    kind: 'ask-again',
    message: 'Our privacy policy has changed in the meantime. Please read the question again and answer it.',
  },
  CONSENT_EXPIRED: tooLate,
  ALREADY_FINAL: tooLate,
  ILLEGAL_TRANSITION: tooLate,
  CONFLICT_RETRY: { kind: 'ask-again', message: 'Something came in between. Please send your answer once more.' },
};

/** What is told where there is nothing better to do. */
const unforeseen: Consequence = {
  kind: 'tell',
  title: 'This does not work at the moment',
  message: 'Nothing was allowed. You can go back and try again later.',
};

/** The field of requestConsent that our own pages fill; what is wrong with it is no fault of the partner. */
const hintField = 'customerHint';

/**
 * What to do about a refusal; one that nobody foresaw is told.
 * @param isRepeated the question was asked anew already, and once is enough.
 */
export function judgeRefusal(code: string, path: readonly string[] | null, isRepeated: boolean): Consequence {
  const consequence = path?.includes(hintField) ? tooLate : (consequences[code] ?? unforeseen);
  return consequence.kind === 'ask-again' && isRepeated ? unforeseen : consequence;
}
