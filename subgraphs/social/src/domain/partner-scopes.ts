import { type ConsentScope, consentScopes } from './consent.ts';
import type { Industry } from './partner.ts';

interface IndustryScopes {
  /** What a partner may ask for as soon as it has registered. */
  readonly first: readonly ConsentScope[];
  /** What the operator may add when the partner shows that its service needs it. */
  readonly further: readonly ConsentScope[];
}

/**
 * What partners of an industry may ask customers for: never more than a service of that industry can need (PIPL, article 6). The sensitive
 * scopes of another industry are out of reach whatever the operator says: a shop never reads health, a school never reads money.
 */
const industryScopes: Readonly<Record<Industry, IndustryScopes>> = {
  RETAIL: {
    first: ['PROFILE_BASIC', 'CONTACT_PHONE', 'ORDERS_READ'],
    further: ['CONTACTS_COUNT', 'ADDRESS_READ', 'PAYMENTS_READ', 'LOCATION_COARSE'],
  },
  FINANCE: {
    first: ['PROFILE_BASIC', 'CONTACT_PHONE', 'WALLET_BAND', 'POLICIES_READ', 'OFFERS_PERSONALISED'],
    // Prescriptions: an insurer that reimburses medicine.
    further: [
      'PAYMENTS_READ',
      'CLAIMS_READ',
      'VEHICLES_READ',
      'ORDERS_READ',
      'HEALTH_PRESCRIPTIONS',
      'HEALTH_OFFERS',
      'ADDRESS_READ',
    ],
  },
  TOURISM: {
    first: ['PROFILE_BASIC', 'CONTACT_PHONE'],
    further: ['TRIPS_READ', 'ORDERS_READ', 'ADDRESS_READ', 'LOCATION_COARSE'],
  },
  HEALTHCARE: {
    first: ['PROFILE_BASIC', 'CONTACT_PHONE', 'HEALTH_SUMMARY', 'HEALTH_PRESCRIPTIONS'],
    further: ['HEALTH_OFFERS', 'POLICIES_READ', 'CLAIMS_READ', 'ADDRESS_READ'],
  },
  TRANSPORTATION: {
    first: ['PROFILE_BASIC', 'CONTACT_PHONE', 'TRIPS_READ'],
    further: ['VEHICLES_READ', 'POLICIES_READ', 'ORDERS_READ', 'ADDRESS_READ', 'LOCATION_COARSE'],
  },
  EDUCATION: {
    first: ['PROFILE_BASIC', 'CONTACT_PHONE'],
    further: ['CONTACTS_COUNT', 'ORDERS_READ'],
  },
  GOVERNMENT: {
    first: ['PROFILE_BASIC', 'CONTACT_PHONE', 'VEHICLES_READ'],
    further: ['POLICIES_READ', 'TRIPS_READ', 'ADDRESS_READ', 'LOCATION_COARSE'],
  },
};

/** The scopes that a partner of the industry has when it registers; the operator may set others. */
export function listFirstScopes(industry: Industry): ConsentScope[] {
  return orderScopes(industryScopes[industry].first);
}

/** The scopes that a partner of the industry can be given at all. */
export function listPossibleScopes(industry: Industry): ConsentScope[] {
  const { first, further } = industryScopes[industry];
  return orderScopes([...first, ...further]);
}

/** Each scope once, in the order of the table of scopes. */
export function orderScopes(scopes: readonly ConsentScope[]): ConsentScope[] {
  return consentScopes.filter((scope) => scopes.includes(scope));
}
