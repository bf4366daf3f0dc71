import { forgetKeys } from '@ecosystem/kit/forget-keys';
import type { DueWork } from '@ecosystem/kit/jobs';
import { expireConsentJob } from './expire-consent.ts';
import { forgetCodesJob } from './forget-codes.ts';

/** The work of social that comes due by itself. */
export const jobs: readonly DueWork[] = [expireConsentJob, forgetCodesJob, forgetKeys];
