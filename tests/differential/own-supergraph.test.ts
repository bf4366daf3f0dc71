import { loadSupergraph } from '@ecosystem/gateway/supergraph/supergraph';
import { connectInProcess } from '@ecosystem/gateway/transport/in-process';
import type { Caller } from '@ecosystem/kit/caller';
import { openTestSubgraph, type TestSubgraph } from '@ecosystem/kit/testing';
import { castId } from '@ecosystem/kit/world';
import { afterAll, expect, test } from 'vitest';
import { definitions } from '../definitions.ts';
import { readText } from '../files.ts';
import { findDifference } from './compare.ts';
import { describeFinding, type Finding, judge } from './findings.ts';
import { type GeneratorOptions, generateOperation } from './generate/generate.ts';
import type { Literals } from './generate/literals.ts';
import { chooseOtherwise, useVariables } from './generate/variables.ts';
import { ask, variants } from './variants.ts';
import { openOwnMonolith } from './worlds/own-monolith.ts';
import { readOwnership } from './worlds/own-ownership.ts';

/** Seeds to run alone while looking into a finding; empty means all. */
const replay: readonly number[] = [];
const generated = 110;
const seeds = replay.length > 0 ? replay : Array.from({ length: generated }, (_, index) => index + 1);

const idsOf = (prefix: string) => [1, 2, 3, 6, 999].map((number) => `"${castId(prefix, number)}"`);
const literals: Literals = {
  'customer.id': idsOf('cus'),
  'product.id': idsOf('prd'),
  'product.gtin': ['null'],
  'miniProgram.id': idsOf('app'),
  'payment.id': idsOf('pay'),
  'policy.id': idsOf('pau'),
  'claim.id': idsOf('clm'),
  'redPacket.id': idsOf('pkt'),
  from: ['"2026-10-01"'],
  to: ['"2026-11-01"', '"2026-10-02"'],
  at: ['null', '"2026-11-01T00:00:00Z"'],
  payload: ['"nonsense"', '""'],
  product: ['"AUTO_COMPREHENSIVE"', '"NOTHING"'],
  code: ['"110100"', '"330100"', '"nowhere"'],
  first: ['1', '2', '3', '0'],
  after: ['null', 'null', 'null', '"nonsense"'],
  text: ['"a"', '"e"', 'null'],
  department: ['"Cardiology"', 'null'],
};

/** Doors, and what leads from one subgraph to another. */
const preferred = new Set([
  ...[
    'me',
    'finance',
    'commerce',
    'auto',
    'loans',
    'lender',
    'industry',
    'policies',
    'vehicle',
    'make',
    'owner',
    'holder',
  ],
  ...['orders', 'payment', 'amount', 'buyer', 'displayName', 'rides', 'fines', 'passenger', 'nodes', 'edges', 'node'],
  ...['patients', 'guardian', 'vehicles', 'health'],
]);
/** Three of four operations begin with a customer. */
const others = ['city', 'product', 'marketplaces', 'practitioners', 'miniProgram', 'miniPrograms', 'customer'];
const withoutOthers = new Set(others.map((name) => `Query.${name}`));
const optionsOf = (seed: number): GeneratorOptions => ({
  ...(seed % 4 > 0 && { without: withoutOthers }),
  literals,
  preferred,
  depthMax: 8,
  fieldsMax: 40,
  conditionChance: 0.05,
});

const opened: Record<string, TestSubgraph> = {};
for (const definition of Object.values(definitions)) opened[definition.name] = await openTestSubgraph(definition);
afterAll(async () => {
  for (const one of Object.values(opened)) await one.subgraph.close();
});

const sdl = readText('schema/supergraph.graphql');
const loaded = loadSupergraph(sdl, 'schema/supergraph.graphql');
const askMonolith = openOwnMonolith(opened, readOwnership(loaded));

/** Customers with every scope there is: what is refused has tests of its own. */
const scopes = new Set([...sdl.matchAll(/"([a-z]+:[A-Za-z_-]+)"/g)].map(([, scope]) => scope ?? ''));
const callers: readonly Caller[] = [1, 2, 6, 8].map((number) => ({ subject: castId('cus', number), scopes }));

test.each(variants)(
  '$name answers generated operations over the five subgraphs',
  async (variant) => {
    const transports = Object.values(opened).map(({ subgraph }) => connectInProcess(subgraph, { timeoutMs: 10_000 }));
    const engine = variant.create(loaded, transports);
    const findings: Finding[] = [];
    const answered = seeds.filter((seed) => seed % (variant.everyNth ?? 1) === 0);
    for (const seed of answered) {
      const document = generateOperation(loaded.schema, seed, optionsOf(seed));
      const withVariables = useVariables(loaded.schema, document, seed);
      const caller = callers[seed % callers.length] ?? { subject: null, scopes };
      for (const operation of [{ document, variables: {} }, withVariables, chooseOtherwise(withVariables, seed)]) {
        const expected = await askMonolith(operation, caller);
        const actual = await ask(engine, operation, caller);
        const difference = findDifference(expected, actual);
        if (difference) findings.push(describeFinding('own', variant, seed, difference, operation, expected, actual));
      }
    }
    await engine.close();
    expect(judge(variant, 'own', findings, answered)).toBe('');
  },
  60_000,
);
