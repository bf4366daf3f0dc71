import type { Caller } from '@ecosystem/kit/caller';
import type { DocumentNode } from 'graphql';
import { type Actual, findDifference } from './compare.ts';
import { describeFinding, type Finding } from './findings.ts';
import { generateOperation } from './generate/generate.ts';
import { type ClientOperation, chooseOtherwise, useVariables } from './generate/variables.ts';
import { ask, type Variant } from './variants.ts';
import type { WorldModel } from './worlds/model.ts';
import { askMonolith } from './worlds/monolith.ts';
import { openSubgraphs } from './worlds/subgraphs.ts';

/** A world behind one engine. */
export interface OpenWorld extends AsyncDisposable {
  /** Compares one operation with the judge, on fresh data; null if the answers are the same. */
  compare(operation: ClientOperation, seed: number | string, caller?: Caller): Promise<Finding | null>;
  /** What the engine answers on fresh data. */
  ask(operation: ClientOperation, caller?: Caller): Promise<Actual>;
}

/** Opens a world; its engine stays for all operations, as in a gateway. */
export function openWorld(model: WorldModel, variant: Variant): OpenWorld {
  const { createData, name, caller: usual } = model.world;
  let data = createData();
  const engine = variant.create(
    model.loaded,
    openSubgraphs(model, () => data),
  );
  const askFresh = (operation: ClientOperation, caller?: Caller) => {
    data = createData();
    return ask(engine, operation, caller ?? usual);
  };
  return {
    [Symbol.asyncDispose]: () => engine.close(),
    ask: askFresh,
    async compare(operation, seed, caller) {
      const expected = await askMonolith(model, createData(), operation.document, operation.variables);
      const actual = await askFresh(operation, caller);
      const difference = findDifference(expected, actual);
      if (difference === null) return null;
      return describeFinding(name, variant, seed, difference, operation, expected, actual);
    },
  };
}

/** The operation of a seed: with literals, with variables, and with variables of other values. */
export function operationsOf(
  { world, loaded }: WorldModel,
  seed: number,
  isColliding = false,
): readonly [ClientOperation, ClientOperation, ClientOperation] {
  const document: DocumentNode = generateOperation(loaded.schema, seed, {
    ...(world.literals && { literals: world.literals }),
    ...(world.depthMax && { depthMax: world.depthMax }),
    ...(world.fieldsMax && { fieldsMax: world.fieldsMax }),
    ...(world.without && { without: new Set(world.without) }),
    isColliding,
    kind: world.hasMutations && seed % 3 === 0 ? 'mutation' : 'query',
  });
  const withVariables = useVariables(loaded.schema, document, seed);
  return [{ document, variables: {} }, withVariables, chooseOtherwise(withVariables, seed)];
}
