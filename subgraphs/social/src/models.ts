import type { Connection } from '@ecosystem/kit/connections';
import type { CustomerReference } from '@ecosystem/kit/doors';
import type { ReceiptRow } from './db/consent-receipts.ts';
import type { ConsentRow } from './db/consents.ts';
import type { CustomerRow } from './db/customers.ts';
import type { MiniProgramRow } from './db/mini-programs.ts';
import type { PartnerRow } from './db/partners.ts';

// What resolvers get as the parent of each GraphQL type; the generated resolver types read the names.

export type Customer = CustomerReference;
export type SocialProfile = CustomerRow;
export type Partner = PartnerRow;
export type MiniProgram = MiniProgramRow;
export type Consent = ConsentRow;
export type ConsentReceipt = ReceiptRow;
export type PartnerConsent = ConsentRow;
export type MiniProgramConnection = Connection<MiniProgramRow>;
export type ConsentConnection = Connection<ConsentRow>;
