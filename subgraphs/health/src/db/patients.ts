import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { asc, sql } from 'drizzle-orm';
import { patients } from './tables.ts';

export type PatientRow = RowOf<typeof patients>;

/** Patients by id. */
export const patientsById = oneBy(
  statement('health.patients_by_id', (pool) =>
    pool.select(rowOf(patients)).from(patients).where(anyOf(patients.id, 'keys')),
  ),
  (row) => row.id,
);

/** All patients in the care of customers, the customer first; a customer has at most 8 (H10). */
export const patientsByCustomer = manyBy(
  statement('health.patients_by_customer', (pool) =>
    pool
      .select(rowOf(patients))
      .from(patients)
      .where(anyOf(patients.customerId, 'keys'))
      .orderBy(asc(patients.customerId), sql`${patients.relationship} <> 'SELF'`, asc(patients.id)),
  ),
  (row) => row.customerId,
);
