import { print } from 'graphql';
import type { Actual, Expected } from './compare.ts';
import type { ClientOperation } from './generate/variables.ts';
import type { Variant } from './variants.ts';

/** An operation on which an engine differs from the judge. */
export interface Finding {
  readonly seed: number | string;
  readonly difference: string;
  /** Everything that is needed to look into it. */
  readonly report: string;
}

/** A finding with everything that is needed to look into it. */
export function describeFinding(
  worldName: string,
  { name }: Variant,
  seed: number | string,
  difference: string,
  { document, variables }: ClientOperation,
  expected: Expected,
  actual: Actual,
): Finding {
  const report = [
    `${name} differs from the monolith in world ${worldName}, seed ${seed}: ${difference}`,
    print(document),
    `variables ${JSON.stringify(variables)}`,
    `expected  ${JSON.stringify({ data: expected.data, errors: expected.errors.map((path) => path.join('.')) })}`,
    `actual    ${JSON.stringify({ data: actual.data, errors: actual.errors?.map(({ path }) => path?.join('.')) })}`,
    `logged    ${actual.logged?.join('; ') ?? ''}`,
  ];
  return { seed, difference, report: report.join('\n') };
}

/**
 * What speaks against a variant, in words; empty if nothing does. Excused seeds must still differ, so that the list of
 * excuses cannot rot. Variants that are not judged are counted in one line of the output.
 */
export function judge(
  { name, isJudged, excused }: Variant,
  worldName: string,
  findings: readonly Finding[],
  seeds: readonly number[],
): string {
  const differing = new Set(findings.map(({ seed }) => seed));
  if (!isJudged) {
    process.stdout.write(
      `${name} answers ${seeds.length - differing.size} of ${seeds.length} as the monolith: ${worldName}\n`,
    );
    return '';
  }
  const allowed = excused?.[worldName] ?? [];
  const stale = allowed.filter((seed) => seeds.includes(seed) && !differing.has(seed));
  const found = findings.filter(({ seed }) => !allowed.includes(Number(seed)));
  const others = found.slice(3).map(({ seed, difference }) => `seed ${seed}: ${difference}`);
  return [
    ...stale.map((seed) => `${name} is excused for world ${worldName}, seed ${seed}, but answers it as the monolith.`),
    ...found.slice(0, 3).map(({ report }) => `${report}\n`),
    ...others,
  ].join('\n');
}
