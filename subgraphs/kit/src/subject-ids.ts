import { createHmac, hash } from 'node:crypto';
import { formatId, type Uuid } from './ids.ts';
import { castUuid } from './world.ts';

/** How long the secret of a partner is, in bytes: as long as what SHA-256 gives (RFC 2104, section 3). */
export const subjectKeyBytes = 32;
/** How many bytes of the HMAC are the name: those of a UUID. */
const subjectIdBytes = 16;

/**
 * The partner's own name for a customer, as a UUID: the first bytes of HMAC-SHA256 of the customer's id. The same for all of the
 * partner's mini programs, another for each partner, and nobody without the key gets from it to the customer (C5).
 */
export function deriveSubjectId(key: Uint8Array, customerId: Uuid): Uuid {
  const hex = createHmac('sha256', key).update(customerId).digest().subarray(0, subjectIdBytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The secret of a partner of the demo world, the same on every machine. */
export function demoSubjectKey(partner: number): Uint8Array {
  return hash('sha256', `subject key of demo partner ${partner}`, 'buffer');
}

/** What a partner of the demo world calls a customer, both by their numbers: `sub_…`. */
export function demoSubjectId(partner: number, customer: number): string {
  return formatId('sub', deriveSubjectId(demoSubjectKey(partner), castUuid(customer)));
}
