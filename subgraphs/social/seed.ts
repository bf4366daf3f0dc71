import type { Vault } from '@ecosystem/kit/field-encryption';
import { rowsOf, type SeedWorld, sharedRowsOf, type TableRows } from '@ecosystem/kit/world';
import { accessLogOf } from './seed/access-log.ts';
import { consentsOf } from './seed/consents.ts';
import { contactsOf } from './seed/contacts.ts';
import { assignmentsOf, customerRow, recentProgramsOf } from './seed/customers.ts';
import { programList, programRow, versionsOf } from './seed/mini-programs.ts';
import { partnerKeyRows } from './seed/partner-keys.ts';
import { partnerList, partnerReviewsOf, partnerRow, stakeList } from './seed/partners.ts';
import {
  accessLog,
  accessLogHeads,
  consentReceipts,
  consents,
  contacts,
  customerAssignments,
  customers,
  miniPrograms,
  miniProgramVersions,
  partnerKeys,
  partnerReviews,
  partners,
  recentPrograms,
  stakes,
  subjectRegistry,
} from './src/db/tables.ts';

/** The rows of social in the demo world; the vault seals the secrets of partners. */
export function seed(world: SeedWorld, vault: Vault): TableRows[] {
  const everybody = world.customers;
  const permissions = everybody.map((customer) => consentsOf(world, customer));
  const logs = permissions.map((rows) => accessLogOf(rows.consents));
  return [
    sharedRowsOf(
      partners,
      partnerList.map((partner, index) => partnerRow(world, index + 1, partner)),
    ),
    sharedRowsOf(
      partnerReviews,
      partnerList.flatMap((partner, index) => partnerReviewsOf(world, index + 1, partner)),
    ),
    sharedRowsOf(stakes, stakeList),
    sharedRowsOf(
      miniPrograms,
      programList.map((program, index) => programRow(world, index + 1, program)),
    ),
    sharedRowsOf(
      miniProgramVersions,
      programList.flatMap((_, index) => versionsOf(world, index + 1)),
    ),
    sharedRowsOf(partnerKeys, partnerKeyRows(vault)),
    rowsOf(
      customers,
      everybody.map((customer) => customerRow(world, customer)),
    ),
    rowsOf(
      contacts,
      everybody.flatMap((customer) => contactsOf(world, customer)),
    ),
    rowsOf(customerAssignments, everybody.flatMap(assignmentsOf)),
    rowsOf(
      recentPrograms,
      everybody.flatMap((customer) => recentProgramsOf(world, customer)),
    ),
    rowsOf(
      consents,
      permissions.flatMap((rows) => rows.consents),
    ),
    rowsOf(
      consentReceipts,
      permissions.flatMap(({ receipts }) => receipts),
    ),
    rowsOf(
      subjectRegistry,
      permissions.flatMap(({ subjects }) => subjects),
    ),
    rowsOf(
      accessLog,
      logs.flatMap(({ entries }) => entries),
    ),
    rowsOf(
      accessLogHeads,
      logs.flatMap(({ heads }) => heads),
    ),
  ];
}
