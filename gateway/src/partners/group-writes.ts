/** Writes items of many requests together: while one group is being written, the next one gathers. */
export interface GroupWriter<Item, Value = void> {
  /** Settles with what came of the item when the group that it went with is written; fails with it. */
  write(item: Item): Promise<Value>;
  /** Settles when nothing is left to be written. */
  drain(): Promise<void>;
}

/** How a writer groups. */
export interface Grouping {
  /** More items than this go in the group after. */
  readonly itemsMax?: number;
  /** So many groups are written at once; with more than one, the writing of a group does not hold up all who come after it. */
  readonly groupsMax?: number;
}

/** @param writeGroup says what came of each item, in their order. */
export function createGroupWriter<Item, Value = void>(
  writeGroup: (items: readonly Item[]) => Promise<readonly Value[]>,
  { itemsMax = 500, groupsMax = 1 }: Grouping = {},
): GroupWriter<Item, Value> {
  interface Waiting {
    readonly item: Item;
    readonly done: (value: Value) => void;
    readonly fail: (error: unknown) => void;
  }
  const waiting: Waiting[] = [];
  const running = new Set<Promise<void>>();

  async function run(): Promise<void> {
    // What comes in the same turn of the event loop goes along.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const group = waiting.splice(0, itemsMax);
      try {
        const values = await writeGroup(group.map(({ item }) => item));
        group.forEach(({ done }, index) => {
          done(values[index] as Value);
        });
      } catch (error) {
        for (const { fail } of group) fail(error);
      }
    }
  }

  return {
    write: (item) =>
      new Promise((done, fail) => {
        waiting.push({ item, done, fail });
        if (running.size >= groupsMax) return;
        const runs = run().finally(() => running.delete(runs));
        running.add(runs);
      }),
    async drain() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
