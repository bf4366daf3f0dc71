import { newId } from '@ecosystem/kit/ids';
import type { GatewayDatabase } from '../database/database.ts';
import { partnerRefusals } from '../database/tables.ts';
import { createGroupWriter } from './group-writes.ts';

/** What a partner was refused, where no customer is known whose access log could say it. */
export type Refusal = Omit<typeof partnerRefusals.$inferInsert, 'id' | 'occurredAt'>;

/** Keeps refusals of partners. */
export interface RefusalLog {
  /** Settles when the row is committed. */
  write(refusal: Refusal): Promise<void>;
  drain(): Promise<void>;
}

/** Opens the log of refusals; rows of many requests are written together. */
export function createRefusalLog({ pool }: GatewayDatabase): RefusalLog {
  const writer = createGroupWriter<typeof partnerRefusals.$inferInsert>(async (rows) => {
    await pool.insert(partnerRefusals).values([...rows]);
    return [];
  });
  return {
    write({ documentId, operationName, subjectId, ...refusal }) {
      const occurredAt = new Date();
      return writer.write({
        ...refusal,
        documentId: storable(documentId),
        operationName: storable(operationName),
        subjectId: storable(subjectId),
        occurredAt,
        id: newId(occurredAt),
      });
    },
    drain: writer.drain,
  };
}

/** PostgreSQL holds no NUL; one text with it would keep the rows of all that are written together out of the log. */
const storable = (text: string | null | undefined): string | null =>
  text?.toWellFormed().replaceAll('\0', '\u{FFFD}') ?? null;
