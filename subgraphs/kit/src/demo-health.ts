import { cast, newcomer } from './demo-facts.ts';
import type { Uuid } from './ids.ts';
import { castUuid, type Draw, demoCustomers, draw, minutesBefore, minutesPerDay, seedNow, seedUuid } from './world.ts';

// What health keeps of the demo world and finance must know: visits are paid, and families are insured.

/** The departments and fees in fen of the invented doctors, by their number less one. */
export const demoPractitioners = [
  { department: 'FAMILY_MEDICINE', consultFeeMinor: 80_00n },
  { department: 'CLINICAL_PHARMACY', consultFeeMinor: 20_00n },
  { department: 'GYNAECOLOGY_OBSTETRICS', consultFeeMinor: 120_00n },
  { department: 'GYNAECOLOGY_OBSTETRICS', consultFeeMinor: 90_00n },
  { department: 'DERMATOLOGY', consultFeeMinor: 100_00n },
  { department: 'PAEDIATRICS', consultFeeMinor: 100_00n },
  { department: 'INTERNAL_MEDICINE', consultFeeMinor: 70_00n },
  { department: 'ORTHOPAEDICS', consultFeeMinor: 70_00n },
  { department: 'TRADITIONAL_CHINESE_MEDICINE', consultFeeMinor: 150_00n },
  { department: 'OTORHINOLARYNGOLOGY', consultFeeMinor: 50_00n },
] as const;
type DemoDepartment = (typeof demoPractitioners)[number]['department'];

/** Published: 64 % of customers use health care. */
const usage = 0.64;
/** Published: 60.4 % of visits are by women. */
const femaleShare = 0.604;

/** A patient in the care of a customer. */
export interface DemoPatient {
  readonly id: Uuid;
  readonly relationship: 'SELF' | 'CHILD' | 'PARENT' | 'SPOUSE' | 'OTHER';
  readonly gender: 'MALE' | 'FEMALE' | 'UNKNOWN';
  /** The age in a band of ten years, such as 30_TO_39. */
  readonly ageBand: string;
  readonly createdAt: Date;
}

const castGenders: readonly DemoPatient['gender'][] = ['MALE', 'FEMALE', 'FEMALE', 'FEMALE', 'MALE', 'MALE', 'FEMALE'];
/** Families with a story: @wangfang's of three, one of eight. */
const families: Readonly<Record<number, readonly DemoPatient['relationship'][]>> = {
  [cast.liwei]: ['SELF'],
  [cast.wangfang]: ['SELF', 'SPOUSE', 'CHILD'],
  [cast.chenjie]: ['SELF'],
  [cast.zhaolei]: ['SELF'],
  [cast.erased]: [],
  12: ['SELF', 'PARENT', 'OTHER'],
  20: ['SELF', 'SPOUSE', 'CHILD', 'CHILD', 'CHILD', 'PARENT', 'PARENT', 'OTHER'],
  [newcomer]: [],
};
function familyOf(customer: number): readonly DemoPatient['relationship'][] {
  const told = families[customer];
  if (told) return told;
  const drawn = draw('family', customer);
  if (!drawn.chance('uses', usage)) return [];
  const hasChild = drawn.chance('child', 0.4);
  return hasChild ? ['SELF', 'CHILD'] : ['SELF'];
}

/** The patients of a customer, the customer first. */
export function patientsOf(customer: number): DemoPatient[] {
  return familyOf(customer).map((relationship, index) => {
    const drawn = draw('patient', customer, index);
    const isSelf = relationship === 'SELF';
    const createdAt = minutesBefore(seedNow, 400 * minutesPerDay + drawn.integer('minute', 0, minutesPerDay));
    return {
      id: isSelf ? castUuid(customer) : seedUuid(createdAt, 'patient', customer, index),
      relationship,
      gender: (isSelf && castGenders[customer - 1]) || genderOf(drawn),
      ageBand: ageBandOf(drawn, customer, relationship),
      createdAt,
    };
  });
}

/** The youngest and the oldest decade of each relative. */
const decades: Readonly<Record<DemoPatient['relationship'], readonly [number, number]>> = {
  SELF: [2, 6],
  SPOUSE: [2, 6],
  CHILD: [0, 1],
  PARENT: [5, 7],
  OTHER: [1, 6],
};

function ageBandOf(drawn: Draw, customer: number, relationship: DemoPatient['relationship']): string {
  const decade =
    customer <= cast.sunli && relationship === 'SELF' ? 3 : drawn.integer('decade', ...decades[relationship]);
  return `${decade * 10}_TO_${decade * 10 + 9}`;
}

function genderOf(drawn: Draw): DemoPatient['gender'] {
  const unit = drawn.unit('gender');
  if (unit < femaleShare) return 'FEMALE';
  return unit < 0.98 ? 'MALE' : 'UNKNOWN';
}

/** What happened to an appointment, in the words of health. */
export type VisitStep = 'request' | 'book' | 'arrive' | 'checkIn' | 'fulfil' | 'cancel' | 'miss' | 'enterInError';
const booked: readonly VisitStep[] = ['request', 'book'];
/** How far appointments are that lie ahead. */
const bookings: readonly (readonly VisitStep[])[] = [booked, booked, booked, ['request'], []];
/** The first appointments of customers with a story, who come 8 times; the family of eight has one in many states. */
const visitHistories: Readonly<Record<number, readonly (readonly VisitStep[])[]>> = {
  [cast.liwei]: [booked],
  [cast.wangfang]: [booked],
  20: [booked, ['request'], [], [...booked, 'cancel'], [...booked, 'miss'], [...booked, 'enterInError']],
};
/** Who has done no more than this comes still. */
const aheadSteps: readonly VisitStep[] = ['request', 'book'];
const slotMinutes = 15;
/** 8:00 in Shanghai. */
const openingMinutes = 8 * 60;
/** Published: 85 % of visits are by video. */
const virtualShare = 0.85;

/** How appointments ended that lie behind. */
function drawHistory(drawn: Draw, isVirtual: boolean): readonly VisitStep[] {
  const unit = drawn.unit('end');
  if (unit < 0.07) return [...booked, 'cancel'];
  if (unit < 0.11) return [...booked, 'miss'];
  return isVirtual ? [...booked, 'checkIn', 'fulfil'] : [...booked, 'arrive', 'checkIn', 'fulfil'];
}

/** A visit to a doctor; the fee in fen. */
export interface DemoVisit {
  readonly id: Uuid;
  readonly patientId: Uuid;
  /** The number of the doctor. */
  readonly practitioner: number;
  readonly steps: readonly VisitStep[];
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly isVirtual: boolean;
  readonly feeMinor: bigint;
  readonly createdAt: Date;
}

/** The appointments of a customer. */
export function visitsOf(customer: number): DemoVisit[] {
  const family = patientsOf(customer);
  if (family.length === 0) return [];
  const visitor = draw('visitor', customer);
  const told = visitHistories[customer];
  return Array.from({ length: told ? 8 : visitor.integer('count', 0, 7) }, (_, index) => {
    const drawn = draw('appointment', customer, index);
    const isVirtual = drawn.chance('virtual', virtualShare);
    const isBooking = index === 0 && visitor.chance('ahead', 0.4);
    const steps = told?.[index] ?? (isBooking ? drawn.pick('booking', bookings) : drawHistory(drawn, isVirtual));
    const patient = drawn.pick('patient', family);
    // @liwei will see the family doctor next.
    const department = customer === cast.liwei && index === 0 ? 'FAMILY_MEDICINE' : drawDepartment(drawn, patient);
    const practitioner = drawn.pick(
      'practitioner',
      demoPractitioners.flatMap((row, place) => (row.department === department ? [place + 1] : [])),
    );
    const isAhead = steps.every((step) => aheadSteps.includes(step));
    const days = isAhead ? -(index * 7 + drawn.integer('ahead', 1, 7)) : 4 + index * 40 + drawn.integer('day', 0, 30);
    // Each customer has a place of her own in the day, so that nobody waits and no doctor sees two at once.
    const place = openingMinutes + ((customer - 1) % demoCustomers) * slotMinutes;
    const startsAt = minutesBefore(seedNow, days * minutesPerDay - place);
    const createdAt = minutesBefore(isAhead ? seedNow : startsAt, drawn.integer('notice', 60, 4 * minutesPerDay));
    return {
      id: seedUuid(createdAt, 'appointment', customer, index),
      patientId: patient.id,
      practitioner,
      steps,
      startsAt,
      endsAt: minutesBefore(startsAt, -slotMinutes),
      isVirtual,
      // A visit may cost 0.00.
      feeMinor: drawn.chance('free', 0.05) ? 0n : (demoPractitioners[practitioner - 1]?.consultFeeMinor ?? 0n),
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
function drawDepartment(drawn: Draw, { gender, relationship }: DemoPatient): DemoDepartment {
  const unit = drawn.unit('department');
  if (relationship === 'CHILD') return unit < 0.88 ? 'PAEDIATRICS' : 'DERMATOLOGY';
  if (unit < 0.18) return 'DERMATOLOGY';
  if (gender === 'FEMALE' && unit < 0.56) return 'GYNAECOLOGY_OBSTETRICS';
  // The integral of 1/x: each place is drawn about half as often as the place before it, then two thirds, and so on.
  const place = Math.floor((otherDepartments.length + 1) ** drawn.unit('other')) - 1;
  return otherDepartments[place] ?? 'INTERNAL_MEDICINE';
}
