import { type GraphQLSchema, OverlappingFieldsCanBeMergedRule, parse, ScalarLeafsRule, validate } from 'graphql';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import { listFetches, type QueryPlan } from './query-plan.ts';

/** Where a planner is known to go wrong: it lets two fields of one subgraph fall on one key although their types differ. */
const rules = [OverlappingFieldsCanBeMergedRule, ScalarLeafsRule];

/** Whether the subgraphs would accept all fetches of a plan. */
export type VerifyPlan = (plan: QueryPlan) => boolean;

/** Checks plans against the schemas of the subgraphs, as the supergraph holds them; each is read when it is first needed. */
export function createPlanVerifier({ supergraph }: LoadedSupergraph): VerifyPlan {
  const schemas = new Map<string, GraphQLSchema>();

  function schemaOf(name: string): GraphQLSchema {
    const known = schemas.get(name);
    if (known) return known;
    const subgraph = supergraph.subgraphs().get(name);
    if (!subgraph) throw new Error(`The supergraph has no subgraph ${name}.`);
    const schema = subgraph.schema.toGraphQLJSSchema();
    schemas.set(name, schema);
    return schema;
  }

  return (plan) =>
    listFetches(plan).every(
      ({ serviceName, operation }) =>
        validate(schemaOf(serviceName), parse(operation, { noLocation: true }), rules, { maxErrors: 1 }).length === 0,
    );
}
