import { type Caller, owns, subjectOf } from '@ecosystem/kit/caller';
import { expectRow } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { Context } from '../context.ts';
import { policyClaimsMax } from '../domain/claim.ts';
import type {
  ClaimLineResolvers,
  InsuranceClaimResolvers,
  PayoutResolvers,
  PayoutTargetResolvers,
} from '../generated/resolvers.ts';
import type * as models from '../models.ts';

export const InsuranceClaim: InsuranceClaimResolvers = {
  __resolveReference: ({ id }, context) => findClaim(id, context),
  id: ({ id }) => formatId('clm', id),
  // Whoever sees a claim sees what it is about.
  policy: async ({ policyId }, _, { loaders }) => expectRow(await loaders.policy.load(policyId)),
  claimedAmount: ({ claimedMinor, currency }) => formatMoney(claimedMinor, currency),
  reserve: (claim, _, { caller }) => (handles(caller, claim) ? formatMoney(claim.reserveMinor, claim.currency) : null),
  approvedAmount: ({ approvedMinor, currency }) => formatIfKnown(approvedMinor, currency),
  paidAmount: ({ paidMinor, currency }) => formatIfKnown(paidMinor, currency),
  lines: ({ id }, _, { loaders }) => loaders.claimLines.load(id),
  payouts: ({ id }, _, { loaders }) => loaders.payouts.load(id),
};

export const ClaimLine: ClaimLineResolvers = {
  claimed: ({ claimedMinor, currency }) => formatMoney(claimedMinor, currency),
  approved: ({ approvedMinor, currency }) => formatIfKnown(approvedMinor, currency),
  deductibleApplied: ({ deductibleMinor, currency }) => formatMoney(deductibleMinor, currency),
  coinsuranceApplied: ({ coinsuranceMinor, currency }) => formatMoney(coinsuranceMinor, currency),
};

export const Payout: PayoutResolvers = {
  id: ({ id }) => formatId('pyo', id),
  amount: ({ amountMinor, currency }) => formatMoney(amountMinor, currency),
  payee: ({ payeeKind, payeeId }) => ({ kind: payeeKind, id: payeeId }),
};

const payeeTypeNames = {
  CUSTOMER: 'Customer',
  MERCHANT: 'Merchant',
} as const satisfies Record<models.PayeeReference['kind'], string>;

export const PayoutTarget: PayoutTargetResolvers = {
  __resolveType: (payee) => ('kind' in payee ? payeeTypeNames[payee.kind] : 'Customer'),
};

const formatIfKnown = (amountMinor: bigint | null, currency: string) =>
  amountMinor === null ? null : formatMoney(amountMinor, currency);

const handles = (caller: Caller, { handlerId }: models.InsuranceClaim): boolean =>
  handlerId !== null && subjectOf(caller, 'hdl') === handlerId;

/**
 * The claim if the caller made it or handles it, else null: a claim of others answers as a missing one.
 * @throws PublicError BAD_USER_INPUT for text that is not the id of a claim.
 */
export async function findClaim(id: string, { caller, loaders }: Context): Promise<models.InsuranceClaim | null> {
  const claim = await loaders.claim.load(parseId('clm', id));
  return claim !== null && (owns(caller, claim) || handles(caller, claim)) ? claim : null;
}

/** The claims under a policy that the caller sees. A handler sees those assigned, also of a policy with claims of other handlers. */
export async function findClaimsUnder(
  { id }: models.Policy,
  { caller, loaders }: Context,
): Promise<models.InsuranceClaim[]> {
  const handlerId = subjectOf(caller, 'hdl');
  const page = { first: policyClaimsMax, after: null };
  return (await loaders.claimsUnder.load({ by: id, page, filters: { handlerId } })).nodes;
}
