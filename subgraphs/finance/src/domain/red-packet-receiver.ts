import { done, type Result, refused } from '@ecosystem/kit/result';

/** Who may open a red packet: the members of a chat, or one contact. Exactly one of both is given. */
export interface RedPacketReceiver {
  readonly threadId: string | null;
  readonly toCustomerId: string | null;
}

/** For whom a red packet may be, before it is asked who knows whom. */
export function decideReceiver(
  { threadId, toCustomerId }: RedPacketReceiver,
  { senderId, shares }: { readonly senderId: string; readonly shares: number },
): Result<RedPacketReceiver, 'INVALID_INPUT' | 'SELF_TRANSFER'> {
  if ((threadId === null) === (toCustomerId === null)) {
    return refused('INVALID_INPUT', null, 'A red packet is either for a chat or for a contact.');
  }
  if (toCustomerId === null) return done({ threadId, toCustomerId });
  if (toCustomerId === senderId) {
    return refused('SELF_TRANSFER', ['toCustomerId'], 'A red packet is for somebody else.');
  }
  // One customer takes one share, so nobody could ever open the others.
  if (shares !== 1) return refused('INVALID_INPUT', ['shares'], 'A red packet for one contact has one share.');
  return done({ threadId, toCustomerId });
}

/**
 * Whether a customer may open a red packet.
 * @param isInThread whether the customer is in the chat for which the packet is.
 */
export function decideAccess(
  { toCustomerId }: RedPacketReceiver,
  customerId: string,
  isInThread: boolean,
): Result<null, 'NOT_FOUND' | 'NOT_IN_THREAD'> {
  const path = ['redPacketId'];
  if (toCustomerId === null) {
    return isInThread ? done(null) : refused('NOT_IN_THREAD', path, 'You are not in the chat of this red packet.');
  }
  // A packet for somebody else answers as a missing one, also to who sent it.
  return toCustomerId === customerId ? done(null) : refused('NOT_FOUND', path, 'There is no such red packet for you.');
}
