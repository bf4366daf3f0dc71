import type { Logger } from 'pino';
import { createBudgets } from '../budgets/budgets.ts';
import { openBudgetStore } from '../budgets/open-store.ts';
import { keyOfPartner, readPartnerBudgets } from '../budgets/partner-budgets.ts';
import { findCost } from '../cost/known-costs.ts';
import type { SupergraphHost } from '../execute/supergraph-host.ts';
import { createRegistry, type Registry } from '../registry/registry.ts';
import { seedRegistry } from '../registry/seed.ts';
import { createPartnerDesk, type PartnerDesk } from './desk.ts';
import { createRefusalLog } from './refusal-log.ts';
import type { PartnerSettings } from './settings.ts';
import { askPartnerScopes } from './standing.ts';
import { createUsageCounter } from './usage.ts';
import { readRecentUsage } from './usage-report.ts';

/** Everything that serves partners in this process. */
export interface OpenPartners {
  readonly desk: PartnerDesk;
  readonly registry: Registry;
  /** Publishes what the demo's partners may ask, where it is configured and nothing was published yet. */
  seed(): Promise<void>;
  /** Has every process read the budget of a partner again; one that is not reached does within 5 s. */
  announceBudget(partnerId: string): Promise<void>;
  /** Writes what is still to be written, then lets go of the stores. */
  close(): Promise<void>;
}

/** Says whose settings changed. */
const settingsChannel = 'partner_settings';
/** Longest wait for where a partner stands when it publishes. */
const standingTimeoutMs = 5_000;

/**
 * Opens what serves partners.
 * @throws Error if the database or the store of budgets does not answer.
 */
export async function openPartners(
  { database, redisUrl, budget, storeTimeoutMs, demoFolder }: PartnerSettings,
  host: Pick<SupergraphHost, 'current' | 'warm'>,
  checkText: (text: string) => void,
  logger: Logger,
): Promise<OpenPartners> {
  const budgetSettings = readPartnerBudgets(database.database, budget);
  const refusals = createRefusalLog(database);
  const usage = createUsageCounter(database, logger);
  const budgets = createBudgets({
    store: await openBudgetStore({ redisUrl, databaseUrl: database.url, timeoutMs: storeTimeoutMs }),
    settingsOf: budgetSettings.settingsOf,
    onFault: (error) => logger.warn({ err: error }, 'the store of budgets does not answer'),
  });
  const registry = await createRegistry({
    database,
    loaded: () => host.current().loaded,
    standingOf: (partnerId) =>
      askPartnerScopes(host.current(), partnerId, {
        requestId: `registry-${partnerId}`,
        signal: AbortSignal.timeout(standingTimeoutMs),
      }),
    estimateOf: (document, operation) => findCost(host.current().loaded, document, operation).estimate({}),
    ceilingOf: async (partnerId) => (await budgetSettings.settingsOf(keyOfPartner(partnerId))).ceiling,
    usageOf: (partnerId, documentId) => readRecentUsage(database, partnerId, documentId),
    warm: host.warm,
    checkText,
    logger,
  });
  const stopListening = await database.listen(settingsChannel, budgetSettings.forget);
  return {
    desk: createPartnerDesk({ engine: host.current, operations: registry, budgets, refusals, usage }),
    registry,
    async seed() {
      if (demoFolder !== null) await seedRegistry({ registry, database, folder: demoFolder, logger });
    },
    async announceBudget(partnerId) {
      budgetSettings.forget(partnerId);
      await database.notify(settingsChannel, partnerId);
    },
    async close() {
      await Promise.allSettled([stopListening()]);
      await registry.close();
      await Promise.all([refusals.drain(), usage.close()]);
      await budgets.close();
    },
  };
}
