import { describe, expect, test } from 'vitest';
import { type Finding, judge } from './findings.ts';
import { openWorld, operationsOf } from './run-world.ts';
import { smallWorlds } from './supergraphs/index.ts';
import { type Variant, variants } from './variants.ts';
import { modelWorld, type WorldModel } from './worlds/model.ts';

/** Seeds to run alone while looking into a finding; empty means all. */
const replay: readonly number[] = [];
const collidingCount = 8;

const seedsUpTo = (count: number) =>
  replay.length > 0 ? replay : Array.from({ length: count }, (_, index) => index + 1);

async function findAll(model: WorldModel, variant: Variant, seeds: readonly number[], isColliding: boolean) {
  const opened = openWorld(model, variant);
  const findings: Finding[] = [];
  for (const seed of seeds) {
    for (const operation of operationsOf(model, seed, isColliding)) {
      const finding = await opened.compare(operation, seed);
      if (finding) findings.push(finding);
    }
  }
  return findings;
}

describe.each(smallWorlds)('the supergraph $name', (world) => {
  const model = modelWorld(world);

  test.each(variants)(
    `$name answers ${world.generated} generated operations`,
    async (variant) => {
      const seeds = seedsUpTo(world.generated);
      const findings = await findAll(model, variant, seeds, false);
      expect(judge(variant, world.name, findings, seeds)).toBe('');
    },
    30_000,
  );

  test.each(variants)(
    `$name answers ${collidingCount} operations whose aliases are names of other fields`,
    async (variant) => {
      const seeds = seedsUpTo(collidingCount);
      const findings = await findAll(model, variant, seeds, true);
      expect(judge(variant, `${world.name}, colliding aliases`, findings, seeds)).toBe('');
    },
    30_000,
  );
});
