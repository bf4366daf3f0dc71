import { describe, expect, test } from 'vitest';
import type { Machine } from './transitions.ts';

/**
 * Tries every state with every event and holds the answers against a table that the test writes out.
 * The table is written twice on purpose: once as the rule, once as what the domain page says.
 */
export function describeMachine<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  expected: Readonly<Record<State, { readonly [Name in Event]?: State }>>,
): void {
  describe(`a ${machine.entity}`, () => {
    test('has exactly the states of the domain page', () => {
      expect([...machine.states].sort()).toEqual(Object.keys(expected).sort());
    });

    const pairs = machine.states.flatMap((state) => machine.events.map((event) => [state, event] as const));
    test.each(pairs)('that is %s answers %s as the domain page says', (state, event) => {
      expect(machine.next(state, event)).toBe(expected[state][event] ?? null);
    });
  });
}
