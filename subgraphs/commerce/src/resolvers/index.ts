import type { Resolvers } from '../generated/resolvers.ts';
import { Cart } from './cart.ts';
import { Category } from './category.ts';
import { CommerceProfile, Customer } from './customer.ts';
import { GroupBuyTeam, GroupBuyTeamConnection, GroupBuyTeamEdge } from './group-buy-team.ts';
import { Marketplace } from './marketplace.ts';
import { Merchant } from './merchant.ts';
import { Order, Payment } from './order.ts';
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
  Order,
  Payment,
  Product,
  Query,
  Variant,
};
