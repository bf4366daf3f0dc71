import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from './files.ts';
import { type OperationName, operationNames } from './operations.ts';
import { type VariantName, variantNames } from './variants.ts';

/** What a run of the bench is asked to do. */
export interface BenchOptions {
  readonly isQuick: boolean;
  readonly customers: number;
  readonly variants: readonly VariantName[];
  readonly operations: readonly OperationName[];
  readonly connections: readonly number[];
  readonly rounds: number;
  readonly durationS: number;
  readonly warmUpS: number;
  readonly jsonPath: string | null;
  readonly isWritingDocs: boolean;
  readonly isPlanning: boolean;
  /** Requests of the soak, or null for the comparison of variants. */
  readonly soakRequests: number | null;
  /** Payments per second instead of the comparison of variants. */
  readonly isPaying: boolean;
  /** Reads of partners instead of the comparison of variants. */
  readonly isPartnering: boolean;
  readonly folder: string;
}

const soakRequestsDefault = 200_000;
const customersMin = 200;

/**
 * Reads the command line.
 * @throws Error with a sentence for what is wrong with it.
 */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      only: { type: 'string' },
      operations: { type: 'string' },
      connections: { type: 'string' },
      customers: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      folder: { type: 'string', default: '.data/bench' },
      soak: { type: 'boolean', default: false },
      planner: { type: 'boolean', default: false },
      payments: { type: 'boolean', default: false },
      partners: { type: 'boolean', default: false },
      'write-docs': { type: 'boolean', default: false },
    },
  });
  const isQuick = values.quick;
  const [soakRequests] = positionals;
  if (positionals.length > 1 || (soakRequests !== undefined && !values.soak)) {
    throw new Error(`"${positionals.join(' ')}" is not understood.`);
  }
  return {
    isQuick,
    customers: readCount('--customers', values.customers, isQuick ? 1_000 : 20_000, customersMin),
    variants: readNames('--only', values.only, variantNames),
    operations: readNames('--operations', values.operations, operationNames),
    connections: readCounts(values.connections) ?? (isQuick ? [1, 64] : [1, 16, 64]),
    rounds: readCount('--rounds', values.rounds, isQuick ? 2 : 5, 1),
    durationS: readCount('--seconds', values.seconds, isQuick ? 1 : 4, 1),
    warmUpS: isQuick ? 2 : 8,
    jsonPath: values.json === undefined ? null : resolve(values.json),
    isWritingDocs: values['write-docs'],
    isPlanning: values.planner,
    soakRequests: values.soak ? readCount('--soak', soakRequests, soakRequestsDefault, 1_000) : null,
    isPaying: values.payments,
    isPartnering: values.partners,
    folder: resolve(repository, values.folder),
  };
}

function readNames<Name extends string>(flag: string, text: string | undefined, known: readonly Name[]): Name[] {
  if (text === undefined) return [...known];
  const asked = text.split(',');
  const unknown = asked.filter((name) => !known.some((one) => one === name));
  if (unknown.length > 0) throw new Error(`${flag}: there is no ${unknown.join(', ')}; known are ${known.join(', ')}.`);
  // In the order of the tables, whatever the order of the command line.
  return known.filter((name) => asked.includes(name));
}

function readCount(flag: string, text: string | undefined, usual: number, least: number): number {
  if (text === undefined) return usual;
  const value = Number(text.replaceAll('_', ''));
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`${flag}: must be a whole number from ${least} on, not "${text}".`);
}

function readCounts(text: string | undefined): number[] | null {
  return text === undefined ? null : text.split(',').map((one) => readCount('--connections', one, 1, 1));
}
