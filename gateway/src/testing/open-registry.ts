import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { castIds } from '@ecosystem/kit/personas';
import { cloneDatabase } from '@ecosystem/kit/testing';
import { pino } from 'pino';
import { type GatewayDatabase, openGatewayDatabase } from '../database/database.ts';
import { createRegistry, type OperationUsage, type PartnerStanding, type Registry } from '../registry/registry.ts';
import { type LoadedSupergraph, loadSupergraph } from '../supergraph/supergraph.ts';

const statementTimeoutMs = 5_000;

/** Our own supergraph. */
export const ownSupergraph: LoadedSupergraph = loadSupergraph(
  readFileSync(resolve(import.meta.dirname, '../../../schema/supergraph.graphql'), 'utf8'),
  'schema/supergraph.graphql',
);

/** The partners of the demo by their alias. */
export const partnerOf = (alias: string): string => castIds[alias] ?? '';

/** What the partners of the demo may ask customers for. */
const scopesOf: Readonly<Record<string, readonly string[]>> = {
  rides: ['PROFILE_BASIC', 'CONTACT_PHONE', 'TRIPS_READ'],
  hospital: ['PROFILE_BASIC', 'CONTACT_PHONE', 'HEALTH_SUMMARY', 'HEALTH_PRESCRIPTIONS'],
  travel: ['PROFILE_BASIC', 'CONTACT_PHONE'],
  school: ['PROFILE_BASIC', 'CONTACT_PHONE'],
  bank: [
    'PROFILE_BASIC',
    'CONTACT_PHONE',
    'WALLET_BAND',
    'POLICIES_READ',
    'HEALTH_PRESCRIPTIONS',
    'VEHICLES_READ',
    'ORDERS_READ',
  ],
  shop: ['PROFILE_BASIC', 'CONTACT_PHONE', 'ORDERS_READ'],
};

const standings = new Map<string, PartnerStanding>(
  Object.entries(scopesOf).map(([name, allowedScopes]) => [partnerOf(name), { name, status: 'LIVE', allowedScopes }]),
);

/** One worker's registry with what a test looks at. */
export interface TestWorker extends AsyncDisposable {
  readonly registry: Registry;
  readonly database: GatewayDatabase;
  /** The texts that were warmed, in their order. */
  readonly warmedTexts: string[];
  /** States of partners that a test sets in place of LIVE. */
  readonly states: Map<string, string>;
  /** How much an operation was asked, by its id. */
  readonly usage: Map<string, OperationUsage>;
}

export interface TestWorkerOptions {
  readonly loaded?: LoadedSupergraph;
  /** Holds up warming until it settles. */
  readonly warming?: Promise<void>;
}

/** The registry of one more worker on a database; several of one database are several workers. */
export async function openWorker(url: string, options: TestWorkerOptions = {}): Promise<TestWorker> {
  const database = openGatewayDatabase(url, statementTimeoutMs);
  const warmedTexts: string[] = [];
  const states = new Map<string, string>();
  const usage = new Map<string, OperationUsage>();
  const registry = await createRegistry({
    database,
    loaded: () => options.loaded ?? ownSupergraph,
    standingOf: async (partnerId) => {
      const standing = standings.get(partnerId);
      return standing ? { ...standing, status: states.get(partnerId) ?? standing.status } : null;
    },
    // A unit for each selected thing: exact numbers are the matter of the cost model.
    estimateOf: (document) => JSON.stringify(document).split('"kind":"Field"').length - 1,
    ceilingOf: () => 40,
    usageOf: async (_, documentId) => usage.get(documentId) ?? { callsLast30Days: 0, lastUsedAt: null },
    warm: async (texts) => {
      await options.warming;
      warmedTexts.push(...texts);
    },
    logger: pino({ level: 'silent' }),
  });
  return {
    registry,
    database,
    warmedTexts,
    states,
    usage,
    async [Symbol.asyncDispose]() {
      await registry.close();
      await database.close();
    },
  };
}

/** A fresh gateway database. */
export const openRegistryDatabase = (): Promise<string> => cloneDatabase('gateway');
