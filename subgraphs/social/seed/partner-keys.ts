import type { Vault } from '@ecosystem/kit/field-encryption';
import { demoSubjectKey } from '@ecosystem/kit/subject-ids';
import { castUuid } from '@ecosystem/kit/world';
import { sealSubjectKey } from '../src/db/subjects.ts';
import type { partnerKeys } from '../src/db/tables.ts';
import { partnerList } from './partners.ts';

/** The secrets of the partners that went live, from which their names for customers follow; the same on every machine once opened. */
export function partnerKeyRows(vault: Vault): (typeof partnerKeys.$inferInsert)[] {
  return partnerList.flatMap(([, , , events], index) => {
    const number = index + 1;
    const hasGoneLive = events.some((event) => event === 'goLive');
    return hasGoneLive ? [sealSubjectKey(vault, castUuid(number), demoSubjectKey(number))] : [];
  });
}
