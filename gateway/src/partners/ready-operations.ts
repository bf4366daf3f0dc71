import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import type { Requirements } from '../authorise/requirements.ts';
import type { OperationCost } from '../cost/compile.ts';
import { findCost } from '../cost/known-costs.ts';
import type { Engine } from '../execute/engine.ts';
import { type PreparedOperation, prepareOperation } from '../operation/prepare.ts';
import { contractOf } from '../registry/partner-contract.ts';
import { readMaxAgeS } from './cache-policy.ts';
import type { RegisteredOperation } from './find-operation.ts';
import { type CustomerRead, listReads, listViews, type ViewArguments } from './operation-facts.ts';

type Variables = Readonly<Record<string, unknown>>;

/** A registered operation, ready to be answered on one supergraph. */
export interface ReadyOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The customer that it reads, or null if it reads none, whatever its variables. */
  readonly view: ViewArguments | null;
  readonly cost: OperationCost;
  /** How long a client may keep the answer, in seconds. */
  readonly maxAgeS: number;
  /** Whether it reads the customer with these coerced variables: @skip and @include may leave the view out. */
  hasView(coerced: Variables): boolean;
  /** What it reads of the customer, with these coerced variables. */
  readsOf(coerced: Variables): readonly CustomerRead[];
}

/** What was made ready, by the text. */
const known = new WeakMap<Engine, Map<string, ReadyOperation>>();

/**
 * Makes a registered operation ready, once for each supergraph: it is checked again, for it may have been registered under another one.
 * @throws GraphQLError GRAPHQL_VALIDATION_FAILED if it does not fit the partner contract any more.
 */
export function readyOperation(engine: Engine, { text, name }: RegisteredOperation): ReadyOperation {
  const ofEngine = known.get(engine) ?? new Map<string, ReadyOperation>();
  known.set(engine, ofEngine);
  const found = ofEngine.get(text);
  if (found) return found;
  const { schema } = engine.loaded;
  const contract = contractOf(engine.loaded);
  if (!contract) throw unfit(name, 'The supergraph has no such contract.');
  const document = engine.documents.find(text) ?? parse(text);
  const [problem] = [...validate(contract.schema, document), ...validate(schema, document)];
  if (problem) throw unfit(name, problem.message);
  const operation = getOperationAST(document);
  if (!operation) throw unfit(name, 'It must hold exactly one operation.');
  const prepared = prepareOperation(document, operation);
  const views = listViews(prepared, schema);
  if (new Set(views.map(({ responseKey }) => responseKey)).size > 1)
    throw unfit(name, 'It reads more than one customer.');
  engine.documents.add(text, document);
  const ready: ReadyOperation = {
    document,
    operation,
    view: views[0] ?? null,
    cost: findCost(engine.loaded, document, operation),
    maxAgeS: readMaxAgeS(prepared, schema),
    hasView: views.length === 0 ? () => false : (coerced) => listViews(prepared, schema, coerced).length > 0,
    readsOf: rememberReads(prepared, schema, contract.requirements),
  };
  ofEngine.set(text, ready);
  return ready;
}

/** What is read depends on the variables of @skip and @include alone, so it is found out once for each of their values. */
function rememberReads(prepared: PreparedOperation, schema: GraphQLSchema, requirements: Requirements) {
  const byConditions = new Map<string, readonly CustomerRead[]>();
  return (coerced: Variables): readonly CustomerRead[] => {
    const key = prepared.conditionVariables.map((name) => (coerced[name] === true ? 1 : 0)).join('');
    const reads = byConditions.get(key) ?? listReads(prepared, schema, requirements, coerced);
    byConditions.set(key, reads);
    return reads;
  };
}

function unfit(name: string, reason: string): GraphQLError {
  return new GraphQLError(`The registered operation ${name} does not fit the partner contract any more: ${reason}`, {
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } },
  });
}
