import { cast, customerName } from '@ecosystem/kit/demo-facts';
import { type DemoPatient, demoPractitioners, patientsOf, visitsOf } from '@ecosystem/kit/demo-health';
import { maskName } from '@ecosystem/kit/masking';
import type { EventOf } from '@ecosystem/kit/transitions';
import {
  castUuid,
  type Draw,
  dayAfter,
  draw,
  minutesBefore,
  minutesPerDay,
  rowsOf,
  type SeedWorld,
  seedUuid,
  sharedRowsOf,
  type TableRows,
} from '@ecosystem/kit/world';
import { prescriptionsOf } from './seed/prescriptions.ts';
import { appointments, memberships, patients, practitioners, prescriptions } from './src/db/tables.ts';
import { appointmentMachine } from './src/domain/appointment.ts';
import { membershipMachine } from './src/domain/membership.ts';
import { patientsMax } from './src/domain/patient.ts';

/** The rows of health in the demo world. */
export function seed(world: SeedWorld): TableRows[] {
  return [
    sharedRowsOf(practitioners, practitionerRows),
    rowsOf(
      patients,
      world.customers.flatMap((customer) => patientRows(customer)),
    ),
    rowsOf(
      memberships,
      world.customers.flatMap((customer) => membershipsOf(world, customer)),
    ),
    rowsOf(
      appointments,
      world.customers.flatMap((customer) => appointmentRows(customer)),
    ),
    rowsOf(
      prescriptions,
      world.customers.flatMap((customer) => prescriptionsOf(world, customer)),
    ),
  ];
}

/** Invented doctors, numbered from 1. The second is the pharmacist who reviews; the last two wait for a first rating. */
const practitionerRows = (
  [
    ['林文静', 'Chief physician', '4.92'],
    ['何志远', 'Pharmacist in charge', null],
    ['郭晓梅', 'Chief physician', '4.88'],
    ['罗雅琴', 'Attending physician', '4.70'],
    ['梁俊杰', 'Associate chief physician', '4.88'],
    ['宋佳慧', 'Associate chief physician', '4.95'],
    ['唐明哲', 'Attending physician', '4.61'],
    ['许博文', 'Attending physician', '3.90'],
    ['邓春华', 'Chief physician', '5.00'],
    ['冯思远', 'Resident physician', null],
  ] as const
).map(([name, title, rating], index) => ({
  id: castUuid(index + 1),
  name,
  title,
  department: demoPractitioners[index]?.department ?? 'FAMILY_MEDICINE',
  // Region 99 is no region of the licence register.
  licenceNumber: `9911000000${String(index + 1).padStart(5, '0')}`,
  rating,
  consultFeeMinor: demoPractitioners[index]?.consultFeeMinor ?? 0n,
  currency: 'CNY',
}));

const familyDoctor = castUuid(1);

const givenNames = ['子墨', '欣怡', '乐', '秀英', '建国', '丽华'] as const;
const familyNames = ['林', '何', '郭', '马', '高', '司徒'] as const;
type Relationship = DemoPatient['relationship'];

/** Names of 1 and of 40 characters are legal. */
const oddNames: Readonly<Record<string, string>> = { '12/1': '阿', '12/2': '阿卜杜拉·'.repeat(8) };

function patientRows(customer: number): (typeof patients.$inferInsert)[] {
  return patientsOf(customer).map(({ ageBand: _, ...patient }, index) => ({
    customerId: castUuid(customer),
    ...patient,
    nameMasked: maskName(
      oddNames[`${customer}/${index}`] ?? nameOf(draw('patient', customer, index), customer, patient.relationship),
    ),
  }));
}

function nameOf(drawn: Draw, customer: number, relationship: Relationship): string {
  const name = customerName(customer);
  if (relationship === 'SELF') return name;
  // A child bears the customer's family name, which is what masking leaves.
  const family = relationship === 'CHILD' ? maskName(name).replaceAll('*', '') : drawn.pick('family', familyNames);
  return family + drawn.pick('given', givenNames);
}

const plans = { FAMILY_DOCTOR_4: 4, FAMILY_DOCTOR_8: patientsMax } as const;

/** Memberships with a story, oldest first; others have none or one. */
const memberHistories: Readonly<Record<number, readonly (readonly EventOf<typeof membershipMachine>[])[]>> = {
  [cast.liwei]: [['end'], []],
  [cast.wangfang]: [['lapse', 'renew']],
  [cast.zhangmin]: [],
  [cast.chenjie]: [['lapse']],
  20: [[]],
};

function membershipsOf(world: SeedWorld, customer: number): (typeof memberships.$inferInsert)[] {
  const family = patientsOf(customer);
  if (family.length === 0) return [];
  const drawn = draw('member', customer);
  const histories = memberHistories[customer] ?? (drawn.chance('joins', 0.25) ? [[]] : []);
  const plan = family.length > plans.FAMILY_DOCTOR_4 ? 'FAMILY_DOCTOR_8' : 'FAMILY_DOCTOR_4';
  return histories.map((events, index) => {
    const yearsAgo = histories.length - 1 - index;
    const createdAt = minutesBefore(world.now, (90 + yearsAgo * 365) * minutesPerDay);
    const status = membershipMachine.follow(events);
    return {
      customerId: castUuid(customer),
      id: seedUuid(createdAt, 'membership', customer, index),
      plan,
      status,
      familyDoctorId: status === 'ENDED' ? null : familyDoctor,
      seatsTotal: plans[plan],
      renewsOn: status === 'ACTIVE' ? dayAfter(createdAt, 365) : null,
      createdAt,
    };
  });
}

function appointmentRows(customer: number): (typeof appointments.$inferInsert)[] {
  return visitsOf(customer).map(({ steps, practitioner, ...visit }) => ({
    customerId: castUuid(customer),
    ...visit,
    practitionerId: castUuid(practitioner),
    status: appointmentMachine.follow(steps),
    currency: 'CNY',
  }));
}
