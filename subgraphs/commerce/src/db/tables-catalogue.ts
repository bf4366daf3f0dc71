import { bookkeeping, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  char,
  check,
  foreignKey,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { marketplaceCodes, sellerKinds } from '../domain/marketplace.ts';
import { productMachine } from '../domain/product.ts';

const rating = () => numeric('rating', { precision: 3, scale: 2 });

/** The rules of the six marketplaces; the same for everybody. */
export const marketplaces = pgTable(
  'marketplaces',
  {
    code: text('code', { enum: marketplaceCodes }).primaryKey(),
    name: text('name').notNull(),
    model: text('model').notNull(),
    minOrderQty: integer('min_order_qty').notNull(),
    isCrossBorder: boolean('is_cross_border').notNull(),
    escrowDays: integer('escrow_days').notNull(),
    ...bookkeeping,
  },
  (table) => [
    check('marketplaces_code', oneOf(table.code, marketplaceCodes)),
    check('marketplaces_quantities', sql`${table.minOrderQty} >= 1 and ${table.escrowDays} >= 0`),
  ],
);

/** Groups of products, a tree; the same for everybody. */
export const categories = pgTable(
  'categories',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    parentId: uuid('parent_id').references((): AnyPgColumn => categories.id, { onDelete: 'restrict' }),
    ...bookkeeping,
  },
  (table) => [check('categories_parent', sql`${table.parentId} <> ${table.id}`)],
);

/** Shops, each on one marketplace. */
export const merchants = pgTable(
  'merchants',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    marketplaceCode: text('marketplace_code', { enum: marketplaceCodes })
      .notNull()
      .references(() => marketplaces.code, { onDelete: 'restrict' }),
    mcc: char('mcc', { length: 4 }).notNull(),
    rating: rating(),
    sellerKind: text('seller_kind', { enum: sellerKinds }).notNull(),
    /** The partner whose shop it is; a partner has at most one. */
    partnerId: uuid('partner_id'),
    ...bookkeeping,
  },
  (table) => [
    uniqueIndex('merchants_partner').on(table.partnerId),
    check('merchants_seller_kind', oneOf(table.sellerKind, sellerKinds)),
    // AT-15-4: a personal seller cannot be on BRAND_MALL.
    check('merchants_seller', sql`${table.sellerKind} <> 'PERSONAL' or ${table.marketplaceCode} <> 'BRAND_MALL'`),
    check('merchants_mcc', sql`${table.mcc} ~ '^[0-9]{4}$'`),
    check('merchants_rating', sql`${table.rating} between 1 and 5`),
  ],
);

/** Products of merchants. The GTIN stays as the merchant wrote it; its form of 14 digits is unique. */
export const products = pgTable(
  'products',
  {
    merchantId: uuid('merchant_id')
      .notNull()
      .references(() => merchants.id, { onDelete: 'restrict' }),
    id: uuid('id').notNull(),
    gtin: text('gtin'),
    title: text('title').notNull(),
    brand: text('brand'),
    categoryId: uuid('category_id')
      .notNull()
      .references(() => categories.id, { onDelete: 'restrict' }),
    status: text('status', { enum: productMachine.states }).notNull(),
    /** S12: the least price of the variants, kept by a trigger at the end of the first migration. */
    priceFromMinor: bigint('price_from_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    rating: rating(),
    reviewCount: integer('review_count').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.merchantId, table.id] }),
    index('products_id').on(table.id),
    uniqueIndex('products_gtin').on(sql`lpad(gtin, 14, '0')`),
    index('products_on_sale').on(table.merchantId, table.createdAt, table.id).where(sql`status = 'ACTIVE'`),
    index('products_category').on(table.categoryId, table.status),
    check('products_gtin', sql`${table.gtin} ~ '^([0-9]{8}|[0-9]{12,14})$'`),
    check('products_status', oneOf(table.status, productMachine.states)),
    check('products_rating', sql`${table.rating} between 1 and 5`),
    check(
      'products_reviews',
      sql`${table.reviewCount} >= 0 and (${table.reviewCount} = 0) = (${table.rating} is null)`,
    ),
  ],
);

/** Sizes, colours and packs of products; a product keeps at least one. */
export const variants = pgTable(
  'variants',
  {
    merchantId: uuid('merchant_id').notNull(),
    id: uuid('id').notNull(),
    productId: uuid('product_id').notNull(),
    sku: text('sku').notNull(),
    name: text('name').notNull(),
    priceMinor: bigint('price_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.merchantId, table.id] }),
    foreignKey({
      name: 'variants_product',
      columns: [table.merchantId, table.productId],
      foreignColumns: [products.merchantId, products.id],
    }).onDelete('restrict'),
    index('variants_id').on(table.id),
    index('variants_of_product').on(table.productId, table.id),
    uniqueIndex('variants_sku').on(table.merchantId, table.sku),
    check('variants_price', sql`${table.priceMinor} >= 0`),
  ],
);

/** What lies in warehouses, and how much of it is promised. */
export const stockLevels = pgTable(
  'stock_levels',
  {
    merchantId: uuid('merchant_id').notNull(),
    variantId: uuid('variant_id').notNull(),
    warehouseId: uuid('warehouse_id').notNull(),
    onHand: integer('on_hand').notNull(),
    allocated: integer('allocated').notNull(),
    reserved: integer('reserved').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.merchantId, table.variantId, table.warehouseId] }),
    foreignKey({
      name: 'stock_levels_variant',
      columns: [table.merchantId, table.variantId],
      foreignColumns: [variants.merchantId, variants.id],
    }).onDelete('restrict'),
    index('stock_levels_of_variant').on(table.variantId),
    // S1: nothing is promised twice; summed as bigint, which two integers cannot overflow.
    check('stock_levels_promised', sql`${table.onHand} >= ${table.allocated}::bigint + ${table.reserved}`),
    check('stock_levels_counts', sql`${table.allocated} >= 0 and ${table.reserved} >= 0`),
  ],
);
