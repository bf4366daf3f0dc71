import { type DocumentNode, GraphQLError, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { InterfaceObjects } from '../supergraph/interface-objects.ts';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import { createApolloPlanner } from './apollo-planner.ts';
import { createHivePlanner } from './hive-planner.ts';
import type { Planner } from './planner.ts';
import { createPlanVerifier } from './verify-plan.ts';

/** Which planner goes first. */
export type PlannerKind = 'hive' | 'apollo';

/** In the text of a supergraph, an argument that comes from @fromContext; the definition of the directive looks otherwise. */
const contextArguments = /contextArguments:\s*\[\s*\{/;

/**
 * The planner of a supergraph. `hive` is the fast one; where its addon does not load, where it fails, or where a subgraph would
 * refuse what it plans, @apollo/query-planner plans instead.
 */
export function createPlanner(
  loaded: LoadedSupergraph,
  interfaceObjects: InterfaceObjects,
  kind: PlannerKind,
): Planner {
  const apollo = createApolloPlanner(loaded.sdl);
  // The native planner would leave such arguments out without a word.
  const hive = kind === 'hive' && !contextArguments.test(loaded.sdl) ? createHivePlanner(loaded.sdl) : null;
  if (!hive) return apollo;
  const verify = createPlanVerifier(loaded);
  return {
    async plan(operation) {
      // Here the native planner loses fields and inputs of @requires, or finds no way.
      if (!interfaceObjects.isEmpty && touches(loaded.schema, operation.document, interfaceObjects))
        return apollo.plan(operation);
      try {
        const plan = await hive.plan(operation);
        if (verify(plan)) return plan;
      } catch (error) {
        if (error instanceof GraphQLError) throw error;
      }
      return apollo.plan(operation);
    },
    async close() {
      await Promise.all([hive.close(), apollo.close()]);
    },
  };
}

/** Whether an operation asks anything of an interface object. */
function touches(schema: GraphQLSchema, document: DocumentNode, interfaceObjects: InterfaceObjects): boolean {
  const types = new TypeInfo(schema);
  let isTouched = false;
  const look = () => {
    const parent = types.getParentType();
    if (parent && interfaceObjects.concerns(parent.name)) isTouched = true;
  };
  visit(document, visitWithTypeInfo(types, { Field: look }));
  return isTouched;
}
