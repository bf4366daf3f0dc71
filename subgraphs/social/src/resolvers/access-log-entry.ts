import { expectRow } from '@ecosystem/kit/doors';
import { formatId } from '@ecosystem/kit/ids';
import type { AccessLogEntryResolvers } from '../generated/resolvers.ts';

export const AccessLogEntry: AccessLogEntryResolvers = {
  id: ({ id }) => formatId('alg', id),
  partner: async ({ partnerId }, _, { loaders }) =>
    partnerId === null ? null : expectRow(await loaders.partner.load(partnerId)),
  scopesUsed: ({ scopes }) => scopes,
  fieldsRead: ({ fields }) => fields,
};
