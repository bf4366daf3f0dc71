import { cast, customerName, newcomer } from '@ecosystem/kit/demo-facts';
import { maskName } from '@ecosystem/kit/masking';
import type { EventOf } from '@ecosystem/kit/transitions';
import {
  castUuid,
  type Draw,
  dayAfter,
  demoCustomers,
  draw,
  minutesBefore,
  minutesPerDay,
  rowsOf,
  type SeedWorld,
  seedUuid,
  sharedRowsOf,
  type TableRows,
} from '@ecosystem/kit/world';
import { appointments, memberships, patients, practitioners } from './src/db/tables.ts';
import { appointmentMachine } from './src/domain/appointment.ts';
import type { Department } from './src/domain/department.ts';
import { membershipMachine } from './src/domain/membership.ts';
import { patientsMax } from './src/domain/patient.ts';

/** The rows of health in the demo world. */
export function seed(world: SeedWorld): TableRows[] {
  return [
    sharedRowsOf(practitioners, practitionerRows),
    rowsOf(
      patients,
      world.customers.flatMap((customer) => patientsOf(world, customer)),
    ),
    rowsOf(
      memberships,
      world.customers.flatMap((customer) => membershipsOf(world, customer)),
    ),
    rowsOf(
      appointments,
      world.customers.flatMap((customer) => appointmentsOf(world, customer)),
    ),
  ];
}

/** Invented doctors, numbered from 1. The second is the pharmacist who reviews; the last two wait for a first rating. */
const practitionerRows = (
  [
    ['林文静', 'Chief physician', 'FAMILY_MEDICINE', '4.92', 80_00n],
    ['何志远', 'Pharmacist in charge', 'CLINICAL_PHARMACY', null, 20_00n],
    ['郭晓梅', 'Chief physician', 'GYNAECOLOGY_OBSTETRICS', '4.88', 120_00n],
    ['罗雅琴', 'Attending physician', 'GYNAECOLOGY_OBSTETRICS', '4.70', 90_00n],
    ['梁俊杰', 'Associate chief physician', 'DERMATOLOGY', '4.88', 100_00n],
    ['宋佳慧', 'Associate chief physician', 'PAEDIATRICS', '4.95', 100_00n],
    ['唐明哲', 'Attending physician', 'INTERNAL_MEDICINE', '4.61', 70_00n],
    ['许博文', 'Attending physician', 'ORTHOPAEDICS', '3.90', 70_00n],
    ['邓春华', 'Chief physician', 'TRADITIONAL_CHINESE_MEDICINE', '5.00', 150_00n],
    ['冯思远', 'Resident physician', 'OTORHINOLARYNGOLOGY', null, 50_00n],
  ] as const
).map(([name, title, department, rating, consultFeeMinor], index) => ({
  id: castUuid(index + 1),
  name,
  title,
  department,
  // Region 99 is no region of the licence register.
  licenceNumber: `9911000000${String(index + 1).padStart(5, '0')}`,
  rating,
  consultFeeMinor,
  currency: 'CNY',
}));

const familyDoctor = castUuid(1);
/** Published: 64 % of customers use health care. */
const usage = 0.64;
/** Published: 60.4 % of visits are by women. */
const femaleShare = 0.604;

const givenNames = ['子墨', '欣怡', '乐', '秀英', '建国', '丽华'] as const;
const familyNames = ['林', '何', '郭', '马', '高', '司徒'] as const;
type Patient = typeof patients.$inferInsert;
type Relationship = Patient['relationship'];

const castGenders: readonly Patient['gender'][] = ['MALE', 'FEMALE', 'FEMALE', 'FEMALE', 'MALE', 'MALE', 'FEMALE'];
/** Families with a story: @wangfang's of three, one of eight. */
const families: Readonly<Record<number, readonly Relationship[]>> = {
  [cast.liwei]: ['SELF'],
  [cast.wangfang]: ['SELF', 'SPOUSE', 'CHILD'],
  [cast.chenjie]: ['SELF'],
  [cast.zhaolei]: ['SELF'],
  [cast.erased]: [],
  12: ['SELF', 'PARENT', 'OTHER'],
  20: ['SELF', 'SPOUSE', 'CHILD', 'CHILD', 'CHILD', 'PARENT', 'PARENT', 'OTHER'],
  [newcomer]: [],
};
/** Names of 1 and of 40 characters are legal. */
const oddNames: Readonly<Record<string, string>> = { '12/1': '阿', '12/2': '阿卜杜拉·'.repeat(8) };

function familyOf(customer: number): readonly Relationship[] {
  const told = families[customer];
  if (told) return told;
  const drawn = draw('family', customer);
  if (!drawn.chance('uses', usage)) return [];
  const hasChild = drawn.chance('child', 0.4);
  return hasChild ? ['SELF', 'CHILD'] : ['SELF'];
}

function patientsOf({ now }: SeedWorld, customer: number): Patient[] {
  return familyOf(customer).map((relationship, index) => {
    const drawn = draw('patient', customer, index);
    const isSelf = relationship === 'SELF';
    const createdAt = minutesBefore(now, 400 * minutesPerDay + drawn.integer('minute', 0, minutesPerDay));
    return {
      customerId: castUuid(customer),
      id: isSelf ? castUuid(customer) : seedUuid(createdAt, 'patient', customer, index),
      relationship,
      gender: (isSelf && castGenders[customer - 1]) || genderOf(drawn),
      nameMasked: maskName(oddNames[`${customer}/${index}`] ?? nameOf(drawn, customer, relationship)),
      createdAt,
    };
  });
}

function genderOf(drawn: Draw): Patient['gender'] {
  const unit = drawn.unit('gender');
  if (unit < femaleShare) return 'FEMALE';
  return unit < 0.98 ? 'MALE' : 'UNKNOWN';
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
  const family = patientsOf(world, customer);
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

type AppointmentEvent = EventOf<typeof appointmentMachine>;
const booked: readonly AppointmentEvent[] = ['request', 'book'];
/** How far appointments are that lie ahead. */
const bookings: readonly (readonly AppointmentEvent[])[] = [booked, booked, booked, ['request'], []];
/** The first appointments of customers with a story, who come 8 times; the family of eight has one in many states. */
const visitHistories: Readonly<Record<number, readonly (readonly AppointmentEvent[])[]>> = {
  [cast.liwei]: [booked],
  [cast.wangfang]: [booked],
  20: [booked, ['request'], [], [...booked, 'cancel'], [...booked, 'miss'], [...booked, 'enterInError']],
};
const aheadStates: readonly string[] = ['PROPOSED', 'PENDING', 'BOOKED'];
const slotMinutes = 15;
/** 8:00 in Shanghai. */
const openingMinutes = 8 * 60;
/** Published: 85 % of visits are by video. */
const virtualShare = 0.85;

/** How appointments ended that lie behind. */
function drawHistory(drawn: Draw, isVirtual: boolean): readonly AppointmentEvent[] {
  const unit = drawn.unit('end');
  if (unit < 0.07) return [...booked, 'cancel'];
  if (unit < 0.11) return [...booked, 'miss'];
  return isVirtual ? [...booked, 'checkIn', 'fulfil'] : [...booked, 'arrive', 'checkIn', 'fulfil'];
}

function appointmentsOf(world: SeedWorld, customer: number): (typeof appointments.$inferInsert)[] {
  const family = patientsOf(world, customer);
  if (family.length === 0) return [];
  const visitor = draw('visitor', customer);
  const told = visitHistories[customer];
  return Array.from({ length: told ? 8 : visitor.integer('count', 0, 7) }, (_, index) => {
    const drawn = draw('appointment', customer, index);
    const isVirtual = drawn.chance('virtual', virtualShare);
    const isBooking = index === 0 && visitor.chance('ahead', 0.4);
    const status = appointmentMachine.follow(
      told?.[index] ?? (isBooking ? drawn.pick('booking', bookings) : drawHistory(drawn, isVirtual)),
    );
    const patient = drawn.pick('patient', family);
    // @liwei will see the family doctor next.
    const department = customer === cast.liwei && index === 0 ? 'FAMILY_MEDICINE' : drawDepartment(drawn, patient);
    const practitioner = drawn.pick(
      'practitioner',
      practitionerRows.filter((row) => row.department === department),
    );
    const isAhead = aheadStates.includes(status);
    const days = isAhead ? -(index * 7 + drawn.integer('ahead', 1, 7)) : 4 + index * 40 + drawn.integer('day', 0, 30);
    // Each customer has a place of her own in the day, so that nobody waits and no doctor sees two at once.
    const place = openingMinutes + ((customer - 1) % demoCustomers) * slotMinutes;
    const startsAt = minutesBefore(world.now, days * minutesPerDay - place);
    const createdAt = minutesBefore(isAhead ? world.now : startsAt, drawn.integer('notice', 60, 4 * minutesPerDay));
    return {
      customerId: castUuid(customer),
      id: seedUuid(createdAt, 'appointment', customer, index),
      patientId: patient.id,
      practitionerId: practitioner.id,
      status,
      startsAt,
      endsAt: minutesBefore(startsAt, -slotMinutes),
      isVirtual,
      // A visit may cost 0.00.
      feeMinor: drawn.chance('free', 0.05) ? 0n : practitioner.consultFeeMinor,
      currency: practitioner.currency,
      createdAt,
    };
  });
}

/** By falling share, like Zipf's law. */
const otherDepartments = [
  'INTERNAL_MEDICINE',
  'FAMILY_MEDICINE',
  'TRADITIONAL_CHINESE_MEDICINE',
  'ORTHOPAEDICS',
  'OTORHINOLARYNGOLOGY',
] as const;

/**
 * Published: gynaecology and obstetrics 19.2 % of visits, dermatology 17.0 %, paediatrics 14.4 %, the rest like Zipf's law.
 * The shares here are those of women, children and others, which come to about that together.
 */
function drawDepartment(drawn: Draw, { gender, relationship }: Patient): Department {
  const unit = drawn.unit('department');
  if (relationship === 'CHILD') return unit < 0.88 ? 'PAEDIATRICS' : 'DERMATOLOGY';
  if (unit < 0.18) return 'DERMATOLOGY';
  if (gender === 'FEMALE' && unit < 0.56) return 'GYNAECOLOGY_OBSTETRICS';
  // The integral of 1/x: each place is drawn about half as often as the place before it, then two thirds, and so on.
  const place = Math.floor((otherDepartments.length + 1) ** drawn.unit('other')) - 1;
  return otherDepartments[place] ?? 'INTERNAL_MEDICINE';
}
