import type { Pool } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { and, eq, inArray } from 'drizzle-orm';
import type { ConsentScope } from '../domain/consent.ts';
import { miniPrograms, miniProgramVersions, partners } from './tables.ts';

/** Versions in these states reach users. */
const releasedStates = ['RELEASING', 'LIVE'] as const;

/** A partner as far as it matters for asking customers. */
export interface AskingPartner {
  readonly name: string;
  readonly isLive: boolean;
  /** What the operator allows it to ask for. */
  readonly allowedScopes: readonly ConsentScope[];
}

/** The partner; null if there is none. */
export async function findAskingPartner(pool: Pool, partnerId: Uuid): Promise<AskingPartner | null> {
  const [found] = await pool
    .select({ name: partners.name, status: partners.status, allowedScopes: partners.allowedScopes })
    .from(partners)
    .where(eq(partners.id, partnerId));
  return found ? { name: found.name, isLive: found.status === 'LIVE', allowedScopes: found.allowedScopes } : null;
}

/** Whether the mini program is of this partner. */
export async function isProgramOf(pool: Pool, partnerId: Uuid, miniProgramId: Uuid): Promise<boolean> {
  const found = await pool
    .select({ id: miniPrograms.id })
    .from(miniPrograms)
    .where(and(eq(miniPrograms.id, miniProgramId), eq(miniPrograms.partnerId, partnerId)));
  return found.length > 0;
}

/** What the released versions of a partner's live mini programs declare: of the one that is named, or of all. */
export async function findDeclaredScopes(
  pool: Pool,
  partnerId: Uuid,
  miniProgramId: Uuid | null,
): Promise<ConsentScope[]> {
  const versions = await pool
    .select({ declaredScopes: miniProgramVersions.declaredScopes })
    .from(miniProgramVersions)
    .innerJoin(miniPrograms, eq(miniPrograms.id, miniProgramVersions.miniProgramId))
    .where(
      and(
        eq(miniPrograms.partnerId, partnerId),
        eq(miniPrograms.status, 'LIVE'),
        inArray(miniProgramVersions.status, [...releasedStates]),
        ...(miniProgramId === null ? [] : [eq(miniPrograms.id, miniProgramId)]),
      ),
    );
  return [...new Set(versions.flatMap(({ declaredScopes }) => declaredScopes))];
}
