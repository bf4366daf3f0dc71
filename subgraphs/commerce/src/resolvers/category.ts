import { expectRow } from '@ecosystem/kit/doors';
import { formatId } from '@ecosystem/kit/ids';
import type { CategoryResolvers } from '../generated/resolvers.ts';

export const Category: CategoryResolvers = {
  id: ({ id }) => formatId('cat', id),
  parent: async ({ parentId }, _, { loaders }) =>
    parentId === null ? null : expectRow(await loaders.category.load(parentId)),
};
