import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { makeChange } from '@ecosystem/kit/command';
import { formatId } from '@ecosystem/kit/ids';
import { castId, castUuid } from '@ecosystem/kit/world';
import { makeOffer } from '../src/commands/offer-make.ts';
import { as, type FinanceWorld, openFinance, yuan } from './finance-world.ts';
import { makePayment, makeRefund, makeShop } from './makers-captured.ts';
import { makeLoan } from './makers-loans.ts';
import { type Gifts, makeGifts, makePromises, type Promises } from './visibility-things.ts';

/** Who looks: every persona of the domain page that has a scope of finance or none, and strangers of the same kind. */
export const tokens = {
  owner: as('customer'),
  'another customer': as('customer', castId('cus', 6)),
  'chat member': as('customer', castId('cus', 2)),
  // Holds the vehicle policy of the demo world.
  motorist: as('customer', castId('cus', 3)),
  explorer: as('explorer'),
  'assigned agent': as('agent'),
  'other agent': as('agent', castId('agt', 2)),
  'claim handler': as('claim-handler'),
  'other handler': as('claim-handler', castId('hdl', 2)),
  'paid shop': as('merchant', castId('mer', 90)),
  'other shop': as('merchant', castId('mer', 1)),
  'paid workshop': as('workshop', castId('mer', 91)),
  'other workshop': as('workshop'),
  'own partner': as('partner', castId('par', 90)),
  'other partner': as('partner'),
  'platform operator': as('platform-operator'),
  auditor: as('auditor'),
  anonymous,
} as const satisfies Record<string, Caller>;
export type Token = keyof typeof tokens;
export const tokenNames = Object.keys(tokens) as Token[];

/** What a token gets: the value, null as if there were none, or an error. */
export type Outcome = 'shown' | 'null' | 'FORBIDDEN';

/** The ids of what is looked at; all of it is @liwei's, but the vehicle policy of the demo world. */
export interface Things extends Promises, Gifts {
  readonly loan: string;
  readonly offer: string;
  readonly payment: string;
  readonly repairPayment: string;
  /** Authorised and not captured. */
  readonly heldPayment: string;
  /** Not authorised. */
  readonly newPayment: string;
  /** Policies by the name of their type. */
  readonly policies: Readonly<Record<string, string>>;
}

export interface VisibilityWorld extends FinanceWorld {
  readonly things: Things;
}

/** Finance with something of each kind to look at. */
export async function openVisibility(): Promise<VisibilityWorld> {
  const world = await openFinance();
  await makeShop(world, 90);
  await makeShop(world, 91);
  const paid = { customer: 1, amount: '10.00' };
  const payment = await makePayment(world, { ...paid, shop: 90, type: 'RIDE', payable: 970 });
  const repairPayment = await makePayment(world, { ...paid, shop: 91, type: 'REPAIR_ORDER', payable: 971 });
  // Nothing else is looked at of these but who sees them below the thing that is paid.
  await makePayment(world, { ...paid, shop: 90, type: 'PARKING_SESSION', payable: 970 });
  await makePayment(world, { ...paid, shop: 90, type: 'TRAFFIC_FINE', payable: 970 });
  await makePayment(world, { ...paid, shop: 90, type: 'APPOINTMENT', payable: 970 });
  const heldPayment = await makePayment(world, { ...paid, shop: 90, captureMode: 'MANUAL', payable: 972 });
  const newPayment = await makeNewPayment(world);
  await makeRefund(world, 91, repairPayment, '1.00');
  const loan = await makeLoan(world, {
    customerId: castUuid(1),
    principalMinor: 100_00n,
    aprPercent: '5',
    months: 2,
    disbursedOn: '2026-10-20',
  });
  const offer = await makeChange({ clock: world.clock, database: world.subgraph.database }, (change) =>
    makeOffer(change, {
      customerId: castUuid(1),
      product: 'AUTO_COMPREHENSIVE',
      headline: 'A policy for the battery car',
      priceMinor: null,
      currency: 'CNY',
      score: '0.5',
      reasons: [],
      isPersonalised: false,
      quoteId: null,
      expiresAt: new Date(world.clock.now().getTime() + 86_400_000),
    }),
  );
  if (offer === null) throw new Error('No offer was made.');
  const { data } = await world.query('{ me { finance { policies { __typename id } } } }', { as: tokens.owner });
  const me = data?.['me'] as OwnPolicies['me'] | undefined;
  const own = me?.finance.policies.map(({ __typename, id }) => [__typename, id]) ?? [];
  const policies = { ...Object.fromEntries(own), AutoPolicy: castId('pau', 3) };
  const things = {
    ...(await makePromises(world)),
    ...(await makeGifts(world)),
    loan: formatId('lon', loan),
    offer: formatId('ofr', offer),
    payment,
    repairPayment,
    heldPayment,
    newPayment,
    policies,
  };
  return { ...world, things, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

interface OwnPolicies {
  readonly me: { readonly finance: { readonly policies: readonly { __typename: string; id: string }[] } };
}

/** A second payment of an order whose first one is held. */
async function makeNewPayment(world: FinanceWorld): Promise<string> {
  const input = { payableType: 'ORDER', payableId: castId('ord', 972), amount: yuan('10.00') };
  const { payment } = await world.mutate('createPayment', input, tokens.owner, 'payment { id }');
  return (payment as { readonly id: string }).id;
}
