import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Pool } from '@ecosystem/kit/database';
import { inArray, sql } from 'drizzle-orm';
import { signInAttempts } from '../database/tables-issuer.ts';

/** Keeps anybody from trying sign-in codes one after the other. All workers count together. */
export interface SignInAttempts {
  /** Counts an attempt from that address; false if there were too many. */
  take(address: string): Promise<boolean>;
  /** The attempt was right and does not count. */
  giveBack(address: string): Promise<void>;
}

/** How many wrong codes are let pass within a window. */
export interface AttemptLimits {
  readonly fromOneAddress: number;
  readonly inTotal: number;
}

/** People mistype a few times; all of them together less often than somebody who tries codes. */
export const defaultAttemptLimits: AttemptLimits = { fromOneAddress: 10, inTotal: 600 };
const windowS = 600;
const everybody = 'everybody';

/** @param placeKey hides the addresses, which are nobody's business later. */
export function createSignInAttempts(
  pool: Pool,
  placeKey: Uint8Array,
  limits: AttemptLimits = defaultAttemptLimits,
): SignInAttempts {
  const placeOf = (address: string) => createHmac('sha256', placeKey).update(networkOf(address)).digest('base64url');
  const count = async (place: string): Promise<number> => {
    const isOver = sql`${signInAttempts.endsAt} < now()`;
    const end = sql<Date>`now() + make_interval(secs => ${windowS})`;
    const [row] = await pool
      .insert(signInAttempts)
      .values({ place, count: 1, endsAt: end })
      .onConflictDoUpdate({
        target: signInAttempts.place,
        set: {
          count: sql`case when ${isOver} then 1 else ${signInAttempts.count} + 1 end`,
          endsAt: sql`case when ${isOver} then ${end} else ${signInAttempts.endsAt} end`,
        },
      })
      .returning({ count: signInAttempts.count });
    return row?.count ?? 0;
  };
  return {
    async take(address) {
      if ((await count(placeOf(address))) > limits.fromOneAddress) return false;
      return (await count(everybody)) <= limits.inTotal;
    },
    async giveBack(address) {
      await pool
        .update(signInAttempts)
        .set({ count: sql`greatest(${signInAttempts.count} - 1, 0)` })
        .where(inArray(signInAttempts.place, [placeOf(address), everybody]));
    },
  };
}

/** Groups of an IPv6 address that name a network; whoever has one network has all its addresses. */
const networkGroups = 4;

function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail] = address.split('::');
  const before = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].slice(0, networkGroups).join(':');
}
