import { cast, newcomer } from '@ecosystem/kit/demo-facts';
import { castUuid, draw, minutesBefore, minutesPerDay, type SeedWorld, seedUuid } from '@ecosystem/kit/world';
import type { cartLines, carts, products, variants } from '../src/db/tables.ts';
import { cartCurrency, cartLifeDays, cartLinesMax } from '../src/domain/cart.ts';
import { namedProducts } from './catalogue.ts';

/** The customer whose cart is full. */
const collector = 10;

/** How many lines the cart of a customer has: @sunli forgot one, a few have none, one has as many as fit. */
function countLines(customer: number): number {
  if (customer === cast.erased || customer === newcomer) return 0;
  if (customer === collector) return cartLinesMax;
  if (customer === cast.liwei || customer === cast.sunli) return 2;
  const drawn = draw('cart', customer);
  return drawn.chance('used', 0.6) ? drawn.integer('lines', 1, 5) : 0;
}

export function cartsOf({ now, customers }: SeedWorld): (typeof carts.$inferInsert)[] {
  return customers
    .filter((customer) => countLines(customer) > 0)
    .map((customer) => {
      const daysUnused = customer === cast.sunli ? cartLifeDays + 3 : draw('cart', customer).integer('unused', 0, 20);
      return {
        customerId: castUuid(customer),
        id: castUuid(customer),
        expiresAt: minutesBefore(now, (daysUnused - cartLifeDays) * minutesPerDay),
        createdAt: minutesBefore(now, (daysUnused + 1) * minutesPerDay),
      };
    });
}

/** @liwei has put a bowl of noodles and two wiper blades into the cart; the others what chance gives, nothing twice. */
export function cartLinesOf(
  { now, customers }: SeedWorld,
  productRows: readonly (typeof products.$inferInsert)[],
  variantRows: readonly (typeof variants.$inferInsert)[],
): (typeof cartLines.$inferInsert)[] {
  const buyable = new Set(productRows.flatMap(({ id, status }) => (status === 'ACTIVE' ? [id] : [])));
  const choice = variantRows.filter(({ productId, currency }) => buyable.has(productId) && currency === cartCurrency);
  const chosen = (customer: number, line: number) => {
    if (customer === cast.liwei)
      return choice.find(
        ({ productId }) => productId === castUuid(line === 0 ? namedProducts.noodles : namedProducts.wipers),
      );
    return choice[(draw('cart', customer).integer('first', 0, choice.length - 1) + line) % choice.length];
  };
  return customers.flatMap((customer) =>
    Array.from({ length: countLines(customer) }, (_, line) => ({ line, variant: chosen(customer, line) })).flatMap(
      ({ line, variant }) =>
        variant
          ? {
              customerId: castUuid(customer),
              cartId: castUuid(customer),
              id: seedUuid(minutesBefore(now, 21 * minutesPerDay - line), 'cart-line', customer, line),
              merchantId: variant.merchantId,
              variantId: variant.id,
              quantity: customer === cast.liwei ? line + 1 : draw('cart', customer, line).integer('quantity', 1, 3),
            }
          : [],
    ),
  );
}
