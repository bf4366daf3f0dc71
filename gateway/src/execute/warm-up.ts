import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, parse, validate } from 'graphql';
import type { Conditions } from '../operation/canonical.ts';
import { type PreparedOperation, prepareOperation } from '../operation/prepare.ts';
import { listFetches } from '../plan/query-plan.ts';
import type { Engine } from './engine.ts';

/** Operations with more conditions are warmed for few of their cases: each doubles the cases. */
const conditionsMax = 4;

/** What could not be made ready, by its text. */
export interface WarmUpFailure {
  readonly text: string;
  readonly reason: unknown;
}

/**
 * Makes an engine ready for documents: parsed, validated, planned and compiled, and compiled by the subgraphs of this process as well.
 * @param untilAt when to stop, in milliseconds of `performance.now()`; what is left is made ready when it is asked.
 * @returns the documents that the supergraph cannot answer.
 */
export async function warmUp(engine: Engine, texts: readonly string[], untilAt: number): Promise<WarmUpFailure[]> {
  const failures: WarmUpFailure[] = [];
  for (const text of texts) {
    if (performance.now() > untilAt) break;
    try {
      const document = readValid(engine.loaded.schema, text);
      const isIntrospecting = await warmDocument(engine, document);
      // Whether introspection is on is for the server to say.
      if (!isIntrospecting) engine.documents.add(text, document);
    } catch (reason) {
      failures.push({ text, reason });
    }
  }
  return failures;
}

/** @throws GraphQLError if the text is no document that is valid against the schema. */
function readValid(schema: GraphQLSchema, text: string): DocumentNode {
  const document = parse(text);
  const [error] = validate(schema, document);
  if (error) throw error;
  return document;
}

/** @returns whether the document asks for the schema. */
async function warmDocument(engine: Engine, document: DocumentNode): Promise<boolean> {
  let isIntrospecting = false;
  const operations = document.definitions.filter(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  for (const operation of operations) {
    const prepared = prepareOperation(document, operation);
    // The schema's own part is not planned.
    isIntrospecting ||= prepared.isIntrospecting;
    if (prepared.isIntrospecting || operation.operation === 'subscription') continue;
    for (const conditions of listConditions(prepared)) {
      const plan = await engine.operations.warm(prepared, conditions);
      if (!plan) continue;
      for (const { serviceName, operation: query } of listFetches(plan))
        engine.transports.find(({ name }) => name === serviceName)?.prepare?.(query);
    }
  }
  return isIntrospecting;
}

/** All cases of the variables that @skip and @include read, as far as they are few. */
function listConditions({ conditionVariables }: PreparedOperation): Conditions[] {
  const names = conditionVariables.slice(0, conditionsMax);
  return Array.from({ length: 2 ** names.length }, (_, bits) =>
    Object.fromEntries(names.map((name, index) => [name, ((bits >> index) & 1) === 1])),
  );
}
