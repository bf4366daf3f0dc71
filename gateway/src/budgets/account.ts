import { type BudgetSettings, type BudgetState, type BudgetStore, burstWindows, type Reservation } from './budget.ts';
import { refuseCeiling, refuseRate, refuseUnavailable } from './errors.ts';
import { createMeter, type Meter } from './meter.ts';

/** How long a correction waits for a call that carries it. */
const correctionWaitMs = 50;
const msPerSecond = 1_000;

interface Waiting {
  readonly units: number;
  readonly answer: (reservation: Reservation) => void;
}

/** The budget of one key in this process. */
export interface Account {
  reserve(units: number, settings: BudgetSettings): Promise<Reservation>;
  /** Sends what is to be corrected. */
  flush(): Promise<void>;
}

/**
 * Reserves of one key are dealt out in their order: those that wait when a call begins go with it, as one sum, and what is free goes
 * to the first that it suffices for. What was asked for in vain is given back at once.
 */
export function createAccount(
  key: string,
  store: BudgetStore,
  now: () => number,
  onFault: (error: unknown) => void,
): Account {
  let settings: BudgetSettings = { quota: 0, windowS: 1, burst: 0, ceiling: 0 };
  const quota = createMeter({
    store,
    key: `${key}:quota`,
    now,
    limits: () => ({ capacity: settings.quota, windowS: settings.windowS }),
  });
  const burst = createMeter({
    store,
    key: `${key}:burst`,
    now,
    limits: () => ({ capacity: settings.burst, windowS: settings.windowS * burstWindows }),
  });
  let queue: Waiting[] = [];
  let isRunning = false;
  /** After a call that did not get all, one is asked for before many: large sums in vain would hide from other processes what is free. */
  let isTight = false;
  let timer: NodeJS.Timeout | null = null;

  const stateOf = (): BudgetState => ({
    quota: settings.quota,
    windowS: settings.windowS,
    remaining: quota.remainingAt(now()),
    resetS: secondsUntil(quota, settings.windowS),
  });
  const secondsUntil = (meter: Meter, windowS: number): number => {
    const leftMs = meter.endsAt() - now();
    return leftMs > 0 ? Math.ceil(leftMs / msPerSecond) : windowS;
  };

  function refuse({ units, answer }: Waiting): void {
    const isEnoughLater = units <= settings.quota + burst.remainingAt(now());
    const wait = isEnoughLater
      ? secondsUntil(quota, settings.windowS)
      : secondsUntil(burst, settings.windowS * burstWindows);
    const state = stateOf();
    answer({ isAllowed: false, error: refuseRate(wait, state), retryAfterS: wait, state });
  }

  function admit({ units, answer }: Waiting, fromBurst: number): void {
    const quotaEndsAt = quota.endsAt();
    const burstEndsAt = burst.endsAt();
    let isSettled = false;
    answer({
      isAllowed: true,
      state: stateOf(),
      settle(actual) {
        if (isSettled) return;
        isSettled = true;
        const unused = units - actual;
        const toBurst = Math.min(Math.max(unused, 0), fromBurst);
        burst.giveBack(toBurst, burstEndsAt);
        quota.giveBack(unused - toBurst, quotaEndsAt);
        if (unused !== 0) correctLater();
      },
    });
  }

  /** Those that wait, as long as all of them could fit at all. */
  function takeBatch(): Waiting[] {
    const at = now();
    const room = quota.roomAt(at) + burst.roomAt(at);
    const hopeless = queue.filter(({ units }) => units > room);
    queue = queue.filter(({ units }) => units <= room);
    for (const one of hopeless) refuse(one);
    let sum = 0;
    const end = queue.findIndex(({ units }) => {
      sum += units;
      return sum > settings.quota + settings.burst;
    });
    const most = isTight ? 1 : end < 0 ? queue.length : Math.max(end, 1);
    return queue.splice(0, most);
  }

  async function dealOut(batch: readonly Waiting[]): Promise<void> {
    const want = batch.reduce((sum, { units }) => sum + units, 0);
    let leftOfQuota = 0;
    let leftOfBurst = 0;
    try {
      leftOfQuota = await quota.take(want);
      if (leftOfQuota < want) leftOfBurst = await burst.take(want - leftOfQuota);
    } catch (error) {
      quota.giveBack(leftOfQuota, quota.endsAt());
      for (const { answer } of batch) answer(unavailable());
      throw error;
    }
    isTight = leftOfQuota + leftOfBurst < want;
    for (const one of batch) {
      if (one.units > leftOfQuota + leftOfBurst) {
        refuse(one);
        continue;
      }
      const fromQuota = Math.min(one.units, leftOfQuota);
      leftOfQuota -= fromQuota;
      leftOfBurst -= one.units - fromQuota;
      admit(one, one.units - fromQuota);
    }
    quota.giveBack(leftOfQuota, quota.endsAt());
    burst.giveBack(leftOfBurst, burst.endsAt());
  }

  async function run(isForced = false): Promise<void> {
    isRunning = true;
    try {
      for (let batch = takeBatch(); batch.length > 0; batch = takeBatch()) await dealOut(batch);
      if (isTight || isForced) {
        await quota.take(0);
        await burst.take(0);
      }
    } catch (error) {
      onFault(error);
      for (const { answer } of queue.splice(0)) answer(unavailable());
    } finally {
      isRunning = false;
      if (queue.length > 0) begin();
      else if (quota.isDue() || burst.isDue()) correctLater();
    }
  }

  /** At the end of the tick, so that whoever asks in the same one goes along. */
  function begin(): void {
    if (isRunning) return;
    isRunning = true;
    setImmediate(() => void run());
  }

  function correctLater(): void {
    timer ??= setTimeout(() => {
      timer = null;
      if (!isRunning && (quota.isDue() || burst.isDue())) void run(true);
    }, correctionWaitMs).unref();
  }

  return {
    reserve(units, given) {
      settings = given;
      const maximum = Math.min(given.ceiling, given.quota + given.burst);
      if (units > maximum) {
        return Promise.resolve({
          isAllowed: false,
          error: refuseCeiling(units, maximum),
          retryAfterS: null,
          state: stateOf(),
        });
      }
      return new Promise((answer) => {
        queue.push({ units, answer });
        begin();
      });
    },
    async flush() {
      if (timer) clearTimeout(timer);
      timer = null;
      while (isRunning) await new Promise((resolve) => setImmediate(resolve));
      if (quota.isDue() || burst.isDue()) await run(true);
    },
  };
}

const unavailable = (): Reservation => ({
  isAllowed: false,
  error: refuseUnavailable(),
  retryAfterS: null,
  state: null,
});
