import { parentPort, workerData } from 'node:worker_threads';
import { operationFromDocument, ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';

/** What the thread is asked: the text of one operation. */
export interface PlanQuestion {
  readonly id: number;
  readonly text: string;
}

/** What it answers; plans are plain data. */
export type PlanAnswer =
  | { readonly id: number; readonly plan: QueryPlan }
  | { readonly id: number; readonly problem: string };

// A thread of its own: @apollo/query-planner can take seconds, and only a thread can be stopped.
if (parentPort) {
  const port = parentPort;
  const supergraph = Supergraph.build(String(workerData), { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  const apiSchema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph);
  port.on('message', ({ id, text }: PlanQuestion) => {
    try {
      const operation = operationFromDocument(apiSchema, parse(text, { noLocation: true }), { validate: false });
      port.postMessage({
        id,
        plan: JSON.parse(JSON.stringify(planner.buildQueryPlan(operation))),
      } satisfies PlanAnswer);
    } catch (error) {
      port.postMessage({ id, problem: error instanceof Error ? error.message : String(error) } satisfies PlanAnswer);
    }
  });
}
