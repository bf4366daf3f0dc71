import type { DueWork } from '@ecosystem/kit/jobs';
import { collectInstalment } from './collect-instalment.ts';

/** What comes due in finance. */
export const jobs: readonly DueWork[] = [collectInstalment];
