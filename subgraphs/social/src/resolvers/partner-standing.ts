import { uuidOf } from '@ecosystem/kit/consent';
import { expectRow } from '@ecosystem/kit/doors';
import { badUserInput, forbidden } from '@ecosystem/kit/errors';
import { isGateway } from '@ecosystem/kit/gateway-caller';
import { formatId } from '@ecosystem/kit/ids';
import type { Context } from '../context.ts';
import type { ConsentInForceResolvers, PartnerStandingResolvers } from '../generated/resolvers.ts';
import type * as models from '../models.ts';

export const PartnerStanding: PartnerStandingResolvers = {
  name: async ({ asked: { partnerId } }, _, { loaders }) => expectRow(await loaders.partner.load(partnerId)).name,
  allowedScopes: async ({ asked: { partnerId } }, _, { loaders }) =>
    expectRow(await loaders.partner.load(partnerId)).allowedScopes,
  // One customer was asked about: what others granted is of no use.
  grantedScopeSets: ({ asked: { partnerId, subjectId, at } }, _, { loaders }) =>
    subjectId === null ? loaders.scopeSetsOf.load({ partnerId, at }) : [],
};

export const ConsentInForce: ConsentInForceResolvers = {
  consentId: ({ consentId }) => formatId('cns', consentId),
};

/** The name of nobody: what stands for a malformed name, so that it is answered as one that means nobody. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** Which partner, and of whom. */
interface AskedStanding {
  readonly partnerId: string;
  readonly subjectId?: string | null | undefined;
  readonly consentId?: string | null | undefined;
}

/**
 * Where a partner stands, for the gateway; null for a partner that does not exist.
 * @throws PublicError FORBIDDEN for everybody else.
 */
export async function findStanding(
  asked: AskedStanding,
  { caller, clock, loaders }: Context,
): Promise<models.PartnerStanding | null> {
  if (!isGateway(caller)) throw forbidden();
  const partnerId = uuidOf('par', asked.partnerId);
  if (partnerId === null) return null;
  const subjectId = asked.subjectId ? (uuidOf('sub', asked.subjectId) ?? nobody) : null;
  const consentId = asked.consentId ? (uuidOf('cns', asked.consentId) ?? nobody) : null;
  const key = { partnerId, subjectId, consentId, at: clock.now() };
  const standing = await loaders.standing.load(key);
  return standing && { ...standing, asked: key };
}

/** The most partners that are asked about at once. */
const askedMax = 100;

/** The same for many requests. @throws PublicError as findStanding; BAD_USER_INPUT for more than 100. */
export function findStandings(
  asked: readonly AskedStanding[],
  context: Context,
): Promise<(models.PartnerStanding | null)[]> {
  if (asked.length > askedMax) throw badUserInput(`At most ${askedMax} partners are asked about at once.`);
  return Promise.all(asked.map((each) => findStanding(each, context)));
}
