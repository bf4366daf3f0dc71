import type { BenchRecord } from './measure.ts';
import type { VariantName } from './variants.ts';

/** What the system promises, as a ratio inside one run. */
export interface Bar {
  readonly sentence: string;
  readonly limit: number;
  /** Null if the run did not measure what the bar needs. */
  readonly found: number | null;
  readonly isMet: boolean | null;
}

/** The records of one run by what they are of. */
type Find = (variant: VariantName, connections: number) => BenchRecord | undefined;

const residentMbMax = 450;

/** The bars of the profile, checked against the records of one run. */
export function checkBars(records: readonly BenchRecord[]): Bar[] {
  const find: Find = (variant, connections) =>
    records.find(
      (record) => record.operation === 'q1' && record.variant === variant && record.connections === connections,
    );
  const throughput = (one: VariantName, other: VariantName) =>
    divide(find(one, 64)?.requestsPerS.median, find(other, 64)?.requestsPerS.median);
  const overHttp = Math.max(
    ...(['http', 'http-one'] as const)
      .map((variant) => find(variant, 64)?.requestsPerS.median ?? Number.NaN)
      .filter((value) => !Number.isNaN(value)),
  );
  return [
    atLeast(
      'in process / one statement, requests/s at 64 connections',
      0.85,
      throughput('in-process', 'one-statement'),
    ),
    atLeast('in process / stock @apollo/gateway, requests/s at 64 connections', 7, throughput('in-process', 'apollo')),
    atLeast(
      'in process / Hive Gateway with Rust planner, requests/s at 64 connections',
      7,
      throughput('in-process', 'hive-rust'),
    ),
    atMost(
      'in process / one statement, p50 at 1 connection',
      2,
      divide(find('in-process', 1)?.p50Ms.median, find('one-statement', 1)?.p50Ms.median),
    ),
    atLeast(
      'over HTTP / Hive Gateway with Rust planner, requests/s at 64 connections',
      2.5,
      divide(Number.isFinite(overHttp) ? overHttp : undefined, find('hive-rust', 64)?.requestsPerS.median),
    ),
    atMost('resident memory in process after load, MB', residentMbMax, find('in-process', 64)?.residentMb ?? null),
  ];
}

function divide(one: number | undefined, other: number | undefined): number | null {
  return one === undefined || other === undefined || other === 0 ? null : one / other;
}

function atLeast(sentence: string, limit: number, found: number | null): Bar {
  return { sentence: `${sentence}: at least ${limit}`, limit, found, isMet: found === null ? null : found >= limit };
}

function atMost(sentence: string, limit: number, found: number | null): Bar {
  return { sentence: `${sentence}: at most ${limit}`, limit, found, isMet: found === null ? null : found <= limit };
}
