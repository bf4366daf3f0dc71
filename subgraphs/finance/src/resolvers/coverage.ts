import { formatMoney } from '@ecosystem/kit/money';
import type { CoverageResolvers } from '../generated/resolvers.ts';

export const Coverage: CoverageResolvers = {
  limit: ({ limitMinor, currency }) => formatMoney(limitMinor, currency),
  deductible: ({ deductibleMinor, currency }) => formatMoney(deductibleMinor, currency),
  remaining: ({ remainingMinor, currency }) => formatMoney(remainingMinor, currency),
};
