import { readOptionalText } from '@ecosystem/kit/input';
import { done } from '@ecosystem/kit/result';
import { saveVersion } from '../db/mini-program-versions.ts';
import { rejectionReasonMax } from '../domain/mini-program-version.ts';
import { decideVersionReview } from '../domain/version-review.ts';
import type { ReviewMiniProgramVersionInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';
import { lockReviewedProgram, noSuchVersion } from './program-lock.ts';

/** The operator lets a version go live, or refuses it with a reason. */
export const reviewMiniProgramVersion = command(
  'reviewMiniProgramVersion',
  {},
  async (input: ReviewMiniProgramVersionInput, context: Context) => {
    const { pool, at, caller } = context;
    const reason = readOptionalText(input.reason, rejectionReasonMax, ['reason']);
    if (!reason.ok) return reason;
    const locked = await lockReviewedProgram(input, context);
    if (!locked.ok) return locked;
    const { partner, program, version } = locked.value;
    if (!version) return noSuchVersion;
    const decision = decideVersionReview(version, input.approve, reason.value);
    if (!decision.ok) return decision;
    await saveVersion(pool, version, { ...decision.value, reviewedAt: at, reviewedBy: caller.subject }, at);
    context.publish({
      topic: 'mini_program.version_reviewed',
      customerId: partner.id,
      payload: { miniProgramId: program.id, version: version.number, status: decision.value.status },
    });
    return done({ miniProgramId: program.id });
  },
);
