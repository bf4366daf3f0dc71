import { expect, test } from 'vitest';
import { anonymous, type Caller } from './caller.ts';
import { isOperator, partnerOf, seesInside } from './partner-callers.ts';
import { castId, castUuid } from './world.ts';

const by = (prefix: string, number: number, ...scopes: string[]): Caller => ({
  subject: castId(prefix, number),
  scopes: new Set(scopes),
});

test.each([
  ['the partner itself', by('par', 1, 'partner:manage'), true],
  ['another partner', by('par', 2, 'partner:manage'), false],
  ['another partner whose token says that it reviews', by('par', 2, 'partner:review'), false],
  ['an operator', by('opr', 1, 'partner:review'), true],
  ['an operator of something else', by('opr', 1, 'customer:assist'), false],
  ['a customer with the number of the partner', by('cus', 1, 'partner:manage'), false],
  ['nobody', anonymous, false],
])('what is inside a partner is shown to %s: %#', (_, caller, isShown) => {
  expect(seesInside(caller, castUuid(1))).toBe(isShown);
});

test('a partner is told from others, and is never an operator', () => {
  expect(partnerOf(by('par', 1))).toBe(castUuid(1));
  expect(partnerOf(by('opr', 1))).toBeNull();
  expect(isOperator(by('par', 1, 'partner:review'))).toBe(false);
  expect(isOperator(by('opr', 1, 'partner:review'))).toBe(true);
});
