import type { DueWork } from '@ecosystem/kit/jobs';
import { deleteCodesBefore, hasCodesBefore } from '../db/customer-codes.ts';

const everyMs = 600_000;
/** Longer than answers to keys are kept (72 hours), so that a repeated request still finds its code. */
const keptMs = 96 * 3_600_000;
/** Codes that one statement deletes, so that none locks many rows for long. */
const codesAtOnce = 1_000;
/** The work is one for all codes; NIL of RFC 9562. */
const all = '00000000-0000-0000-0000-000000000000';

/** Deletes codes of customers that ended days ago. */
export const forgetCodesJob: DueWork = {
  name: 'forget-codes',
  everyMs,
  async findDue(database, at) {
    const isDue = await hasCodesBefore(database, new Date(at.getTime() - keptMs));
    return isDue ? [{ customerId: all, id: all }] : [];
  },
  async run(_, { clock, database }) {
    const before = new Date(clock.now().getTime() - keptMs);
    let deleted: number;
    do {
      deleted = await deleteCodesBefore(database, before, codesAtOnce);
    } while (deleted === codesAtOnce);
  },
};
