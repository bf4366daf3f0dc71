/** Writes items of many requests together: while one group is being written, the next one gathers. */
export interface GroupWriter<Item> {
  /** Settles when the group that the item went with is written; fails with it. */
  write(item: Item): Promise<void>;
  /** Settles when nothing is left to be written. */
  drain(): Promise<void>;
}

/** More items than this go in the group after. */
const groupMax = 500;

export function createGroupWriter<Item>(writeGroup: (items: readonly Item[]) => Promise<void>): GroupWriter<Item> {
  interface Waiting {
    readonly item: Item;
    readonly done: () => void;
    readonly fail: (error: unknown) => void;
  }
  const waiting: Waiting[] = [];
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    // What comes in the same turn of the event loop goes along.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const group = waiting.splice(0, groupMax);
      try {
        await writeGroup(group.map(({ item }) => item));
        for (const { done } of group) done();
      } catch (error) {
        for (const { fail } of group) fail(error);
      }
    }
    running = null;
  }

  return {
    write: (item) =>
      new Promise((done, fail) => {
        waiting.push({ item, done, fail });
        running ??= run();
      }),
    async drain() {
      await running;
    },
  };
}
