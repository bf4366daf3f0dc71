/** The width of the generator's state and of what it draws. */
const bits = 64;
const span = 2n ** BigInt(bits);

/**
 * SplitMix64: a small generator whose draws follow from its seed alone (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", 2014; constants as in Vigna's public domain code). It is not secret: a caller who
 * must not be guessed takes the seed from a secure source. The seed is read modulo 2^64.
 */
export function createSplitMix64(seed: bigint | number): {
  /** A whole number from 0 to 2^64 - 1. */
  next(): bigint;
  /**
   * A whole number from `least` to `most`, each as likely as any other.
   * @throws RangeError if `most` is below `least`, or 2^64 or more above it.
   */
  nextBetween(least: bigint, most: bigint): bigint;
} {
  let state = BigInt.asUintN(bits, BigInt(seed));

  function next(): bigint {
    state = BigInt.asUintN(bits, state + 0x9e3779b97f4a7c15n);
    let mixed = state;
    mixed = BigInt.asUintN(bits, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(bits, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return mixed ^ (mixed >> 31n);
  }

  function nextBetween(least: bigint, most: bigint): bigint {
    const count = most - least + 1n;
    if (count < 1n || count > span) throw new RangeError(`There is nothing to draw between ${least} and ${most}.`);
    // The last, incomplete round of the span would favour small numbers, so a draw from it is thrown away.
    const fairBelow = span - (span % count);
    let drawn = next();
    while (drawn >= fairBelow) drawn = next();
    return least + (drawn % count);
  }

  return { next, nextBetween };
}
