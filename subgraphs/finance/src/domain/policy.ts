import { defineMachine, type EventOf } from '@ecosystem/kit/transitions';

/** The life of a policy over one term; a renewal is a new policy. */
export const policyMachine = defineMachine({
  entity: 'policy',
  initial: 'BOUND',
  transitions: [
    ['BOUND', 'begin', 'IN_FORCE'],
    ['BOUND', 'cancel', 'CANCELLED'],
    ['IN_FORCE', 'expire', 'EXPIRED'],
    ['IN_FORCE', 'lapse', 'LAPSED'],
    ['IN_FORCE', 'cancel', 'CANCELLED'],
    ['LAPSED', 'reinstate', 'IN_FORCE'],
    ['LAPSED', 'cancel', 'CANCELLED'],
  ],
});

/** The states of a policy. */
export type PolicyStatus = (typeof policyMachine.states)[number];

/** The events of a policy. */
export type PolicyEvent = EventOf<typeof policyMachine>;

/** One term of cover. */
export interface PolicyTerm {
  readonly status: PolicyStatus;
  /** The first day of cover. */
  readonly effectiveOn: string;
  /** The first day after cover. */
  readonly expiresOn: string;
}

/** The most policies that are shown of one customer. */
export const policiesMax = 50;

/** What policies insure. */
export const policyKinds = ['AUTO', 'HEALTH', 'LIFE', 'RETURN_FREIGHT'] as const;

export type PolicyKind = (typeof policyKinds)[number];

/** The prefix of the ids of each kind. */
export const policyPrefixes = {
  AUTO: 'pau',
  HEALTH: 'phe',
  LIFE: 'pli',
  RETURN_FREIGHT: 'prf',
} as const satisfies Record<PolicyKind, string>;

/**
 * The first day after a term of whole years that begins on this day, both as ISO 8601 text.
 * A term that begins on 29 February ends in a common year with 28 February, so that the first day after it is 1 March.
 */
export function computeTermEnd(effectiveOn: string, years: number): string {
  const [year = 0, month = 0, day = 0] = effectiveOn.split('-').map(Number);
  return new Date(Date.UTC(year + years, month - 1, day)).toISOString().slice(0, 10);
}

/** Letters with which the numbers of each kind begin. */
const numberLetters = {
  AUTO: 'AUT',
  HEALTH: 'HEA',
  LIFE: 'LIF',
  RETURN_FREIGHT: 'RET',
} as const satisfies Record<PolicyKind, string>;
/** Crockford's base 32: no letter that is taken for a digit. */
const numberAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Eight characters of five bits stand for the end of the id, which is random. */
const numberCharacters = 8;
const bitsPerCharacter = 5;
const numberHexDigits = (numberCharacters * bitsPerCharacter) / 4;
const numberGroups = /.{4}/g;

/** The number printed on a policy: kind, first day and the end of its id, such as AUT-20261102-7K3F-9QXZ. */
export function formatPolicyNumber(kind: PolicyKind, effectiveOn: string, id: string): string {
  const bits = BigInt(`0x${id.replaceAll('-', '').slice(-numberHexDigits)}`);
  const characters = Array.from({ length: numberCharacters }, (_, index) => {
    const shift = BigInt(bitsPerCharacter * (numberCharacters - 1 - index));
    return numberAlphabet.charAt(Number((bits >> shift) & 31n));
  });
  const groups = characters.join('').match(numberGroups) ?? [];
  return [numberLetters[kind], effectiveOn.replaceAll('-', ''), ...groups].join('-');
}
