import type { Logger } from 'pino';
import { createBudgets } from '../budgets/budgets.ts';
import { openBudgetStore } from '../budgets/open-store.ts';
import { readPartnerBudgets } from '../budgets/partner-budgets.ts';
import type { Engine } from '../execute/engine.ts';
import { createPartnerDesk, type PartnerDesk } from './desk.ts';
import type { OperationSource } from './find-operation.ts';
import { createRefusalLog } from './refusal-log.ts';
import type { PartnerSettings } from './settings.ts';
import { createUsageCounter } from './usage.ts';

/** Everything that serves partners in this process. */
export interface OpenPartners {
  readonly desk: PartnerDesk;
  /** Writes what is still to be written, then lets go of the stores. */
  close(): Promise<void>;
}

/** Opens what serves partners. */
export async function openPartners(
  { database, redisUrl, budget, storeTimeoutMs }: PartnerSettings,
  engine: () => Engine,
  operations: OperationSource,
  logger: Logger,
): Promise<OpenPartners> {
  const settings = readPartnerBudgets(database.database, budget);
  const budgets = createBudgets({
    store: await openBudgetStore({ redisUrl, databaseUrl: database.url, timeoutMs: storeTimeoutMs }),
    settingsOf: settings.settingsOf,
    onFault: (error) => logger.warn({ err: error }, 'the store of budgets does not answer'),
  });
  const refusals = createRefusalLog(database);
  const usage = createUsageCounter(database, logger);
  return {
    desk: createPartnerDesk({ engine, operations, budgets, refusals, usage }),
    async close() {
      await Promise.all([refusals.drain(), usage.close()]);
      await budgets.close();
    },
  };
}
