import { type Caller, owns, subjectOf } from '@ecosystem/kit/caller';
import { forbidden } from '@ecosystem/kit/errors';
import type { Uuid } from '@ecosystem/kit/ids';
import type { Context } from '../context.ts';
import type { Appointment, Patient } from '../models.ts';

// Who may look: guardians at their family, practitioners at their own appointments and the patients in them.

/** The practitioner whom the caller treats patients as; null for others, also for pharmacists, who review only. */
function practitionerOf(caller: Caller): Uuid | null {
  return caller.scopes.has('health:treat') ? subjectOf(caller, 'pra') : null;
}

/** The appointment if the caller may see it, else null. */
export function findAppointment(caller: Caller, appointment: Appointment | null): Appointment | null {
  if (appointment === null || owns(caller, appointment)) return appointment;
  return appointment.practitionerId === practitionerOf(caller) ? appointment : null;
}

/** The patient if the caller may see it, else null. */
export async function findPatient(
  { caller, loaders }: Pick<Context, 'caller' | 'loaders'>,
  patient: Patient | null,
): Promise<Patient | null> {
  if (patient === null || owns(caller, patient)) return patient;
  const practitionerId = practitionerOf(caller);
  if (practitionerId === null) return null;
  return (await loaders.isInCare.load({ patientId: patient.id, practitionerId })) ? patient : null;
}

/**
 * The practitioner to whose appointments the caller's view of a patient is limited; null for the guardian, who sees all.
 * @throws PublicError FORBIDDEN for callers who are neither.
 */
export function limitToPractitioner(caller: Caller, patient: Patient): Uuid | null {
  if (owns(caller, patient)) return null;
  const practitionerId = practitionerOf(caller);
  if (practitionerId === null) throw forbidden();
  return practitionerId;
}
