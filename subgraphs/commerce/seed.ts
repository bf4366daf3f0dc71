import { indexTeams, planTeams } from '@ecosystem/kit/demo-orders';
import { rowsOf, type SeedWorld, sharedRowsOf, type TableRows } from '@ecosystem/kit/world';
import { cartLinesOf, cartsOf } from './seed/carts.ts';
import {
  categoryRows,
  marketplaceRows,
  merchantRows,
  productsOf,
  stockLevelsOf,
  variantsOf,
} from './seed/catalogue.ts';
import { ordersOf } from './seed/orders.ts';
import { campaignRows, membersOf, teamRow } from './seed/teams.ts';
import {
  cartLines,
  carts,
  categories,
  customerTeams,
  groupCampaigns,
  groupMembers,
  groupTeams,
  marketplaces,
  merchants,
  orders,
  products,
  stockLevels,
  variants,
} from './src/db/tables.ts';

/** The rows of commerce in the demo world. */
export function seed(world: SeedWorld): TableRows[] {
  const productRows = productsOf(world);
  const variantRows = variantsOf(productRows);
  const teams = planTeams(world);
  const teamOf = indexTeams(teams);
  const members = teams.flatMap(membersOf);
  return [
    sharedRowsOf(marketplaces, marketplaceRows),
    sharedRowsOf(categories, categoryRows),
    sharedRowsOf(merchants, merchantRows),
    sharedRowsOf(products, productRows),
    sharedRowsOf(variants, variantRows),
    sharedRowsOf(stockLevels, stockLevelsOf(variantRows)),
    rowsOf(carts, cartsOf(world)),
    rowsOf(cartLines, cartLinesOf(world, productRows, variantRows)),
    sharedRowsOf(groupCampaigns, campaignRows),
    rowsOf(groupTeams, teams.map(teamRow)),
    rowsOf(groupMembers, members),
    rowsOf(customerTeams, members),
    rowsOf(
      orders,
      world.customers.flatMap((customer) => ordersOf(teamOf, customer)),
    ),
  ];
}
