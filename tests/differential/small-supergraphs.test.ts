import { describe, expect, test } from 'vitest';
import { type Finding, judge } from './findings.ts';
import { openWorld, operationsOf } from './run-world.ts';
import { smallWorlds } from './supergraphs/index.ts';
import { type Variant, variants } from './variants.ts';
import { modelWorld } from './worlds/model.ts';

/** Seeds to run alone while looking into a finding; empty means all. */
const replay: readonly number[] = [];
const collidingCount = 8;

const seedsUpTo = (count: number, { everyNth = 1 }: Variant) =>
  replay.length > 0
    ? replay
    : Array.from({ length: count }, (_, index) => index + 1).filter((seed) => seed % everyNth === 0);

describe.each(smallWorlds)('the supergraph $name', (world) => {
  const model = modelWorld(world);

  test.each(variants)(
    `$name answers generated operations, and such whose aliases are names of other fields`,
    async (variant) => {
      await using opened = openWorld(model, variant);
      for (const isColliding of [false, true]) {
        const seeds = seedsUpTo(isColliding ? collidingCount : world.generated, variant);
        const findings: Finding[] = [];
        for (const seed of seeds) {
          for (const operation of operationsOf(model, seed, isColliding)) {
            const finding = await opened.compare(operation, seed);
            if (finding) findings.push(finding);
          }
        }
        const name = isColliding ? `${world.name}, colliding aliases` : world.name;
        expect(judge(variant, name, findings, seeds)).toBe('');
      }
    },
    60_000,
  );
});
