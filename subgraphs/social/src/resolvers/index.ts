import type { Resolvers } from '../generated/resolvers.ts';
import { Consent } from './consent.ts';
import { Customer, SocialProfile } from './customer.ts';
import { MiniProgram } from './mini-program.ts';
import { Partner } from './partner.ts';
import { Query } from './query.ts';

export const resolvers: Resolvers = { Consent, Customer, MiniProgram, Partner, Query, SocialProfile };
