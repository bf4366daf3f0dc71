import type { Resolvers } from '../generated/resolvers.ts';
import { Consent } from './consent.ts';
import { Customer, SocialProfile } from './customer.ts';
import { MiniProgram, MiniProgramVersion } from './mini-program.ts';
import { Mutation } from './mutation.ts';
import { Partner, Stake } from './partner.ts';
import { Query } from './query.ts';

export const resolvers: Resolvers = {
  Consent,
  Customer,
  MiniProgram,
  MiniProgramVersion,
  Mutation,
  Partner,
  Query,
  SocialProfile,
  Stake,
};
