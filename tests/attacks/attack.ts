import type { MovableClock } from '@ecosystem/kit/clock';
import { demoSubjectId } from '@ecosystem/kit/subject-ids';
import { castId } from '@ecosystem/kit/world';
import { agree, askForConsent, consentLifeMs, findConsent, reject, revoke } from '../partner-consents.ts';
import { operationOf, type PartnerRequest } from '../partner-requests.ts';
import type { World } from '../world.ts';

/** What the attacks are made with: the shop attacks @liwei, who lets it read name, city and orders. */
export interface Scene {
  readonly world: World;
  readonly shop: string;
  readonly bank: string;
  readonly customer: string;
  readonly operator: string;
  /** Consents that give the shop nothing of @liwei, by what is wrong with them. */
  readonly consents: Readonly<
    Record<'othersCustomer' | 'othersPartner' | 'revoked' | 'expired' | 'rejected' | 'open', string>
  >;
}

/** The row that an attack must leave. */
export type Row =
  /** In the log of refusals. */
  | {
      readonly log: 'refusals';
      readonly code: string;
      readonly documentId?: string | null;
      readonly operationName?: string | null;
      readonly partnerId?: string;
    }
  /** In the customer's access log: not granted. */
  | { readonly log: 'denied'; readonly operationName: string; readonly partnerId?: string }
  /** In the customer's access log: granted, and these fields of the view are not named. */
  | { readonly log: 'granted'; readonly operationName: string; readonly without: readonly string[] }
  /** Nobody is known who could have a log, or nothing of a customer was asked. */
  | { readonly log: 'none' };

export interface Attack {
  readonly name: string;
  readonly request: (scene: Scene) => PartnerRequest | Promise<PartnerRequest>;
  readonly status: number;
  /** The only code of errors; null for an answer without. */
  readonly code: string | null;
  readonly row: Row;
  /** What may come all the same. */
  readonly data?: unknown;
}

export const liwei = demoSubjectId(6, 1);
export const shopId = castId('par', 6);
export const orders = operationOf('shop', 'CustomerOrders');
export const contact = operationOf('shop', 'CustomerContact');

/** Nothing of the customer came. */
export const noView = { partnerView: null };

/** An operation that hides fields behind conditions, fragments and aliases, as a partner could well publish it. */
export const hiding = {
  id: 'hiding',
  name: 'Hiding',
  body: `query Hiding($subjectId: ID!, $in: Boolean!, $out: Boolean!, $view: Boolean = true) {
    partnerView(subjectId: $subjectId) @include(if: $view) {
      displayName
      ...Hidden @skip(if: $out)
      a: phoneMasked @include(if: $in)
      ... on PartnerCustomerView @include(if: $in) { b: phoneMasked }
    }
  }
  fragment Hidden on PartnerCustomerView { c: phoneMasked __typename }`,
} as const;

/** Partners that are not live, by the state: none of them may read, though each has the shop's operations from better days. */
export const idlePartners = {
  SUSPENDED: castId('par', 9),
  SANDBOX: castId('par', 10),
  TERMINATED: castId('par', 11),
  APPLIED: castId('par', 13),
  missing: castId('par', 99),
} as const;

export async function openScene(world: World, clock: MovableClock): Promise<Scene> {
  const [shop, bank, customer, operator] = await Promise.all([
    world.token('partner', 'shop'),
    world.token('partner', 'bank'),
    world.token('customer', 'liwei'),
    world.token('platform-operator'),
  ]);
  const wish = { partner: 'shop', customer: 'liwei', scopes: ['PROFILE_BASIC', 'CONTACT_PHONE'] } as const;
  const expired = await agree(world, wish);
  clock.advance(consentLifeMs);
  const revoked = await agree(world, wish);
  await revoke(world, 'liwei', revoked.consentId);
  const rejected = await askForConsent(world, wish);
  await reject(world, 'liwei', rejected);
  const consents = {
    revoked: revoked.consentId,
    expired: expired.consentId,
    rejected,
    open: await askForConsent(world, wish),
    othersCustomer: (await agree(world, { ...wish, customer: 'wangfang' })).consentId,
    othersPartner: await findConsent(world, 1, 'bank', 'AUTHORISED'),
  };
  return { world, shop, bank, customer, operator, consents };
}
