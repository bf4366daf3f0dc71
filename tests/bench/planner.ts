import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { getOperationAST, parse } from 'graphql';
import { repository } from './files.ts';
import { writePeerSupergraph } from './gateways/peer-supergraph.ts';
import { computeSpread, type Spread } from './statistics.ts';

/** How long one planner takes for one stored operation. */
export interface PlanRecord {
  readonly operation: string;
  readonly planner: string;
  /** Of planners that have planned nothing before. */
  readonly firstMs: Spread;
  readonly laterMs: Spread;
}

/** Plans one text; made anew for each measurement. */
type Plan = (text: string, name: string) => Promise<unknown>;

// The planners are dependencies of the gateway, not of the tests; their packages are read from its place.
const requireFromGateway = createRequire(join(repository, 'gateway/package.json'));

interface ApolloPlanning {
  readonly Supergraph: { build(sdl: string): ApolloSupergraph };
  operationFromDocument(schema: unknown, document: unknown, options: object): unknown;
}
interface ApolloSupergraph {
  readonly schema: unknown;
  apiSchema(): unknown;
}
type ApolloPlanner = new (supergraph: ApolloSupergraph) => { buildQueryPlan(operation: unknown): unknown };
type HivePlanner = new (
  sdl: string,
) => {
  planAsync(text: string, name: string, labels: Set<number>, percentage: number, signal: null): Promise<unknown>;
};

function createApollo(sdl: string): Plan {
  const { Supergraph, operationFromDocument } = requireFromGateway('@apollo/federation-internals') as ApolloPlanning;
  const { QueryPlanner } = requireFromGateway('@apollo/query-planner') as { readonly QueryPlanner: ApolloPlanner };
  const supergraph = Supergraph.build(sdl);
  const schema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph);
  return async (text, name) =>
    planner.buildQueryPlan(operationFromDocument(schema, parse(text), { operationName: name }));
}

function createHive(sdl: string): Plan {
  const { QueryPlanner } = requireFromGateway('@graphql-hive/router-query-planner') as {
    readonly QueryPlanner: HivePlanner;
  };
  const planner = new QueryPlanner(sdl);
  return (text, name) => planner.planAsync(text, name, new Set(), 0, null);
}

const planners: Readonly<Record<string, (sdl: string) => Plan>> = {
  '@apollo/query-planner': createApollo,
  '@graphql-hive/router-query-planner': createHive,
};
const freshPlanners = 7;
const laterPlans = 10;

/** The time of a first plan and of later ones, for every stored operation and the deep one of the bench. */
export async function measurePlanners(): Promise<PlanRecord[]> {
  // Without scopes, which Apollo's planner refuses as the stock gateway does; both plan the same.
  const sdl = writePeerSupergraph(readFileSync(join(repository, 'schema/supergraph.graphql'), 'utf8'), {});
  const records: PlanRecord[] = [];
  for (const { operation, text } of listDocuments()) {
    const name = getOperationAST(parse(text))?.name?.value ?? '';
    for (const [planner, create] of Object.entries(planners)) {
      const first: number[] = [];
      const later: number[] = [];
      for (let fresh = 0; fresh < freshPlanners; fresh += 1) {
        const plan = create(sdl);
        first.push(await time(() => plan(text, name)));
        for (let again = 0; again < laterPlans; again += 1) later.push(await time(() => plan(text, name)));
      }
      records.push({ operation, planner, firstMs: computeSpread(first), laterMs: computeSpread(later) });
    }
  }
  return records;
}

/** How many fetches the plan of an operation has; what is executed in process cannot be counted from outside. */
export async function countPlannedFetches(text: string): Promise<number> {
  const sdl = writePeerSupergraph(readFileSync(join(repository, 'schema/supergraph.graphql'), 'utf8'), {});
  const plan = await createApollo(sdl)(text, getOperationAST(parse(text))?.name?.value ?? '');
  return JSON.stringify(plan).split('"kind":"Fetch"').length - 1;
}

function listDocuments(): { operation: string; text: string }[] {
  const folders = ['schema/operations/web', 'tests/bench/operations'];
  return folders.flatMap((folder) =>
    readdirSync(join(repository, folder))
      .filter((file) => file.endsWith('.graphql'))
      .map((file) => ({
        operation: file.replace('.graphql', ''),
        text: readFileSync(join(repository, folder, file), 'utf8'),
      })),
  );
}

async function time(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}
