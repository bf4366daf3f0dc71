import { z } from 'zod';
import type { BudgetSettings } from '../budgets/budget.ts';
import { budgetBounds } from '../budgets-config.ts';
import { readBudgets, saveBudget } from './budget-rows.ts';
import type { OperatorRequest } from './desk.ts';
import { mutation, type PartnerInput, type Payload } from './mutate.ts';
import { presentPartner } from './partner-model.ts';
import type { PartnerFacts } from './social-partners.ts';
import { refusal } from './user-errors.ts';

interface BudgetInput extends PartnerInput {
  /** What is left out stays as it is; null: the default again. */
  readonly budget?: { readonly [Name in keyof BudgetSettings]?: number | null } | null;
}

interface ReviewInput extends PartnerInput {
  readonly reason?: string | null;
  readonly idempotencyKey: string;
}

const budgetShape = z.object(budgetBounds);

/** Mutations of what partners are and may use. */
export const partnerMutations = {
  setBudget: mutation(
    'setBudget',
    ({ budget }: BudgetInput) => ({ budget: budget ?? null }),
    async ({ partnerId, budget }, _, { desk }) => {
      const { pool } = desk.database;
      const settings = budget ? await completeBudget(budget, partnerId, desk) : null;
      if (settings && !settings.success) {
        const [issue] = settings.error.issues;
        const path = ['budget', ...(issue?.path.map(String) ?? [])];
        const message = `The ${path.at(-1)} of a budget is out of bounds: ${issue?.message ?? ''}.`;
        return { userErrors: [refusal({ code: 'INVALID_INPUT', message, path })] };
      }
      await saveBudget(pool, partnerId, settings?.data ?? null);
      await desk.announceBudget(partnerId);
      const found = (await readBudgets(pool, [partnerId])).get(partnerId);
      return { budget: found ?? { ...desk.defaultBudget, isDefault: true }, userErrors: [] };
    },
  ),
  suspendPartner: mutation('suspendPartner', detailsOfReview, (input, _, request) =>
    review(input, 'SUSPENDED', request),
  ),
  resumePartner: mutation('resumePartner', detailsOfReview, async (input, partner, request) => {
    // From any other state LIVE would be another step than to resume; a live one may ask again with the key it had.
    if (!resumable.has(partner.status)) return { userErrors: [refuseResume(partner)] };
    return review(input, 'LIVE', request);
  }),
};

const resumable = new Set(['SUSPENDED', 'LIVE']);

const refuseResume = ({ name, status }: PartnerFacts) =>
  refusal({ code: 'ILLEGAL_TRANSITION', message: `${name} is ${status}, so it cannot resume.`, path: ['partnerId'] });

function detailsOfReview({ reason, idempotencyKey }: ReviewInput) {
  return { reason: reason ?? null, idempotencyKey };
}

async function completeBudget(
  changes: NonNullable<BudgetInput['budget']>,
  partnerId: string,
  { database, defaultBudget }: OperatorRequest['desk'],
) {
  const current: BudgetSettings = (await readBudgets(database.pool, [partnerId])).get(partnerId) ?? defaultBudget;
  return budgetShape.safeParse({
    quota: changes.quota ?? current.quota,
    windowS: changes.windowS ?? current.windowS,
    burst: changes.burst ?? current.burst,
    ceiling: changes.ceiling ?? current.ceiling,
  });
}

async function review(
  { partnerId, reason, idempotencyKey }: ReviewInput,
  status: string,
  { desk, partners }: OperatorRequest,
): Promise<Payload & { readonly partner?: unknown }> {
  const refusals = await partners.review({ partnerId, status, note: reason ?? null, idempotencyKey });
  if (refusals.length > 0) return { userErrors: refusals.map(refusal) };
  const facts = await partners.find(partnerId);
  return { partner: facts && presentPartner(desk, facts), userErrors: [] };
}
