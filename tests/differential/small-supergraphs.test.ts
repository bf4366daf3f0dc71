import { describe, expect, test } from 'vitest';
import { type Finding, openWorld, operationsOf, summarise } from './run-world.ts';
import { smallWorlds } from './supergraphs/index.ts';
import { variants } from './variants.ts';
import { modelWorld } from './worlds/model.ts';

/** Seeds to run alone while looking into a finding; empty means all. */
const replay: readonly number[] = [];

describe.each(smallWorlds)('the supergraph $name', (world) => {
  const model = modelWorld(world);
  const seeds = replay.length > 0 ? replay : Array.from({ length: world.generated }, (_, index) => index + 1);

  test.each(variants)(`$name answers ${seeds.length} generated operations`, async (variant) => {
    const opened = openWorld(model, variant);
    const findings: Finding[] = [];
    for (const seed of seeds) {
      for (const operation of operationsOf(model, seed)) {
        const finding = await opened.compare(operation, seed);
        if (finding) findings.push(finding);
      }
    }
    if (variant.isJudged) expect(summarise(findings)).toBe('');
  });
});
