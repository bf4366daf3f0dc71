import { parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { findDifference } from './compare.ts';
import { knownCases } from './known-cases.ts';
import { openWorld } from './run-world.ts';
import { access } from './supergraphs/access.ts';
import { context } from './supergraphs/context.ts';
import { smallWorlds } from './supergraphs/index.ts';
import { variants } from './variants.ts';
import { modelWorld } from './worlds/model.ts';
import { askMonolith } from './worlds/monolith.ts';

const models = new Map(smallWorlds.map((world) => [world.name, modelWorld(world)]));
const modelOf = (name: string) => {
  const model = models.get(name);
  if (!model) throw new Error(`There is no world ${name}.`);
  return model;
};

describe.each(knownCases)('$title', ({ world, query, variables = {}, data, errors = [], stock }) => {
  const model = modelOf(world);
  const operation = { document: parse(query), variables };
  const expected = { data, errors, hidden: [] };

  test('in the monolith, which is the judge of all others', async () => {
    expect(validate(model.loaded.schema, operation.document)).toEqual([]);
    const answer = await askMonolith(model, model.world.createData(), operation.document, variables);
    const found = { data: answer.data, errors: answer.errors.map((path) => ({ message: '', path })) };
    expect(findDifference(expected, found)).toBeNull();
  });

  test.each(variants)('in $name, if it is not known to be wrong', async ({ isJudged, ...variant }) => {
    const { hidden } = await askMonolith(model, model.world.createData(), operation.document, variables);
    await using opened = openWorld(model, { isJudged, ...variant });
    const answer = await opened.ask(operation);
    // A stock engine that has become right needs its remark no more.
    const differs = !isJudged && stock !== undefined;
    const difference = findDifference({ ...expected, hidden }, answer);
    expect(difference !== null, `${difference}: ${JSON.stringify(answer)}`).toBe(differs);
  });
});

describe.each(variants)('$name', (variant) => {
  test('refuses what the caller may not have, at its place, and gives the rest', async () => {
    await using opened = openWorld(modelOf(access.name), variant);
    const document = parse('{ accounts { id owner sealed score cards { number pin } limits { daily } } open }');
    const caller = { subject: 'someone', scopes: new Set(['read:bank', 'admin']) };
    const { data, errors } = await opened.ask({ document, variables: {} }, caller);

    const card = (number: number) => ({ number, pin: `000${number}` });
    expect(JSON.stringify(data)).toBe(
      JSON.stringify({
        accounts: [
          { id: '1', owner: 'owner 1', sealed: null, score: null, cards: [card(0), card(1)], limits: { daily: 1 } },
          { id: '2', owner: 'owner 2', sealed: null, score: null, cards: [card(2)], limits: null },
        ],
        open: 'open',
      }),
    );
    expect(errors?.map(({ path }) => path?.join('.')).sort()).toEqual(['accounts.score', 'accounts.sealed']);
  });

  test('answers nothing to nobody where a caller is needed', async () => {
    await using opened = openWorld(modelOf(access.name), variant);
    const document = parse('{ account(id: "1") { id } cards { number } open }');
    const { data, errors } = await opened.ask({ document, variables: {} }, { subject: null, scopes: new Set() });

    expect(data).toEqual({ account: null, cards: null, open: 'open' });
    expect(errors?.map(({ path }) => path?.join('.')).sort()).toEqual(['account', 'cards']);
  });

  test('gives a field its argument from the context, or says that it cannot', async () => {
    await using opened = openWorld(modelOf(context.name), variant);
    const document = parse('{ parents { child { name greeting grade } } }');
    const { data, errors } = await opened.ask({ document, variables: {} });

    if (!variant.isJudged) return;
    if (errors) expect(errors).toMatchObject([{ code: 'NOT_SUPPORTED' }]);
    else
      expect(data).toEqual({
        parents: [
          { child: { name: 'Child 1', greeting: 'hello in de', grade: 1 } },
          { child: { name: 'Child 2', greeting: 'hello in zh', grade: 2 } },
        ],
      });
  });
});
