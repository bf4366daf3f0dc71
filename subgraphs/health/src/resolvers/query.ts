import { pageOf } from '@ecosystem/kit/connections';
import { resolveMe } from '@ecosystem/kit/doors';
import { badUserInput } from '@ecosystem/kit/errors';
import { departments, isDepartment } from '../domain/department.ts';
import type { QueryResolvers } from '../generated/resolvers.ts';

export const Query: QueryResolvers = {
  me: (_, __, { caller }) => resolveMe(caller),
  practitioners: (_, { department, ...page }, { loaders }) =>
    loaders.practitioners.load({
      by: null,
      page: pageOf(page),
      filters: { department: checkDepartment(department ?? null) },
    }),
};

function checkDepartment(department: string | null): string | null {
  if (department === null || isDepartment(department)) return department;
  throw badUserInput(`"${department.slice(0, 64)}" is not a department; expected one of ${departments.join(', ')}.`);
}
