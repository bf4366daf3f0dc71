import { newId } from '@ecosystem/kit/ids';
import { readId, readOptionalText } from '@ecosystem/kit/input';
import { isOperator } from '@ecosystem/kit/partner-callers';
import { done, refused } from '@ecosystem/kit/result';
import { withdrawScopes } from '../db/mini-program-versions.ts';
import { moveMiniPrograms } from '../db/mini-programs.ts';
import { lockPartner, type PartnerRow, savePartnerReview } from '../db/partners.ts';
import { type MiniProgramEvent, miniProgramMachine } from '../domain/mini-program.ts';
import { decidePartnerReview, reviewNoteMax } from '../domain/partner.ts';
import type { ReviewPartnerInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';

/**
 * The operator moves a partner on, or changes what it may ask customers for. The partner's mini programs share its fate, and its versions
 * lose the scopes that it loses, in the same transaction.
 */
export const reviewPartner = command('reviewPartner', {}, async (input: ReviewPartnerInput, context: Context) => {
  const { pool, at, caller, publish } = context;
  const id = readId('par', input.partnerId, ['partnerId']);
  if (!id.ok) return id;
  const note = readOptionalText(input.note, reviewNoteMax, ['note']);
  if (!note.ok) return note;
  const partner = isOperator(caller) ? await lockPartner(pool, id.value) : null;
  if (!partner) return refused('NOT_FOUND', ['partnerId'], 'There is no such partner for you to review.');
  const decision = decidePartnerReview(partner, input.status, input.allowedScopes ?? null);
  if (!decision.ok) return decision;

  const { status, allowedScopes, programEvent } = decision.value;
  const onboardedAt = partner.onboardedAt ?? (status === 'LIVE' ? at : null);
  await savePartnerReview(
    pool,
    { id: partner.id, status, allowedScopes, onboardedAt },
    {
      id: newId(at),
      reviewer: caller.subject ?? '',
      fromStatus: partner.status,
      allowedScopes: input.allowedScopes ? allowedScopes : null,
      note: note.value,
      createdAt: at,
    },
  );
  publish({
    topic: 'partner.reviewed',
    customerId: partner.id,
    payload: { partnerId: partner.id, from: partner.status, to: status, allowedScopes },
  });
  if (input.allowedScopes) await withdrawScopes(pool, partner.id, allowedScopes, at);
  if (programEvent) await movePrograms(partner, programEvent, context);
  return done({ partnerId: partner.id });
});

/** Lets an event happen to every mini program of a partner that it can happen to. */
async function movePrograms({ id }: Pick<PartnerRow, 'id'>, event: MiniProgramEvent, context: Context): Promise<void> {
  const { pool, at, publish } = context;
  const targets = Map.groupBy(miniProgramMachine.states, (state) => miniProgramMachine.next(state, event));
  for (const [to, from] of targets) {
    if (to === null) continue;
    for (const miniProgramId of await moveMiniPrograms(pool, id, { from, to, at })) {
      publish({ topic: 'mini_program.status_changed', customerId: id, payload: { miniProgramId, to } });
    }
  }
}
