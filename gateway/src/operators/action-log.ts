import type { Pool } from '@ecosystem/kit/database';
import { newId } from '@ecosystem/kit/ids';
import { eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { operatorActions } from '../database/tables.ts';

/** What an operator is about to do. */
export interface StartedAction {
  readonly operator: string;
  /** The name of the mutation. */
  readonly action: string;
  readonly partnerId: string;
  /** What is asked, without secrets. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** The part of a payload that says whether something was refused. */
interface Refusing {
  readonly userErrors: readonly { readonly code: string }[];
}

/** Ids are kept as they were sent, and nobody needs more of one that is none. */
const partnerIdMax = 64;

/**
 * Does something for an operator, with a row that is written before and completed after: also what failed, or ended with the process, is there.
 * @throws what `act` throws, and what the database throws if the row cannot be written; nothing was done then.
 */
export async function recordAction<Payload extends Refusing>(
  { pool, logger }: { readonly pool: Pool; readonly logger: Logger },
  { operator, action, partnerId, details }: StartedAction,
  act: () => Promise<Payload>,
): Promise<Payload> {
  const startedAt = new Date();
  const id = newId(startedAt);
  const row = { id, startedAt, operator, action, partnerId: partnerId.slice(0, partnerIdMax), details };
  await pool.insert(operatorActions).values({ ...row, outcome: 'STARTED' });

  async function complete(outcome: 'DONE' | 'REFUSED' | 'FAILED', more: StartedAction['details'] = {}): Promise<void> {
    try {
      const changes = { outcome, details: { ...details, ...more } };
      await pool.update(operatorActions).set(changes).where(eq(operatorActions.id, id));
    } catch (error) {
      // It is done, and its answer may hold a secret that is shown but once.
      logger.error({ err: error, action, outcome }, 'the row of an action of an operator could not be completed');
    }
  }

  try {
    const payload = await act();
    const refusals = [...new Set(payload.userErrors.map(({ code }) => code))];
    await (refusals.length > 0 ? complete('REFUSED', { refusals }) : complete('DONE'));
    return payload;
  } catch (error) {
    await complete('FAILED');
    throw error;
  }
}
