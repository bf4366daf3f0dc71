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
import type { Reads } from './access-recorder.ts';
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
  /** What it reads of the customer with these coerced variables under these consent scopes; null: all that it asks for. */
  readsOf(coerced: Variables, granted: readonly string[] | null): Reads;
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

/** What is read depends on the variables of @skip and @include and on the consent alone, so it is found out once for each of their values. */
function rememberReads(prepared: PreparedOperation, schema: GraphQLSchema, requirements: Requirements) {
  const known = new Map<string, Reads>();
  return (coerced: Variables, granted: readonly string[] | null): Reads => {
    const conditions = prepared.conditionVariables.map((name) => (coerced[name] === true ? 1 : 0)).join('');
    const key = `${conditions} ${granted === null ? '*' : granted.join(' ')}`;
    const found = known.get(key) ?? summarise(listReads(prepared, schema, requirements, coerced), granted);
    known.set(key, found);
    return found;
  };
}

function summarise(reads: readonly CustomerRead[], granted: readonly string[] | null): Reads {
  const seen = reads.filter(({ scope }) => scope === null || granted === null || granted.includes(scope));
  return {
    scopes: [...new Set(seen.flatMap(({ scope }) => scope ?? []))],
    fields: [...new Set(seen.map(({ coordinate }) => coordinate))],
  };
}

function unfit(name: string, reason: string): GraphQLError {
  return new GraphQLError(`The registered operation ${name} does not fit the partner contract any more: ${reason}`, {
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } },
  });
}
