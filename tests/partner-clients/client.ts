import { createHash } from 'node:crypto';

/** What the app of a partner asks. */
export interface Asked {
  readonly endpoint: string;
  readonly token: string;
  readonly subjectId: string;
  /** False: the same operation as it would be if it had never been published. */
  readonly isPublished: boolean;
}

/** What the app of a partner sees, by the ways that its client has. */
export interface Shown {
  readonly data: unknown;
  /** The codes of the errors that it can tell apart. */
  readonly codes: readonly string[];
}

/** One client with the settings that its own guide recommends. */
export type PartnerClient = (asked: Asked) => Promise<Shown>;

/** The operation as people write it; phoneMasked is not within the consents of the demo. */
export const ordersText = `query CustomerOrders($subjectId: ID!) {
  partnerView(subjectId: $subjectId) {
    displayName
    phoneMasked
    orders(first: 2) {
      nodes {
        orderRef
        status
      }
    }
  }
}`;

/** The same operation under a name that nobody publishes. */
export const unlistedText = ordersText.replace('CustomerOrders', 'UnlistedOrders');

/** An id that nobody has published. */
export const unlistedId = 'f'.repeat(64);

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An error as it is sent; its code is in its extensions. */
export type CodedError = { readonly extensions?: Readonly<Record<string, unknown>> | undefined };

/** The codes of GraphQL errors, as every client hands them on. */
export const codesOf = (errors: readonly CodedError[] | undefined): string[] =>
  (errors ?? []).map(({ extensions }) => String(extensions?.['code']));

/** What an app without a client reads from the body. */
export function readAnswer(body: string): Shown {
  const { data = null, errors } = JSON.parse(body) as { data?: unknown; errors?: CodedError[] };
  return { data, codes: codesOf(errors) };
}
