import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { and, eq, sql } from 'drizzle-orm';
import { cartLines, carts, variants } from './tables.ts';

/** The stored carts of customers with the sum of their lines, in one statement; no row for a customer who has none. */
export const cartsByCustomer = oneBy(
  statement('commerce.carts_by_customer', (pool) =>
    pool
      .select({
        customerId: carts.customerId,
        expiresAt: carts.expiresAt,
        subtotalMinor: sql`coalesce(sum(${cartLines.quantity} * ${variants.priceMinor}), 0)::bigint`.mapWith(BigInt),
      })
      .from(carts)
      .leftJoin(cartLines, and(eq(cartLines.customerId, carts.customerId), eq(cartLines.cartId, carts.id)))
      .leftJoin(variants, and(eq(variants.merchantId, cartLines.merchantId), eq(variants.id, cartLines.variantId)))
      .where(anyOf(carts.customerId, 'keys'))
      .groupBy(carts.customerId, carts.id),
  ),
  (row) => row.customerId,
);
