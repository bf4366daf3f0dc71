import { customerOf } from '@ecosystem/kit/caller';
import { formatId, parseId, type Uuid } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { Context } from '../context.ts';
import { cartCurrency, openCart } from '../domain/cart.ts';
import type { CartResolvers } from '../generated/resolvers.ts';
import type { Cart as CartModel } from '../models.ts';

export const Cart: CartResolvers = {
  // A cart has the id of its customer, stored or not: whose it is can be seen without a statement.
  __resolveReference: ({ id }, context) => {
    const customerId = parseId('crt', id);
    return customerId === customerOf(context.caller) ? loadCart(customerId, context) : null;
  },
  id: ({ customerId }) => formatId('crt', customerId),
  subtotal: ({ subtotalMinor }) => formatMoney(subtotalMinor, cartCurrency),
};

/** The cart of a customer as it stands now; the caller must be that customer. */
export async function loadCart(customerId: Uuid, { loaders, clock }: Context): Promise<CartModel> {
  return { customerId, ...openCart(await loaders.cartOf.load(customerId), clock.now()) };
}
