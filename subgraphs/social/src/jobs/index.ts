import { forgetKeys } from '@ecosystem/kit/forget-keys';
import type { DueWork } from '@ecosystem/kit/jobs';

/** All the work of social that is due by the clock. */
export const jobs: readonly DueWork[] = [forgetKeys];
