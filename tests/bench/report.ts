import type { Bar } from './bars.ts';
import type { BenchRecord } from './measure.ts';
import type { PlanRecord } from './planner.ts';
import type { Spread } from './statistics.ts';

/** Everything that one run found out; the content of the JSON file. */
export interface BenchReport {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** One for each operation, variant and number of connections. */
  readonly records: readonly BenchRecord[];
  /** Variants that were not measured because their answers differ, and where. */
  readonly refused: readonly { readonly operation: string; readonly variant: string; readonly difference: string }[];
  readonly bars: readonly Bar[];
  readonly planner: readonly PlanRecord[];
}

const header = [
  'variant',
  'req/s (min–max)',
  'p50 ms',
  'p99 ms',
  'Node CPU s/1k',
  'PG CPU s/1k',
  'memory MB',
  'SQL/request',
  'fetches/request',
];

/** The report as Markdown. */
export function writeReport(report: BenchReport): string {
  const { records, bars, planner, refused } = report;
  const parts = [
    `Measured on ${report.date.slice(0, 10)}: ${report.machine}.`,
    Object.entries(report.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    Object.entries(report.settings)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
    ...[...new Set(records.map(({ operation }) => operation))].flatMap((operation) =>
      writeOperation(
        operation,
        records.filter((record) => record.operation === operation),
      ),
    ),
    ...refused.map(
      ({ operation, variant, difference }) => `\`${variant}\` was not measured for \`${operation}\`: ${difference}`,
    ),
    ...(records.some(({ operation }) => operation === 'q1') ? ['### Bars', writeBars(bars)] : []),
    ...(planner.length > 0 ? [writePlanner(planner)] : []),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function writeOperation(operation: string, records: readonly BenchRecord[]): string[] {
  return [...new Set(records.map(({ connections }) => connections))].flatMap((connections) => [
    `### ${operation}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`,
    writeTable(header, records.filter((record) => record.connections === connections).map(writeRow)),
  ]);
}

function writeRow(record: BenchRecord): string[] {
  const { median, min, max } = record.requestsPerS;
  const calls = record.fetchesPerRequest;
  return [
    `\`${record.variant}\``,
    `${round(median)} (${round(min)}–${round(max)})`,
    writeSpread(record.p50Ms),
    writeSpread(record.p99Ms),
    writeSpread(record.nodeCpuSPer1k),
    writeSpread(record.postgresCpuSPer1k),
    String(Math.round(record.residentMb)),
    round(record.statementsPerRequest),
    calls === null ? '–' : round(calls),
  ];
}

function writeSpread({ median, min, max }: Spread): string {
  return `${round(median)} (${round(min)}–${round(max)})`;
}

/** Three digits are as much as such a machine can say. */
function round(value: number): string {
  if (value >= 100) return String(Math.round(value));
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function writeBars(bars: readonly Bar[]): string {
  return writeTable(
    ['bar', 'found', ''],
    bars.map(({ sentence, found, isMet }) => [
      sentence,
      found === null ? 'not measured' : round(found),
      isMet === null ? '' : isMet ? 'met' : 'missed',
    ]),
  );
}

function writePlanner(records: readonly PlanRecord[]): string {
  return writeTable(
    ['operation', 'planner', 'first plan of a fresh planner, ms', 'later plans, ms'],
    records.map(({ operation, planner, firstMs, laterMs }) => [
      operation,
      planner,
      writeSpread(firstMs),
      writeSpread(laterMs),
    ]),
  );
}

/** A table of Markdown. */
export function writeTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

/** Parts of the page that runs write. */
export type ResultPart = 'results' | 'planner';

/**
 * The page with new results between its markers.
 * @throws Error if the page has no markers for them.
 */
export function replaceResults(page: string, results: string, part: ResultPart): string {
  const [begin, end] = [`<!-- ${part}: written by the bench -->`, `<!-- end of ${part} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The page has no place for results: it needs "${begin}" and "${end}".`);
  return `${page.slice(0, from)}${begin}\n\n${results}\n\n${page.slice(to)}`;
}
