import type { Logger } from 'pino';
import type { SupergraphHost } from '../execute/supergraph-host.ts';
import { createClientStore } from '../issuer/clients.ts';
import type { OpenPartners } from '../partners/open.ts';
import type { PartnerSettings } from '../partners/settings.ts';
import type { OperatorDesk } from './desk.ts';

/** What operators work with, from what serves partners. */
export function openOperatorDesk(
  { database, budget }: PartnerSettings,
  { registry, announceBudget }: OpenPartners,
  host: Pick<SupergraphHost, 'current'>,
  logger: Logger,
): OperatorDesk {
  return {
    engine: host.current,
    registry,
    database,
    clients: createClientStore(database.pool),
    defaultBudget: budget,
    announceBudget,
    logger,
  };
}
