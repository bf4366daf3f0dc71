import { GraphQLError } from 'graphql';
import { expect, test, vi } from 'vitest';
import { forbidden, maskError } from './errors.ts';

test('what is meant for the caller passes', () => {
  const onFault = vi.fn();
  const located = new GraphQLError('You may not read this.', { path: ['me'], originalError: forbidden() });

  expect(maskError(located, 'r-1', onFault)).toBe(located);
  expect(onFault).not.toHaveBeenCalled();
});

test('a fault is reported whole, and the caller gets a neutral sentence and the request id', () => {
  const onFault = vi.fn();
  const fault = new Error('password authentication failed for user "finance" at 10.0.0.7');

  const masked = maskError(
    new GraphQLError(fault.message, { path: ['me', 'finance'], originalError: fault }),
    'r-1',
    onFault,
  );

  expect(JSON.stringify(masked)).not.toContain('password');
  expect(masked).toMatchObject({
    message: 'Something went wrong on our side.',
    path: ['me', 'finance'],
    extensions: { code: 'INTERNAL', requestId: 'r-1' },
  });
  expect(onFault).toHaveBeenCalledExactlyOnceWith(fault);
});

test('a variable of the wrong type is the mistake of the caller', () => {
  const masked = maskError(new GraphQLError('Variable "$first" got invalid value "x".'), 'r-1', () => {});

  expect(masked.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(masked.message).toContain('Variable "$first"');
});
