import { newId } from '@ecosystem/kit/ids';
import { readText } from '@ecosystem/kit/input';
import { partnerOf } from '@ecosystem/kit/partner-callers';
import { done, refused } from '@ecosystem/kit/result';
import { countMiniPrograms, insertMiniProgram } from '../db/mini-programs.ts';
import { lockPartner } from '../db/partners.ts';
import { miniProgramMachine, miniProgramNameMax, miniProgramsMax } from '../domain/mini-program.ts';
import { canBuild } from '../domain/partner.ts';
import type { RegisterMiniProgramInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';

/** A partner that is live, or tests, makes a mini program; nobody can open it before a version is released. */
export const registerMiniProgram = command(
  'registerMiniProgram',
  {},
  async (input: RegisterMiniProgramInput, { pool, at, caller, publish }: Context) => {
    const name = readText(input.name, miniProgramNameMax, ['name']);
    if (!name.ok) return name;
    const partnerId = partnerOf(caller);
    const partner = partnerId === null ? null : await lockPartner(pool, partnerId);
    if (!partner) return refused('NOT_FOUND', null, 'Only a partner has mini programs.');
    if (!canBuild(partner)) {
      return refused('PARTNER_NOT_LIVE', null, `A partner that is ${partner.status} registers no mini programs.`);
    }
    // The lock of the partner keeps two requests at once from both being the last.
    if ((await countMiniPrograms(pool, partner.id)) >= miniProgramsMax) {
      return refused('INVALID_INPUT', null, `A partner has at most ${miniProgramsMax} mini programs.`);
    }
    const id = newId(at);
    const { category } = input;
    await insertMiniProgram(pool, {
      id,
      name: name.value,
      category,
      partnerId: partner.id,
      status: miniProgramMachine.follow([]),
      createdAt: at,
      updatedAt: at,
    });
    publish({
      topic: 'mini_program.registered',
      customerId: partner.id,
      payload: { miniProgramId: id, partnerId: partner.id, category },
    });
    return done({ miniProgramId: id });
  },
);
