import type { GatewayDatabase } from '../database/database.ts';

/** What a gateway needs to serve partners. */
export interface PartnerSettings {
  readonly database: GatewayDatabase;
}
