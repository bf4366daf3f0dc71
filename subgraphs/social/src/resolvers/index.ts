import type { Resolvers } from '../generated/resolvers.ts';
import { AccessLogEntry } from './access-log-entry.ts';
import { Consent, ConsentReceipt, PartnerConsent } from './consent.ts';
import { Customer, SocialProfile } from './customer.ts';
import { MiniProgram, MiniProgramVersion } from './mini-program.ts';
import { Mutation } from './mutation.ts';
import { Partner, Stake } from './partner.ts';
import { PartnerCustomerView } from './partner-customer-view.ts';
import { ConsentInForce, PartnerStanding } from './partner-standing.ts';
import { Query } from './query.ts';

export const resolvers: Resolvers = {
  AccessLogEntry,
  Consent,
  ConsentInForce,
  ConsentReceipt,
  Customer,
  MiniProgram,
  MiniProgramVersion,
  Mutation,
  Partner,
  PartnerConsent,
  PartnerCustomerView,
  PartnerStanding,
  Query,
  SocialProfile,
  Stake,
};
