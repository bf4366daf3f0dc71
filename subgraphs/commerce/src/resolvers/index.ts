import type { Resolvers } from '../generated/resolvers.ts';
import { Cart } from './cart.ts';
import { Category } from './category.ts';
import { CommerceProfile, Customer } from './customer.ts';
import { GroupBuyTeam, GroupBuyTeamConnection, GroupBuyTeamEdge } from './group-buy-team.ts';
import { Marketplace } from './marketplace.ts';
import { Merchant } from './merchant.ts';
import { Order, Payment } from './order.ts';
import { MiniProgram, Partner } from './partner.ts';
import { PartnerCustomerView, PartnerOrder } from './partner-customer-view.ts';
import { Product } from './product.ts';
import { Query } from './query.ts';
import { Variant } from './variant.ts';

export const resolvers: Resolvers = {
  Cart,
  Category,
  CommerceProfile,
  Customer,
  GroupBuyTeam,
  GroupBuyTeamConnection,
  GroupBuyTeamEdge,
  Marketplace,
  Merchant,
  MiniProgram,
  Order,
  Partner,
  PartnerCustomerView,
  PartnerOrder,
  Payment,
  Product,
  Query,
  Variant,
};
