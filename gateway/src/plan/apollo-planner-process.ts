import { operationFromDocument, ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';

/** What the process is told first: the supergraph; then the text of one operation after another. */
export type PlanQuestion = { readonly supergraphSdl: string } | { readonly id: number; readonly text: string };

/** What it answers to an operation: the JSON of its plan, or what went wrong. */
export type PlanAnswer =
  | { readonly id: number; readonly plan: string }
  | { readonly id: number; readonly problem: string };

/** @returns the JSON of the plan of an operation. */
type PlanText = (text: string) => string;

function readSupergraph(sdl: string): PlanText {
  const supergraph = Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  const apiSchema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph);
  return (text) => {
    const operation = operationFromDocument(apiSchema, parse(text, { noLocation: true }), { validate: false });
    return JSON.stringify(planner.buildQueryPlan(operation));
  };
}

let plan: PlanText | null = null;
process.on('message', (question: PlanQuestion) => {
  if ('supergraphSdl' in question) {
    plan = readSupergraph(question.supergraphSdl);
    return;
  }
  process.send?.(answer(question));
});
// Whoever asked has gone.
process.on('disconnect', () => process.exit());

function answer({ id, text }: { readonly id: number; readonly text: string }): PlanAnswer {
  try {
    if (!plan) throw new Error('No supergraph was given.');
    return { id, plan: plan(text) };
  } catch (error) {
    return { id, problem: error instanceof Error ? error.message : String(error) };
  }
}
