import { cartsByCustomer } from './db/carts.ts';
import { categoriesById } from './db/categories.ts';
import { marketplacesByCode } from './db/marketplaces.ts';
import { merchantsById } from './db/merchants.ts';
import { orderPages, ordersById } from './db/orders.ts';
import { productsByGtin, productsById } from './db/products.ts';
import { membershipPages, teamsById } from './db/teams.ts';
import { stockByVariant, variantsById, variantsByProduct } from './db/variants.ts';

/** What resolvers can load, each by one statement for any number of keys: `x` by its own key, `xOf` and `xs` by another's. */
export const queries = {
  marketplace: marketplacesByCode,
  category: categoriesById,
  merchant: merchantsById,
  product: productsById,
  productByGtin: productsByGtin,
  variant: variantsById,
  variants: variantsByProduct,
  stockOf: stockByVariant,
  cartOf: cartsByCustomer,
  order: ordersById,
  orders: orderPages,
  team: teamsById,
  memberships: membershipPages,
};
