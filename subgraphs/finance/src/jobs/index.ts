import type { DueWork } from '@ecosystem/kit/jobs';
import { beginPolicy } from './begin-policy.ts';
import { collectDuePremium } from './collect-premium.ts';
import { expirePolicy } from './expire-policy.ts';
import { expireQuote } from './expire-quote.ts';
import { quoteNextTerm } from './quote-renewal.ts';
import { payRenewal } from './renew-policy.ts';

/** What finance does without being asked. */
export const jobs: readonly DueWork[] = [
  beginPolicy,
  expirePolicy,
  quoteNextTerm,
  payRenewal,
  collectDuePremium,
  expireQuote,
];
