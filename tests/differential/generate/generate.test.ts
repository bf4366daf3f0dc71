import { Kind, print, visit } from 'graphql';
import { expect, test } from 'vitest';
import { operationsOf } from '../run-world.ts';
import { smallWorlds } from '../supergraphs/index.ts';
import { modelWorld } from '../worlds/model.ts';
import { askMonolith } from '../worlds/monolith.ts';

const models = smallWorlds.map(modelWorld);
const all = models.flatMap((model) =>
  Array.from({ length: model.world.generated }, (_, index) => ({ model, operations: operationsOf(model, index + 1) })),
);

test('there are more than 300 operations over more than ten supergraphs, all of them different', () => {
  expect(smallWorlds.length).toBeGreaterThan(10);
  expect(new Set(all.map(({ operations: [one] }) => print(one.document))).size).toBeGreaterThan(300);
});

test('the same seed gives the same operation', () => {
  for (const model of models) expect(operationsOf(model, 7)).toEqual(operationsOf(model, 7));
});

test('an operation means the same with literals and with variables', async () => {
  for (const { model, operations } of all) {
    const [literal, variable] = operations;
    const answers = await Promise.all(
      [literal, variable].map((one) => askMonolith(model, model.world.createData(), one.document, one.variables)),
    );
    expect(JSON.stringify(answers[1])).toBe(JSON.stringify(answers[0]));
  }
});

test('all that is legal comes, and often', () => {
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const { operations } of all) {
    const [literal, variable] = operations;
    visit(literal.document, {
      Field(node) {
        if (node.alias) count('alias');
        if (node.name.value === '__typename') count('__typename');
        if (node.arguments?.length) count('arguments');
      },
      InlineFragment: (node) => count(node.typeCondition ? 'inline fragment' : 'inline fragment on nothing'),
      FragmentSpread: () => count('spread'),
      Directive: (node) => count(`@${node.name.value}`),
      SelectionSet({ selections }) {
        const texts = selections.map(print);
        if (new Set(texts).size < texts.length) count('repeated selection');
        const names = selections.flatMap((node) =>
          node.kind === Kind.FIELD && node.selectionSet ? [node.name.value] : [],
        );
        if (new Set(names).size < names.length) count('field with several selections');
      },
    });
    visit(variable.document, {
      VariableDefinition: (node) => count(node.defaultValue ? 'variable with a default' : 'variable'),
    });
  }
  expect(Object.fromEntries([...counts].filter(([, times]) => times < 100))).toEqual({});
  expect([...counts.keys()].sort()).toEqual([
    '@include',
    '@skip',
    '__typename',
    'alias',
    'arguments',
    'field with several selections',
    'inline fragment',
    'inline fragment on nothing',
    'repeated selection',
    'spread',
    'variable',
    'variable with a default',
  ]);
});
