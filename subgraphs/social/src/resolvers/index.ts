import type { Resolvers } from '../generated/resolvers.ts';
import { Consent, ConsentReceipt, PartnerConsent } from './consent.ts';
import { Customer, SocialProfile } from './customer.ts';
import { MiniProgram } from './mini-program.ts';
import { Mutation } from './mutation.ts';
import { Partner } from './partner.ts';
import { Query } from './query.ts';

export const resolvers: Resolvers = {
  Consent,
  ConsentReceipt,
  Customer,
  MiniProgram,
  Mutation,
  Partner,
  PartnerConsent,
  Query,
  SocialProfile,
};
