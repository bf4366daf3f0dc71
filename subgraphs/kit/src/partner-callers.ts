import { type Caller, subjectOf } from './caller.ts';
import type { Uuid } from './ids.ts';

/** The partner that the caller is, or null for everybody else. */
export function partnerOf(caller: Caller): Uuid | null {
  return subjectOf(caller, 'par');
}

/** Whether the caller reviews partners for the platform; a partner never does, whatever its token says. */
export function isOperator(caller: Caller): boolean {
  return caller.scopes.has('partner:review') && partnerOf(caller) === null;
}

/** Whether the caller sees what is for a partner and the operator alone. */
export function seesInside(caller: Caller, partnerId: Uuid): boolean {
  return partnerOf(caller) === partnerId || isOperator(caller);
}
