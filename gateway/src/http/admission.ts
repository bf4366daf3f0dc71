import { GraphQLError } from 'graphql';

/** How many operations one process works on at once, and how many more may wait for it. */
export interface AdmissionLimits {
  readonly concurrent: number;
  readonly queued: number;
  /** Longest wait for a place. Who waits longer would rather be told to come again. */
  readonly waitMs: number;
}

export const defaultAdmission: AdmissionLimits = { concurrent: 256, queued: 512, waitMs: 2_000 };

/** `gone`: the client left before its turn came, and nobody is there to be answered. */
export type Admitted = 'admitted' | 'refused' | 'gone';

/** The door before the work: so many inside, so many in line, in the order of their coming. */
export interface Admission {
  /** Takes a place if one is free: true. The usual case, so it costs nothing but a count. */
  tryEnter(): boolean;
  /** Waits in line for a place; refused when the line is full or the wait too long. */
  wait(signal: AbortSignal): Promise<Admitted>;
  /** Gives the place back, to the first in line if there is one. Once for each true and each 'admitted'. */
  leave(): void;
  /** How many are inside, and in line. */
  count(): { readonly inside: number; readonly waiting: number };
}

interface Waiting {
  settle(how: Admitted): void;
}

/** Opens a door with these limits. */
export function createAdmission({ concurrent, queued, waitMs }: AdmissionLimits): Admission {
  let inside = 0;
  // A set keeps the order, and whoever leaves the line early need not be searched for.
  const line = new Set<Waiting>();

  function stand(signal: AbortSignal): Promise<Admitted> {
    return new Promise((resolve) => {
      const waiting: Waiting = {
        settle(how) {
          line.delete(waiting);
          clearTimeout(timer);
          signal.removeEventListener('abort', goAway);
          resolve(how);
        },
      };
      const goAway = () => waiting.settle('gone');
      const timer = setTimeout(() => waiting.settle('refused'), waitMs);
      signal.addEventListener('abort', goAway, { once: true });
      line.add(waiting);
    });
  }

  return {
    tryEnter() {
      // While anybody waits all places are taken, so nobody is passed.
      if (inside >= concurrent) return false;
      inside += 1;
      return true;
    },
    async wait(signal) {
      if (signal.aborted) return 'gone';
      return line.size >= queued ? 'refused' : stand(signal);
    },
    leave() {
      const [first] = line;
      // The place goes from hand to hand.
      if (first) first.settle('admitted');
      else inside -= 1;
    },
    count: () => ({ inside, waiting: line.size }),
  };
}

/** After how many seconds a refused client may ask again. */
const retryAfterS = 1;
const headers: ReadonlyMap<string, string> = new Map([
  ['retry-after', String(retryAfterS)],
  ['cache-control', 'no-store'],
]);

/** The answer to whoever found no place. */
export function refuseOverload(): GraphQLError {
  return new GraphQLError('Too many requests are under way; ask again in a moment.', {
    extensions: { code: 'OVERLOADED', http: { status: 503, headers } },
  });
}
