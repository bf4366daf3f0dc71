import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '@ecosystem/kit/config';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readGatewayConfig } from './config.ts';
import { findCost } from './cost/known-costs.ts';
import { costOf } from './cost/testing.ts';
import { readStoredDocuments } from './documents/stored-documents.ts';
import { loadSupergraph } from './supergraph/supergraph.ts';

const budgetsOf = (environment: NodeJS.ProcessEnv) => readGatewayConfig([], environment).budgets;
const schemaFolder = join(import.meta.dirname, '../../schema');
const own = loadSupergraph(readFileSync(join(schemaFolder, 'supergraph.graphql'), 'utf8'), 'Ours');

describe('budgets', () => {
  test('are in the own database, and with a generous quota for first-party callers, unless configured', () => {
    expect(budgetsOf({})).toEqual({
      redisUrl: null,
      partner: { quota: 60_000, windowS: 60, burst: 20_000, ceiling: 1_000 },
      firstParty: { quota: 10_000_000, windowS: 60, ceiling: 10_000 },
    });
  });

  test('can be set', () => {
    const environment = { REDIS_URL: 'redis://cache:6379', PARTNER_BURST: '0', FIRST_PARTY_QUOTA: '600000' };
    expect(budgetsOf(environment)).toMatchObject({
      redisUrl: 'redis://cache:6379',
      partner: { burst: 0 },
      firstParty: { quota: 600_000 },
    });
  });

  test.each([
    ['REDIS_URL', 'http://cache'],
    ['PARTNER_QUOTA', '0'],
    ['PARTNER_WINDOW_S', '0.5'],
    ['FIRST_PARTY_QUOTA', 'none'],
  ])('that are wrong are named: %s=%s', (name, value) => {
    expect(() => budgetsOf({ [name]: value })).toThrow(ConfigurationError);
    expect(() => budgetsOf({ [name]: value })).toThrow(name);
  });
});

describe('the ceiling of first-party callers', () => {
  const { ceiling } = budgetsOf({}).firstParty;
  const documents = readStoredDocuments(join(schemaFolder, 'operations')).all;

  test('leaves room for ten times each stored document, with pages as long as they can be', () => {
    const costs = documents.map(({ text }) => {
      const document = parse(text);
      const operation = document.definitions.find((node) => node.kind === 'OperationDefinition');
      return operation ? findCost(own, document, operation).estimate({ first: 100 }) : Number.NaN;
    });
    expect(costs.length).toBeGreaterThan(15);
    expect(Math.max(...costs)).toBeLessThan(ceiling / 10);
  });

  test('stops pages that multiply with each other', () => {
    const text = `{ me { commerce { orders(first: 100) { nodes {
      buyer { commerce { orders(first: 100) { nodes { total { amount } } } } } } } } } }`;
    expect(costOf(text, own).estimate({})).toBeGreaterThan(ceiling);
  });
});
