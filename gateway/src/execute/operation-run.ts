import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { SubgraphUnavailable } from '../transport/unavailable.ts';
import type { Run } from './compile-fetch.ts';
import type { JsonObject } from './merge.ts';
import type { AnswerPath } from './targets.ts';

/** An error of a subgraph. */
export interface ReportedError {
  readonly error: GraphQLFormattedError;
  /** In the fetched data; undefined where it cannot be known. */
  readonly place: AnswerPath | undefined;
  readonly serviceName: string;
}

/** One execution: what was fetched so far and what went wrong. */
export class OperationRun implements Run {
  readonly fetched: JsonObject = {};
  readonly errors: ReportedError[] = [];
  readonly outages: SubgraphUnavailable[] = [];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;

  constructor(variables: Readonly<Record<string, unknown>>, context: GatewayContext) {
    this.variables = variables;
    this.context = context;
  }

  get isWhole(): boolean {
    return this.errors.length === 0 && this.outages.length === 0;
  }

  report(error: GraphQLFormattedError, place: AnswerPath | undefined, serviceName: string): void {
    this.errors.push({ error, place, serviceName });
  }

  reportOutage(outage: SubgraphUnavailable): void {
    this.outages.push(outage);
  }
}
