import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of a partnership: an application, checks, a test phase, work with customers. */
export const partnerMachine = defineMachine({
  entity: 'partner',
  initial: 'APPLIED',
  transitions: [
    ['APPLIED', 'startReview', 'KYB_REVIEW'],
    ['KYB_REVIEW', 'approve', 'SANDBOX'],
    ['KYB_REVIEW', 'reject', 'REJECTED'],
    ['SANDBOX', 'goLive', 'LIVE'],
    ['LIVE', 'suspend', 'SUSPENDED'],
    ['SUSPENDED', 'resume', 'LIVE'],
    ['SUSPENDED', 'terminate', 'TERMINATED'],
  ],
});

export const partnerKinds = [
  'MERCHANT',
  'MOBILITY',
  'HOSPITAL',
  'INSURER',
  'BANK',
  'CITY',
  'LOGISTICS',
  'SCHOOL',
  'TRAVEL',
  'DEVELOPER',
] as const;

export const industries = [
  'RETAIL',
  'FINANCE',
  'TOURISM',
  'HEALTHCARE',
  'TRANSPORTATION',
  'EDUCATION',
  'GOVERNMENT',
] as const;
