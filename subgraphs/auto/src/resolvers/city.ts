import type { CityResolvers } from '../generated/resolvers.ts';

export const City: CityResolvers = {
  __resolveReference: ({ code }, { loaders }) => loaders.city.load(code),
};
