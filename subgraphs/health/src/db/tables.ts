import { bookkeeping, instant, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  char,
  check,
  date,
  foreignKey,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { appointmentMachine } from '../domain/appointment.ts';
import { departments } from '../domain/department.ts';
import { membershipMachine } from '../domain/membership.ts';
import { genders, patientsMax, relationships } from '../domain/patient.ts';
import { daysSupplyMax, prescriptionMachine } from '../domain/prescription.ts';

export * from '@ecosystem/kit/common-tables';

/** Licensed doctors; the same for everybody. */
export const practitioners = pgTable(
  'practitioners',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    title: text('title').notNull(),
    department: text('department', { enum: departments }).notNull(),
    licenceNumber: text('licence_number').notNull(),
    /** The mean of all ratings; null before the first. */
    rating: numeric('rating', { precision: 3, scale: 2 }),
    consultFeeMinor: bigint('consult_fee_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    ...bookkeeping,
  },
  (table) => [
    uniqueIndex('practitioners_licence').on(table.licenceNumber),
    index('practitioners_best').on(sql`coalesce(rating, 0)`, table.id),
    check('practitioners_department', oneOf(table.department, departments)),
    check('practitioners_rating', sql`${table.rating} between 1 and 5`),
    check('practitioners_fee', sql`${table.consultFeeMinor} >= 0`),
  ],
);

/**
 * People in the care of a customer, their guardian. The name is kept masked; its full form comes with the vault.
 * H10, at most 8 for one customer, is a trigger at the end of the first migration.
 */
export const patients = pgTable(
  'patients',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    relationship: text('relationship', { enum: relationships }).notNull(),
    gender: text('gender', { enum: genders }).notNull(),
    nameMasked: text('name_masked').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('patients_id').on(table.id),
    uniqueIndex('patients_self').on(table.customerId).where(sql`relationship = 'SELF'`),
    check('patients_relationship', oneOf(table.relationship, relationships)),
    check('patients_gender', oneOf(table.gender, genders)),
  ],
);

/** Family doctor plans of customers. */
export const memberships = pgTable(
  'memberships',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    plan: text('plan').notNull(),
    status: text('status', { enum: membershipMachine.states }).notNull(),
    familyDoctorId: uuid('family_doctor_id').references(() => practitioners.id, { onDelete: 'restrict' }),
    seatsTotal: integer('seats_total').notNull(),
    renewsOn: date('renews_on', { mode: 'string' }),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('memberships_id').on(table.id),
    uniqueIndex('memberships_active').on(table.customerId).where(sql`status = 'ACTIVE'`),
    check('memberships_status', oneOf(table.status, membershipMachine.states)),
    check('memberships_seats', sql`${table.seatsTotal} between 1 and ${sql.raw(String(patientsMax))}`),
  ],
);

/** Booked visits of patients. */
export const appointments = pgTable(
  'appointments',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    patientId: uuid('patient_id').notNull(),
    practitionerId: uuid('practitioner_id')
      .notNull()
      .references(() => practitioners.id, { onDelete: 'restrict' }),
    status: text('status', { enum: appointmentMachine.states }).notNull(),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    isVirtual: boolean('is_virtual').notNull(),
    feeMinor: bigint('fee_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    // Medical records outlive the wish to forget a patient.
    foreignKey({
      name: 'appointments_patient',
      columns: [table.customerId, table.patientId],
      foreignColumns: [patients.customerId, patients.id],
    }).onDelete('restrict'),
    index('appointments_id').on(table.id),
    index('appointments_latest').on(table.customerId, table.patientId, table.startsAt, table.id),
    index('appointments_practitioner').on(table.practitionerId, table.patientId),
    check('appointments_status', oneOf(table.status, appointmentMachine.states)),
    check('appointments_time', sql`${table.endsAt} > ${table.startsAt}`),
    check('appointments_fee', sql`${table.feeMinor} >= 0`),
  ],
);

/** What doctors have prescribed to patients: what partners and pharmacies need of it. Names and dosages are not kept yet. */
export const prescriptions = pgTable(
  'prescriptions',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    patientId: uuid('patient_id').notNull(),
    practitionerId: uuid('practitioner_id')
      .notNull()
      .references(() => practitioners.id, { onDelete: 'restrict' }),
    /** The drug as an ATC code of the fifth level. */
    atcCode: text('atc').notNull(),
    daysSupply: integer('days_supply').notNull(),
    status: text('status', { enum: prescriptionMachine.states }).notNull(),
    authoredAt: instant('authored_at').notNull(),
    validUntil: instant('valid_until').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    foreignKey({
      name: 'prescriptions_patient',
      columns: [table.customerId, table.patientId],
      foreignColumns: [patients.customerId, patients.id],
    }).onDelete('restrict'),
    index('prescriptions_id').on(table.id),
    index('prescriptions_latest').on(table.customerId, table.patientId, table.authoredAt, table.id),
    check('prescriptions_status', oneOf(table.status, prescriptionMachine.states)),
    check('prescriptions_atc', sql`${table.atcCode} ~ '^[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}$'`),
    check('prescriptions_days', sql`${table.daysSupply} between 1 and ${sql.raw(String(daysSupplyMax))}`),
    check('prescriptions_validity', sql`${table.validUntil} > ${table.authoredAt}`),
  ],
);
