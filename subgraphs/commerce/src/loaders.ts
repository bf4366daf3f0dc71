import { cartsByCustomer } from './db/carts.ts';
import { categoriesById } from './db/categories.ts';
import { marketplacesByCode } from './db/marketplaces.ts';
import { merchantsById, merchantsByPartner } from './db/merchants.ts';
import { orderIdsPlacedAt, orderPages, ordersById } from './db/orders.ts';
import { productPages, productsByGtin, productsById } from './db/products.ts';
import { membershipPages, teamsById } from './db/teams.ts';
import { stockByVariant, variantsById, variantsByProduct } from './db/variants.ts';

/** What resolvers can load, each by one statement for any number of keys: `x` by its own key, `xOf` and `xs` by another's. */
export const queries = {
  marketplace: marketplacesByCode,
  category: categoriesById,
  merchant: merchantsById,
  merchantOf: merchantsByPartner,
  product: productsById,
  productByGtin: productsByGtin,
  productsOf: productPages,
  variant: variantsById,
  variants: variantsByProduct,
  stockOf: stockByVariant,
  cartOf: cartsByCustomer,
  order: ordersById,
  orders: orderPages,
  orderIdsAt: orderIdsPlacedAt,
  team: teamsById,
  memberships: membershipPages,
};
