import type { Connection } from '@ecosystem/kit/connections';
import type { CustomerReference } from '@ecosystem/kit/doors';
import type { Uuid } from '@ecosystem/kit/ids';
import type { AccessLogRow } from './db/access-log.ts';
import type { ReceiptRow } from './db/consent-receipts.ts';
import type { ConsentRow } from './db/consents.ts';
import type { CustomerRow } from './db/customers.ts';
import type { MiniProgramVersionRow } from './db/mini-program-versions.ts';
import type { MiniProgramRow } from './db/mini-programs.ts';
import type { PartnerRow } from './db/partners.ts';
import type { StakeRow } from './db/stakes.ts';
import type { ConsentInForceRow, StandingKey, StandingRow } from './db/standings.ts';

// What resolvers get as the parent of each GraphQL type; the generated resolver types read the names.

export type Customer = CustomerReference;
export type SocialProfile = CustomerRow;
export type Partner = PartnerRow;
export type MiniProgram = MiniProgramRow;
export type MiniProgramVersion = MiniProgramVersionRow;
export type Stake = StakeRow;
export type Consent = ConsentRow;
export type ConsentReceipt = ReceiptRow;
export type PartnerConsent = ConsentRow;
export type MiniProgramConnection = Connection<MiniProgramRow>;
export type PartnerConnection = Connection<PartnerRow>;
export type ConsentConnection = Connection<ConsentRow>;
export type AccessLogEntry = AccessLogRow;
export type AccessLogEntryConnection = Connection<AccessLogRow>;
/** A consent in force with the partner's own name for the customer. */
export interface PartnerCustomerView extends ConsentInForceRow {
  readonly subjectId: Uuid;
}
/** Where a partner stands, with what was asked. */
export interface PartnerStanding extends StandingRow {
  readonly asked: StandingKey;
}
export type ConsentInForce = ConsentInForceRow;
