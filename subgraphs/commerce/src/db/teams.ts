import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { pagesBy } from '@ecosystem/kit/pages';
import { customerTeams, groupTeams } from './tables.ts';

export type TeamRow = RowOf<typeof groupTeams>;
export type MembershipRow = RowOf<typeof customerTeams>;

/** Teams by id. */
export const teamsById = oneBy(
  statement('commerce.teams_by_id', (pool) =>
    pool.select(rowOf(groupTeams)).from(groupTeams).where(anyOf(groupTeams.teamId, 'keys')),
  ),
  (row) => row.teamId,
);

/** The memberships of customers, those of the teams joined last first, one page each. */
export const membershipPages = pagesBy('commerce.membership_pages', customerTeams, {
  by: customerTeams.customerId,
  direction: 'desc',
  sort: [
    { column: customerTeams.joinedAt, type: 'timestamptz', textOf: (row) => row.joinedAt.toISOString() },
    { column: customerTeams.teamId, type: 'uuid', textOf: (row) => row.teamId },
  ],
});
