import type { RowOf } from '@ecosystem/kit/columns';
import { pagesBy } from '@ecosystem/kit/pages';
import { ledgerEntries } from './tables.ts';

export type EntryRow = RowOf<typeof ledgerEntries>;

/** The entries of accounts, newest first. */
export const entryPages = pagesBy('finance.entry_pages', ledgerEntries, {
  by: [ledgerEntries.ownerId, ledgerEntries.accountId],
  direction: 'desc',
  sort: [{ column: ledgerEntries.seq, type: 'bigint', textOf: (row) => String(row.seq) }],
});
