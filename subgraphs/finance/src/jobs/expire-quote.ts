import { makeChange } from '@ecosystem/kit/command';
import type { DueWork } from '@ecosystem/kit/jobs';
import { closeQuote } from '../commands/quote-close.ts';
import { findExpiredQuotes, lockQuote } from '../db/quotes.ts';

/** Quotes whose price holds no more have expired, and what was paid for them goes back. Those of next terms end with the old term. */
export const expireQuoteJob: DueWork = {
  name: 'expire-quote',
  everyMs: 60_000,
  findDue: findExpiredQuotes,
  run: ({ id }, context) =>
    makeChange(context, async (change) => {
      const quote = await lockQuote(change.pool, id);
      if (quote?.status !== 'QUOTED' || quote.collectOn !== null || quote.validUntil > change.at) return;
      await closeQuote(change, quote, 'expire');
    }),
};
