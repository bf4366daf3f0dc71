import { rowsOf, type SeedWorld, sharedRowsOf, type TableRows } from '@ecosystem/kit/world';
import { consentsOf } from './seed/consents.ts';
import { contactsOf } from './seed/contacts.ts';
import { assignmentsOf, customerRow, recentProgramsOf } from './seed/customers.ts';
import { programList, programRow, versionsOf } from './seed/mini-programs.ts';
import { partnerList, partnerReviewsOf, partnerRow, stakeList } from './seed/partners.ts';
import {
  consents,
  contacts,
  customerAssignments,
  customers,
  miniPrograms,
  miniProgramVersions,
  partnerReviews,
  partners,
  recentPrograms,
  stakes,
} from './src/db/tables.ts';

/** The rows of social in the demo world. */
export function seed(world: SeedWorld): TableRows[] {
  const everybody = world.customers;
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
      everybody.flatMap((customer) => consentsOf(world, customer)),
    ),
  ];
}
