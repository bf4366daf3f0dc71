import { expect, test } from 'vitest';
import { defineMachine } from './transitions.ts';

const door = defineMachine({
  entity: 'door',
  initial: 'CLOSED',
  transitions: [
    ['CLOSED', 'open', 'OPEN'],
    ['OPEN', 'close', 'CLOSED'],
    ['CLOSED', 'lock', 'LOCKED'],
  ],
});

test('an event leads to the next state, or to none', () => {
  expect(door.next('CLOSED', 'open')).toBe('OPEN');
  expect(door.next('LOCKED', 'open')).toBeNull();
});

test('a history leads to its last state; one that cannot happen is refused', () => {
  expect(door.follow([])).toBe('CLOSED');
  expect(door.follow(['open', 'close', 'lock'])).toBe('LOCKED');
  expect(() => door.follow(['open', 'lock'])).toThrow('A door that is OPEN cannot lock.');
});

test('two answers to one event are not a machine', () => {
  const twice = () =>
    defineMachine({
      entity: 'door',
      initial: 'A',
      transitions: [
        ['A', 'go', 'B'],
        ['A', 'go', 'C'],
      ],
    });

  expect(twice).toThrow('The door machine has two answers to one event.');
});
