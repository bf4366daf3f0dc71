import { done } from '@ecosystem/kit/result';
import { saveVersion } from '../db/mini-program-versions.ts';
import { saveMiniProgramStatus } from '../db/mini-programs.ts';
import { decideRelease, wholePercent } from '../domain/version-release.ts';
import type { ReleaseMiniProgramVersionInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';
import { lockOwnProgram, noSuchVersion } from './program-lock.ts';

/** A partner brings an approved version to a share of the users, or to all of them. */
export const releaseMiniProgramVersion = command(
  'releaseMiniProgramVersion',
  {},
  async (input: ReleaseMiniProgramVersionInput, context: Context) => {
    const { pool, at, publish } = context;
    const locked = await lockOwnProgram(input, context);
    if (!locked.ok) return locked;
    const { partner, program, version, versions } = locked.value;
    if (!version) return noSuchVersion;
    const others = versions.filter(({ status }) => status === 'RELEASING' || status === 'LIVE');
    const decision = decideRelease({ partner, program, version, others }, input.rolloutPercent ?? wholePercent);
    if (!decision.ok) return decision;

    const { status, rolloutPercent, programStatus, superseded } = decision.value;
    // The older ones first: at most one version is live at any moment.
    for (const number of superseded) {
      const over = { status: 'SUPERSEDED', rolloutPercent: 0 } as const;
      await saveVersion(pool, { miniProgramId: program.id, number }, over, at);
    }
    await saveVersion(pool, version, { status, rolloutPercent }, at);
    const ofPartner = { customerId: partner.id };
    const payload = { miniProgramId: program.id, version: version.number, rolloutPercent };
    publish({ topic: 'mini_program.released', ...ofPartner, payload });
    if (programStatus !== program.status) {
      await saveMiniProgramStatus(pool, program.id, programStatus, at);
      const change = { miniProgramId: program.id, to: programStatus };
      publish({ topic: 'mini_program.status_changed', ...ofPartner, payload: change });
    }
    return done({ miniProgramId: program.id });
  },
);
