import type { Pool } from '@ecosystem/kit/database';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { oidcModels, signInAttempts } from '../database/tables-issuer.ts';

/** What is remembered under one id. */
export type Payload = Record<string, unknown>;

/** Remembers things of the issuer until they expire; what has expired is as if it never was. */
export interface ModelStore {
  /** Writes a thing or writes it anew. */
  put(kind: string, id: string, payload: Payload, lifeS: number): Promise<void>;
  /** Writes a thing only if there is none of that id; false if there is. */
  add(kind: string, id: string, payload: Payload, lifeS: number): Promise<boolean>;
  find(kind: string, id: string): Promise<Payload | null>;
  findByUid(kind: string, uid: string): Promise<Payload | null>;
  /** Marks a thing as used; false if it was used before or is not there. Of two at once one gets true. */
  consume(kind: string, id: string): Promise<boolean>;
  remove(kind: string, id: string): Promise<void>;
  /** Removes all things of that kind under one grant. */
  removeGrant(kind: string, grantId: string): Promise<void>;
  /** Removes what has expired, a bounded number of things, and returns how many. */
  sweep(): Promise<number>;
}

/** One sweep takes no more, so that it never holds locks for long. */
const sweepMax = 5_000;

/** A store in the gateway's database, which all workers share. */
export function createModelStore(pool: Pool): ModelStore {
  const place = (kind: string, id: string) => and(eq(oidcModels.kind, kind), eq(oidcModels.id, id));
  const alive = gt(oidcModels.expiresAt, sql`now()`);
  const shown = { payload: oidcModels.payload, consumedAt: oidcModels.consumedAt };
  const rowOf = (kind: string, id: string, payload: Payload, lifeS: number) => ({
    kind,
    id,
    payload,
    grantId: textOf(payload['grantId']),
    userCode: textOf(payload['userCode']),
    uid: textOf(payload['uid']),
    expiresAt: sql<Date>`now() + make_interval(secs => ${lifeS})`,
  });
  return {
    async put(kind, id, payload, lifeS) {
      const { kind: _, id: __, ...changed } = rowOf(kind, id, payload, lifeS);
      await pool
        .insert(oidcModels)
        .values(rowOf(kind, id, payload, lifeS))
        .onConflictDoUpdate({ target: [oidcModels.kind, oidcModels.id], set: changed });
    },
    async add(kind, id, payload, lifeS) {
      const added = await pool
        .insert(oidcModels)
        .values(rowOf(kind, id, payload, lifeS))
        .onConflictDoNothing()
        .returning({ id: oidcModels.id });
      return added.length > 0;
    },
    async find(kind, id) {
      const [row] = await pool
        .select(shown)
        .from(oidcModels)
        .where(and(place(kind, id), alive));
      return row ? read(row) : null;
    },
    async findByUid(kind, uid) {
      const [row] = await pool
        .select(shown)
        .from(oidcModels)
        .where(and(eq(oidcModels.kind, kind), eq(oidcModels.uid, uid), alive));
      return row ? read(row) : null;
    },
    async consume(kind, id) {
      const consumed = await pool
        .update(oidcModels)
        .set({ consumedAt: sql`now()` })
        .where(and(place(kind, id), alive, isNull(oidcModels.consumedAt)))
        .returning({ id: oidcModels.id });
      return consumed.length > 0;
    },
    async remove(kind, id) {
      await pool.delete(oidcModels).where(place(kind, id));
    },
    async removeGrant(kind, grantId) {
      await pool.delete(oidcModels).where(and(eq(oidcModels.kind, kind), eq(oidcModels.grantId, grantId)));
    },
    async sweep() {
      await pool.delete(signInAttempts).where(sql`${signInAttempts.endsAt} < now()`);
      const gone = await pool.execute(sql`
        delete from ${oidcModels} where (kind, id) in (
          select kind, id from ${oidcModels} where expires_at < now() limit ${sweepMax} for update skip locked
        ) returning 1`);
      return gone.length;
    },
  };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const millisecondsPerSecond = 1_000;

/** oidc-provider reads when a thing was used from its `consumed`, in seconds. */
function read({ payload, consumedAt }: { payload: Payload; consumedAt: Date | null }): Payload {
  if (!consumedAt) return payload;
  return { ...payload, consumed: Math.floor(consumedAt.getTime() / millisecondsPerSecond) };
}
