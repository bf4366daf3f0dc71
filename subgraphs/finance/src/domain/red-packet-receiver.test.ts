import { describe, expect, test } from 'vitest';
import { decideAccess, decideReceiver } from './red-packet-receiver.ts';

const chat = { threadId: 'chat', toCustomerId: null };
const contact = { threadId: null, toCustomerId: 'friend' };

describe('a red packet', () => {
  test.each([
    ['a chat', chat, 10],
    ['one contact', contact, 1],
  ])('may be for %s', (_, receiver, shares) => {
    expect(decideReceiver(receiver, { senderId: 'sender', shares })).toEqual({ ok: true, value: receiver });
  });

  test.each([
    ['nobody', { threadId: null, toCustomerId: null }, 1, 'INVALID_INPUT'],
    ['a chat and a contact at once', { threadId: 'chat', toCustomerId: 'friend' }, 1, 'INVALID_INPUT'],
    ['the sender', { threadId: null, toCustomerId: 'sender' }, 1, 'SELF_TRANSFER'],
    ['one contact in two shares', contact, 2, 'INVALID_INPUT'],
  ])('may not be for %s', (_, receiver, shares, code) => {
    expect(decideReceiver(receiver, { senderId: 'sender', shares })).toMatchObject({ ok: false, code });
  });

  test.each([
    ['for a chat is opened by its members', chat, 'anybody', true, null],
    ['for a chat is opened by nobody else', chat, 'anybody', false, 'NOT_IN_THREAD'],
    ['for a contact is opened by the contact', contact, 'friend', false, null],
    ['for a contact is missing for everybody else', contact, 'sender', true, 'NOT_FOUND'],
  ])('%s', (_, receiver, customerId, isInThread, code) => {
    const access = decideAccess(receiver, customerId, isInThread);
    expect(access.ok ? null : access.code).toBe(code);
  });
});
