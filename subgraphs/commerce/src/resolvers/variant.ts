import { expectRow } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { Context } from '../context.ts';
import { countBuyable, isPublic } from '../domain/product.ts';
import type { VariantResolvers } from '../generated/resolvers.ts';
import type { Variant as VariantModel } from '../models.ts';

export const Variant: VariantResolvers = {
  __resolveReference: async ({ id }, context) => {
    const variant = await context.loaders.variant.load(parseId('var', id));
    return variant && isPublic(await loadProduct(variant, context)) ? variant : null;
  },
  id: ({ id }) => formatId('var', id),
  price: ({ priceMinor, currency }) => formatMoney(priceMinor, currency),
  isInStock: async (variant, _, context) => (await countAvailable(variant, context)) > 0,
  availableQuantity: (variant, _, context) => countAvailable(variant, context),
  product: (variant, _, context) => loadProduct(variant, context),
};

async function loadProduct({ productId }: VariantModel, { loaders }: Context) {
  return expectRow(await loaders.product.load(productId));
}

async function countAvailable(variant: VariantModel, context: Context): Promise<number> {
  const [product, stock] = await Promise.all([loadProduct(variant, context), context.loaders.stockOf.load(variant.id)]);
  return countBuyable(product, stock?.free ?? 0);
}
