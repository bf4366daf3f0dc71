/** Numbers that look random and are the same in every run. */
export interface Random {
  /** A whole number from 0 to one below the limit. */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** @throws Error if the list is empty. */
  pick<Item>(items: readonly Item[]): Item;
}

/** The generator "mulberry32" by Tommy Ettinger: 32 bits of state are enough for some hundred queries. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('There is nothing to pick from.');
      return item;
    },
  };
}
