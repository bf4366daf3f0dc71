import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseHandler } from './claim-assignment.ts';

const handlers = ['a', 'b', 'c'].map((id) => ({ id, customerId: `private-${id}` }));
const policy = (id: string, customerId = 'holder') => ({ id, customerId });

test('the claims of one policy go to one handler, in whatever order the handlers are read', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(chooseHandler(handlers.toReversed(), policy(id))).toEqual(chooseHandler(handlers, policy(id)));
    }),
  );
});

test.each([
  ['00000000', 'a'],
  ['00000001', 'b'],
  ['00000002', 'c'],
  ['00000003', 'a'],
])('the policy that ends in %s is for handler %s', (end, id) => {
  expect(chooseHandler(handlers, policy(`01a192b0-7400-712a-b342-3e6a${end}`))).toMatchObject({ id });
});

test('a holder who is a handler is passed over', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(chooseHandler(handlers, policy(id, 'private-b'))?.id).not.toBe('b');
    }),
  );
  expect(chooseHandler(handlers.slice(0, 1), policy('00000000', 'private-a'))).toBeNull();
});
