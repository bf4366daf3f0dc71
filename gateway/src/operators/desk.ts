import type { Logger } from 'pino';
import type { BudgetSettings } from '../budgets/budget.ts';
import type { GatewayDatabase } from '../database/database.ts';
import type { Engine } from '../execute/engine.ts';
import type { ClientStore } from '../issuer/clients.ts';
import type { Registry } from '../registry/registry.ts';
import type { SocialPartners } from './social-partners.ts';

/** What operators work with. */
export interface OperatorDesk {
  readonly engine: () => Engine;
  readonly registry: Pick<Registry, 'listOf' | 'publish' | 'unpublish'>;
  readonly database: Pick<GatewayDatabase, 'pool'>;
  readonly clients: ClientStore;
  /** What partners may use that have no settings of their own. */
  readonly defaultBudget: BudgetSettings;
  /** Tells all processes that the budget of a partner changed. */
  readonly announceBudget: (partnerId: string) => Promise<void>;
  readonly logger: Logger;
}

/** One request of an operator. */
export interface OperatorRequest {
  readonly desk: OperatorDesk;
  /** The subject of the token. */
  readonly operator: string;
  readonly partners: SocialPartners;
}
