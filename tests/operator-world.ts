import { operatorActions } from '@ecosystem/gateway/database/tables';
import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { startWorld, type World } from './world.ts';

type Json = Record<string, unknown>;

/** What goes with an operation; without a token an operator asks. */
export interface OperatorQuestion {
  readonly token?: string | null;
  readonly variables?: Readonly<Json>;
  /** The body in place of one with the operation. */
  readonly body?: string;
}

export interface OperatorAnswer {
  readonly status: number;
  readonly data?: Json | null;
  readonly errors?: Json[];
}

/** A world with partners, and operators who ask its gateway. */
export interface OperatorWorld extends AsyncDisposable {
  readonly world: World;
  readonly pool: NonNullable<World['database']>['pool'];
  ask(query: string, question?: OperatorQuestion): Promise<OperatorAnswer>;
  /** The payload of a mutation; fails if it is an error. */
  mutate(name: string, input: Json, selection: string): Promise<Json>;
  /** What operators did about a partner, the oldest first. */
  actionsOf(partnerId: string): Promise<(typeof operatorActions.$inferSelect)[]>;
}

/** Starts the whole system for operators. */
export async function startOperatorWorld(): Promise<OperatorWorld> {
  const world = await startWorld('in-process', { partners: true });
  const operator = await world.token('platform-operator');
  const pool = world.database?.pool;
  if (!pool) throw new Error('The world has no gateway database.');

  async function ask(query: string, { token = operator, variables, body }: OperatorQuestion = {}) {
    const response = await world.gateway.fastify.inject({
      method: 'POST',
      url: '/operators/graphql',
      headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
      payload: body ?? JSON.stringify({ query, variables }),
    });
    return { status: response.statusCode, ...response.json<Omit<OperatorAnswer, 'status'>>() };
  }

  return {
    world,
    pool,
    ask,
    async mutate(name, input, selection) {
      const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
      const refusals = 'userErrors { code message path documentId }';
      const query = `mutation($input: ${type}!) { ${name}(input: $input) { ${selection} ${refusals} } }`;
      const { data, errors } = await ask(query, { variables: { input } });
      expect(errors).toBeUndefined();
      return data?.[name] as Json;
    },
    actionsOf: (partnerId) =>
      pool
        .select()
        .from(operatorActions)
        .where(eq(operatorActions.partnerId, partnerId))
        .orderBy(operatorActions.startedAt, operatorActions.id),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}
