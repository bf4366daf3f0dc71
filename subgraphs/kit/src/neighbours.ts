import type { Uuid } from './ids.ts';

// What a subgraph asks of things that another one owns. A copy of its own answers today; the owner itself may do so later.

/** Knows who has accepted whom. */
export interface ContactDirectory {
  /** Whether both have accepted each other as contacts. */
  areContacts(customerId: Uuid, contactId: Uuid): Promise<boolean>;
}

/** Knows who is in which chat. */
export interface ThreadDirectory {
  /** Whether a customer is in a chat now. */
  isInThread(threadId: Uuid, customerId: Uuid): Promise<boolean>;
}
