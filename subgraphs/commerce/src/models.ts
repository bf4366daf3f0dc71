import type { Connection } from '@ecosystem/kit/connections';
import type { PartnerView } from '@ecosystem/kit/consent';
import type { CustomerProfile, CustomerReference } from '@ecosystem/kit/doors';
import type { Uuid } from '@ecosystem/kit/ids';
import type { CategoryRow } from './db/categories.ts';
import type { MarketplaceRow } from './db/marketplaces.ts';
import type { MerchantRow } from './db/merchants.ts';
import type { OrderRow } from './db/orders.ts';
import type { ProductRow } from './db/products.ts';
import type { MembershipRow, TeamRow } from './db/teams.ts';
import type { VariantRow } from './db/variants.ts';
import type { CartContents } from './domain/cart.ts';

// What resolvers get as the parent of each GraphQL type; the generated resolver types read the names.

export type Customer = CustomerReference;
export type CommerceProfile = CustomerProfile;
export type Marketplace = MarketplaceRow;
export type Category = CategoryRow;
export type Merchant = MerchantRow;
export type Product = ProductRow;
export type Variant = VariantRow;
export interface Cart extends CartContents {
  readonly customerId: Uuid;
}
/** A partner: its id alone. */
export interface Partner {
  readonly id: Uuid;
}
/** A mini program, with its partner where a field has asked for it. */
export interface MiniProgram {
  readonly id: Uuid;
  readonly partnerId: Uuid | null;
}
export type ProductConnection = Connection<ProductRow>;
export type PartnerCustomerView = PartnerView;
/** An order as a partner sees it, under a name that only its consent knows. */
export interface PartnerOrder extends Pick<OrderRow, 'status' | 'placedAt' | 'totalMinor' | 'currency' | 'itemCount'> {
  readonly ref: Uuid;
}
export type PartnerOrderConnection = Connection<PartnerOrder>;
export type Order = OrderRow;
export type OrderConnection = Connection<OrderRow>;
/** The copy of a payment that its order keeps. */
export interface Payment {
  readonly id: Uuid;
  readonly status: NonNullable<OrderRow['paymentStatus']>;
}
export type GroupBuyTeam = TeamRow;
/** A page of memberships; the teams themselves are loaded when they are asked. */
export type GroupBuyTeamConnection = Connection<MembershipRow>;
export type GroupBuyTeamEdge = GroupBuyTeamConnection['edges'][number];
