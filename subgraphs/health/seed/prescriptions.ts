import { cast } from '@ecosystem/kit/demo-facts';
import { patientsOf, visitsOf } from '@ecosystem/kit/demo-health';
import type { EventOf } from '@ecosystem/kit/transitions';
import { castUuid, draw, minutesBefore, minutesPerDay, type SeedWorld, seedUuid } from '@ecosystem/kit/world';
import type { prescriptions } from '../src/db/tables.ts';
import { prescriptionMachine } from '../src/domain/prescription.ts';

/** ATC codes of drugs that are often prescribed, with the days for which they are given; the long ones are for chronic illness. */
const drugs = [
  ['N02BE01', 5],
  ['J01CA04', 7],
  ['R06AE07', 7],
  ['A02BC01', 30],
  ['A10BA02', 90],
  ['C08CA01', 90],
] as const;

type PrescriptionEvent = EventOf<typeof prescriptionMachine>;
const filled: readonly PrescriptionEvent[] = ['approve', 'complete'];
const lapsed: readonly PrescriptionEvent[] = ['approve', 'end'];
const active: readonly PrescriptionEvent[] = ['approve'];

/** Prescriptions of these customers can be filled now: @liwei's own, and those of @wangfang's family. */
const withActive: readonly number[] = [cast.liwei, cast.wangfang];
const validDays = 3;

/** The prescriptions of a customer's patients: one for some visits that lie behind, and for two customers new ones. */
export function prescriptionsOf({ now }: SeedWorld, customer: number): (typeof prescriptions.$inferInsert)[] {
  const past = visitsOf(customer)
    .filter(({ steps }) => steps.includes('fulfil'))
    .flatMap((visit, index) => {
      const drawn = draw('prescription', customer, index);
      if (!drawn.chance('written', 0.6)) return [];
      const events = drawn.chance('filled', 0.8) ? filled : lapsed;
      return [{ ...visit, index, events, authoredAt: visit.endsAt }];
    });
  const fresh = patientsOf(customer)
    .filter(() => withActive.includes(customer))
    .map(({ id }, index) => {
      const authoredAt = minutesBefore(now, 600 + index);
      return { patientId: id, practitioner: 1, index: 100 + index, events: active, authoredAt };
    });
  return [...past, ...fresh].map(({ patientId, practitioner, index, events, authoredAt }) => {
    const [atcCode, daysSupply] = draw('prescription', customer, index).pick('drug', drugs);
    return {
      customerId: castUuid(customer),
      id: seedUuid(authoredAt, 'prescription', customer, index),
      patientId,
      practitionerId: castUuid(practitioner),
      atcCode,
      daysSupply,
      status: prescriptionMachine.follow(events),
      authoredAt,
      validUntil: minutesBefore(authoredAt, -validDays * minutesPerDay),
      createdAt: authoredAt,
    };
  });
}
