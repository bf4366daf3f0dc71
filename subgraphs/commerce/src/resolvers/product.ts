import { expectRow } from '@ecosystem/kit/doors';
import { badUserInput } from '@ecosystem/kit/errors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { Context } from '../context.ts';
import { normalizeGtin } from '../domain/gtin.ts';
import { isPublic } from '../domain/product.ts';
import type { ProductResolvers } from '../generated/resolvers.ts';
import type { Product as ProductModel } from '../models.ts';

export const Product: ProductResolvers = {
  __resolveReference: (reference, context) =>
    'id' in reference ? findProduct(reference.id, context) : findProductByGtin(reference.gtin ?? '', context),
  id: ({ id }) => formatId('prd', id),
  category: async ({ categoryId }, _, { loaders }) => expectRow(await loaders.category.load(categoryId)),
  merchant: async ({ merchantId }, _, { loaders }) => expectRow(await loaders.merchant.load(merchantId)),
  marketplace: async ({ merchantId }, _, { loaders }) => {
    const { marketplaceCode } = expectRow(await loaders.merchant.load(merchantId));
    return expectRow(await loaders.marketplace.load(marketplaceCode));
  },
  variants: ({ id }, _, { loaders }) => loaders.variants.load(id),
  priceFrom: ({ priceFromMinor, currency }) => formatMoney(priceFromMinor, currency),
  ratingAverage: ({ rating }) => rating,
};

/**
 * The public product with this id; a draft answers as a missing one.
 * @throws PublicError BAD_USER_INPUT if the id is malformed.
 */
export async function findProduct(id: string, { loaders }: Context): Promise<ProductModel | null> {
  return showPublic(await loaders.product.load(parseId('prd', id)));
}

/**
 * The public product with this GTIN, however many zeros stand before it.
 * @throws PublicError BAD_USER_INPUT if the text is not a GTIN.
 */
export async function findProductByGtin(gtin: string, { loaders }: Context): Promise<ProductModel | null> {
  const found = await loaders.productByGtin.load(parseGtin(gtin));
  return showPublic(found?.product ?? null);
}

function showPublic(product: ProductModel | null): ProductModel | null {
  return product !== null && isPublic(product) ? product : null;
}

function parseGtin(text: string): string {
  const gtin = normalizeGtin(text);
  if (gtin !== null) return gtin;
  throw badUserInput(
    `"${text.slice(0, 64)}" is not a GTIN; expected 8, 12, 13 or 14 digits of which the last is the check digit.`,
  );
}
