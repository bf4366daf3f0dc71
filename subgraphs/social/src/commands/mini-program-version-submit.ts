import { done } from '@ecosystem/kit/result';
import { saveSubmission } from '../db/mini-program-versions.ts';
import { decideSubmission, isWaiting } from '../domain/version-submission.ts';
import type { SubmitMiniProgramVersionInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';
import { lockOwnProgram } from './program-lock.ts';

/** A partner sends a version of its mini program to review. */
export const submitMiniProgramVersion = command(
  'submitMiniProgramVersion',
  {},
  async (input: SubmitMiniProgramVersionInput, context: Context) => {
    const locked = await lockOwnProgram(input, context);
    if (!locked.ok) return locked;
    const { partner, program, version, versions } = locked.value;
    const number = input.version;
    const waiting = versions.find(isWaiting) ?? null;
    const decision = decideSubmission({ partner, program, same: version, waiting }, number, input.declaredScopes);
    if (!decision.ok) return decision;
    await saveSubmission(context.pool, { miniProgramId: program.id, number, ...decision.value }, context.at);
    context.publish({
      topic: 'mini_program.version_submitted',
      customerId: partner.id,
      payload: { miniProgramId: program.id, version: number, declaredScopes: decision.value.declaredScopes },
    });
    return done({ miniProgramId: program.id });
  },
);
