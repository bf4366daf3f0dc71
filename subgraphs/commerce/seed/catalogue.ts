import { demoMerchants } from '@ecosystem/kit/demo-merchants';
import { castUuid, draw, minutesBefore, minutesPerDay, type SeedWorld, seedNow, seedUuid } from '@ecosystem/kit/world';
import type { categories, marketplaces, merchants, products, stockLevels, variants } from '../src/db/tables.ts';
import { computeCheckDigit } from '../src/domain/gtin.ts';
import { productMachine } from '../src/domain/product.ts';
import { type Shop, shops } from './shops.ts';

type ProductInsert = typeof products.$inferInsert;
type VariantInsert = typeof variants.$inferInsert;

export const marketplaceRows: (typeof marketplaces.$inferInsert)[] = [
  { code: 'C2C_BAZAAR', name: 'Bazaar', model: 'C2C', minOrderQty: 1, isCrossBorder: false, escrowDays: 10 },
  { code: 'BRAND_MALL', name: 'Brand Mall', model: 'B2C', minOrderQty: 1, isCrossBorder: false, escrowDays: 7 },
  { code: 'GROUP_DEALS', name: 'Group Deals', model: 'B2C', minOrderQty: 1, isCrossBorder: false, escrowDays: 7 },
  { code: 'WHOLESALE_CN', name: 'Wholesale', model: 'B2B', minOrderQty: 10, isCrossBorder: false, escrowDays: 15 },
  {
    code: 'WHOLESALE_GLOBAL',
    name: 'Global Wholesale',
    model: 'B2B',
    minOrderQty: 100,
    isCrossBorder: true,
    escrowDays: 30,
  },
  { code: 'RETAIL_GLOBAL', name: 'Global Retail', model: 'B2C', minOrderQty: 1, isCrossBorder: true, escrowDays: 15 },
];

/** Categories by name, each with the name of the wider one. */
const categoryNames: readonly (readonly [name: string, parent: string | null])[] = [
  ['Food', null],
  ['Living', null],
  ['Technology', null],
  ['Meals', 'Food'],
  ['Groceries', 'Food'],
  ['Health', 'Living'],
  ['Books', 'Living'],
  ['Home', 'Living'],
  ['Clothes', 'Living'],
  ['Car care', 'Technology'],
  ['Electronics', 'Technology'],
];

function categoryId(name: string): string {
  return castUuid(categoryNames.findIndex(([known]) => known === name) + 1);
}

export const categoryRows: (typeof categories.$inferInsert)[] = categoryNames.map(([name, parent]) => ({
  id: categoryId(name),
  name,
  parentId: parent === null ? null : categoryId(parent),
}));

export const merchantRows: (typeof merchants.$inferInsert)[] = demoMerchants.map(({ name, mcc, partner }, index) => ({
  id: castUuid(index + 1),
  name,
  // Who sells rides or visits counts as a brand.
  marketplaceCode: shops[index]?.marketplace ?? 'BRAND_MALL',
  mcc,
  rating: (draw('merchant', index + 1).integer('rating', 380, 499) / 100).toFixed(2),
  sellerKind: shops[index]?.isPersonal ? 'PERSONAL' : 'BUSINESS',
  partnerId: partner === undefined ? null : castUuid(partner),
}));

const productsPerShop = 10;
/** Products with a story, by number. */
export const namedProducts = { noodles: 1, wipers: 11 } as const;
/** Products that are odd on purpose, by number; 118 is a draft, which nobody but its merchant may see. */
const oddProducts = { shortGtin: 21, oldGtin: 22, draft: 118, paused: 119, archived: 120 } as const;
const medianPrices = { CNY: 68_00, USD: 9_50, JPY: 1_400 } as const;

export function productsOf({ now }: SeedWorld): ProductInsert[] {
  return shops.flatMap((shop, shopIndex) =>
    Array.from({ length: productsPerShop }, (_, index) => {
      const number = shopIndex * productsPerShop + index + 1;
      const drawn = draw('product', number);
      const good = shop.goods[index % shop.goods.length] ?? '';
      const reviewCount = drawn.chance('reviewed', 0.8) ? drawn.integer('reviews', 1, 900) : 0;
      return {
        merchantId: castUuid(shopIndex + 1),
        id: castUuid(number),
        gtin: gtinOf(shop, number),
        title: index < shop.goods.length ? good : `${good}, ${shop.style}`,
        brand: shop.gtinLength ? shop.name : null,
        categoryId: categoryId(shop.category),
        status: statusOf(number),
        priceFromMinor: leastPriceOf(shop, number),
        currency: shop.currency ?? 'CNY',
        rating: reviewCount === 0 ? null : (drawn.integer('rating', 310, 498) / 100).toFixed(2),
        reviewCount,
        createdAt: minutesBefore(now, drawn.integer('age', 90, 700) * minutesPerDay),
      };
    }),
  );
}

/** Numbers that begin with 2 are given to no real product: they are free for use within a company. */
function gtinOf({ gtinLength }: Shop, number: number): string | null {
  const digits = String(number).padStart(3, '0');
  if (number === oddProducts.shortGtin) return complete(`2000${digits}`);
  if (number === oddProducts.oldGtin) return complete(`20000000${digits}`);
  if (gtinLength === undefined) return null;
  return complete(`${gtinLength === 14 ? '1' : ''}269000000${digits}`);
}

function complete(digits: string): string {
  return digits + computeCheckDigit(digits);
}

function statusOf(number: number): (typeof productMachine.states)[number] {
  if (number === oddProducts.draft) return productMachine.follow([]);
  if (number === oddProducts.paused) return productMachine.follow(['publish', 'pause']);
  if (number === oddProducts.archived) return productMachine.follow(['publish', 'archive']);
  return productMachine.follow(['publish']);
}

/** From a quarter of the median to four times as much; a bowl of noodles and wiper blades have the prices of their stories. */
function leastPriceOf({ currency = 'CNY' }: Shop, number: number): bigint {
  if (number === namedProducts.noodles) return 38_50n;
  if (number === namedProducts.wipers) return 45_00n;
  return BigInt(Math.round(medianPrices[currency] * 4 ** (2 * draw('product', number).unit('price') - 1)));
}

const variantNames = ['Standard', 'Large', 'Set of three', 'Set of ten'] as const;
/** What each variant costs more than the first, in percent. */
const surcharges = [0n, 35n, 180n, 790n] as const;

/** One to four variants of each product; the first is the cheapest. */
export function variantsOf(productRows: readonly ProductInsert[]): VariantInsert[] {
  return productRows.flatMap((product, index) => {
    const number = index + 1;
    const createdAt = product.createdAt ?? seedNow;
    return variantNames.slice(0, draw('product', number).integer('variants', 1, 4)).map((name, place) => ({
      merchantId: product.merchantId,
      id: seedUuid(new Date(createdAt.getTime() + place), 'variant', number, place),
      productId: product.id,
      sku: `P${String(number).padStart(4, '0')}-${place + 1}`,
      name,
      priceMinor: (product.priceFromMinor * (100n + (surcharges[place] ?? 0n))) / 100n,
      currency: product.currency,
      createdAt,
    }));
  });
}

const warehouses = 2;

/** One in ten variants is in no warehouse, one in ten is sold out, the rest lies in one or two. */
export function stockLevelsOf(variantRows: readonly VariantInsert[]): (typeof stockLevels.$inferInsert)[] {
  return variantRows.flatMap(({ merchantId, id }, index) => {
    const count = draw('stock', index).chance('none', 0.1) ? 0 : draw('stock', index).integer('places', 1, warehouses);
    return Array.from({ length: count }, (_, place) => {
      const drawn = draw('stock', index, place);
      const onHand = drawn.integer('on-hand', 5, 400);
      const allocated = draw('stock', index).chance('sold-out', 0.1) ? onHand : drawn.integer('allocated', 0, 4);
      return { merchantId, variantId: id, warehouseId: castUuid(place + 1), onHand, allocated, reserved: 0 };
    });
  });
}
