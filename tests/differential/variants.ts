import { createEngine, type Engine } from '@ecosystem/gateway/execute/engine';
import { runOperation } from '@ecosystem/gateway/execute/run-operation';
import type { LoadedSupergraph } from '@ecosystem/gateway/supergraph/supergraph';
import type { Transport } from '@ecosystem/gateway/transport/transport';
import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { getOperationAST } from 'graphql';
import { pino } from 'pino';
import type { Actual } from './compare.ts';
import type { ClientOperation } from './generate/variables.ts';

/** One planner with one executor. */
export interface Variant {
  readonly name: string;
  /** Ours must answer as the monolith does; what others do is counted. */
  readonly isJudged: boolean;
  /**
   * Seeds on which a judged variant differs for a reason that is known and said beside them, by the name of the world.
   * It must go on to differ there, or the excuse is out of date.
   */
  readonly excused?: Readonly<Record<string, readonly number[]>>;
  /** It answers only so many of the generated operations; slow planners are given fewer. */
  readonly everyNth?: number;
  create(loaded: LoadedSupergraph, transports: readonly Transport[]): Engine;
}

/** Another engine joins the suite with one more line here. */
export const variants: readonly Variant[] = [
  {
    name: 'stock',
    isJudged: false,
    everyNth: 4,
    create: (loaded, transports) => createEngine(loaded, transports, { planner: 'apollo', executor: 'apollo' }),
  },
  {
    name: 'compiled, Apollo planner',
    isJudged: true,
    everyNth: 4,
    create: (loaded, transports) => createEngine(loaded, transports, { planner: 'apollo', executor: 'compiled' }),
  },
  { name: 'compiled, Hive planner', isJudged: true, create: (loaded, transports) => createEngine(loaded, transports) },
];

/** Answers an operation on an engine as the gateway would; what the gateway masks and logs is part of the answer here. */
export async function ask(
  engine: Engine,
  { document, variables }: ClientOperation,
  caller: Caller = anonymous,
): Promise<Actual> {
  const logged: string[] = [];
  const logger = pino(
    { level: 'warn', base: null, timestamp: false },
    { write: (line: string) => logged.push(reasonOf(line)) },
  );
  const { data, errors } = await runOperation(engine, {
    document,
    operation: getOperationAST(document) ?? undefined,
    operationName: undefined,
    variables,
    context: { caller, requestId: 'differential', logger, headers: {}, signal: new AbortController().signal },
  });
  return {
    data,
    errors: errors?.map(({ message, path, extensions }) => ({ message, path, code: extensions['code'] })),
    logged,
  };
}

function reasonOf(line: string): string {
  const { err, msg } = JSON.parse(line) as { err?: { message?: string }; msg?: string };
  return err?.message ?? msg ?? line;
}
