import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { type BatchQuery, oneBy } from '@ecosystem/kit/loaders';
import { among, pagesBy } from '@ecosystem/kit/pages';
import { sql } from 'drizzle-orm';
import { appointments } from './tables.ts';

export type AppointmentRow = RowOf<typeof appointments>;

/** Appointments by id. */
export const appointmentsById = oneBy(
  statement('health.appointments_by_id', (pool) =>
    pool.select(rowOf(appointments)).from(appointments).where(anyOf(appointments.id, 'keys')),
  ),
  (row) => row.id,
);

/** The latest appointments of patients, one page each; `practitioner` keeps those with one practitioner. */
export const appointmentPages = pagesBy('health.appointment_pages', appointments, {
  by: [appointments.customerId, appointments.patientId],
  direction: 'desc',
  sort: [
    { column: appointments.startsAt, type: 'timestamptz', textOf: (row) => row.startsAt.toISOString() },
    { column: appointments.id, type: 'uuid', textOf: (row) => row.id },
  ],
  filters: {
    status: among(appointments.status),
    practitioner: (value) => sql`${appointments.practitionerId} = ${value}::uuid`,
  },
});

/** A patient and a practitioner. */
interface CarePair {
  readonly patientId: Uuid;
  readonly practitionerId: Uuid;
}

const selectCare = statement<{ patients: Uuid[]; practitioners: Uuid[] }, { isInCare: boolean }>(
  'health.care_by_pair',
  (pool) =>
    pool
      .select({
        isInCare: sql<boolean>`exists (
          select from ${appointments}
          where ${appointments.practitionerId} = pair.practitioner_id and ${appointments.patientId} = pair.patient_id
        )`,
      })
      .from(
        sql`unnest(${sql.placeholder('patients')}::uuid[], ${sql.placeholder('practitioners')}::uuid[])
          with ordinality as pair(patient_id, practitioner_id, position)`,
      )
      .orderBy(sql`pair.position`),
);

/** Whether the patient has, or had, an appointment with the practitioner. */
export const careByPair: BatchQuery<CarePair, boolean> = {
  keyOf: ({ patientId, practitionerId }) => `${patientId} ${practitionerId}`,
  async fetch(database, keys) {
    const rows = await selectCare(database, {
      patients: keys.map(({ patientId }) => patientId),
      practitioners: keys.map(({ practitionerId }) => practitionerId),
    });
    return rows.map(({ isInCare }) => isInCare);
  },
};
