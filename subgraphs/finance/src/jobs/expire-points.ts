import { makeChange } from '@ecosystem/kit/command';
import type { DueWork } from '@ecosystem/kit/jobs';
import { reviewPoints } from '../commands/points-review.ts';
import { findPointsToReview } from '../db/points.ts';

/** Books points that have outlived their term, and counts those that come near it. Terms end with a day, so minutes do not matter. */
export const expirePointsJob: DueWork = {
  name: 'expire-points',
  everyMs: 60_000,
  findDue: findPointsToReview,
  run: ({ customerId }, context) => makeChange(context, (change) => reviewPoints(change, customerId)),
};
