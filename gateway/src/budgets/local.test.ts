import { movableClock } from '@ecosystem/kit/clock';
import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createLocalBudgets } from './local.ts';

const open = (settings: { quota?: number; ceiling?: number } = {}) => {
  const clock = movableClock(new Date('2026-11-01T04:00:00Z'));
  return { clock, budgets: createLocalBudgets({ quota: 100, windowS: 60, ceiling: 80, clock, ...settings }) };
};

function codeOf(action: () => void): unknown {
  try {
    action();
    return 'allowed';
  } catch (error) {
    if (error instanceof GraphQLError) return error.extensions['code'];
    throw error;
  }
}

describe('the budget of a caller in this process', () => {
  test('is what was charged in a window, and whole again in the next', () => {
    const { budgets, clock } = open();
    budgets.charge('cus_1', 60);
    expect(codeOf(() => budgets.charge('cus_1', 41))).toBe('RATE_LIMITED');
    budgets.charge('cus_1', 40);
    expect(budgets.stateOf('cus_1')).toEqual({ quota: 100, windowS: 60, remaining: 0, resetS: 60 });
    clock.advance(59_999);
    expect(codeOf(() => budgets.charge('cus_1', 1))).toBe('RATE_LIMITED');
    clock.advance(1);
    expect(codeOf(() => budgets.charge('cus_1', 80))).toBe('allowed');
  });

  test('is another for each caller', () => {
    const { budgets } = open();
    budgets.charge('cus_1', 80);
    expect(codeOf(() => budgets.charge('cus_2', 80))).toBe('allowed');
    expect(budgets.stateOf('cus_3')?.remaining).toBe(100);
  });

  test('does not let through an operation over the ceiling, and charges nothing for it', () => {
    const { budgets } = open();
    expect(codeOf(() => budgets.charge('cus_1', 81))).toBe('COST_LIMIT');
    expect(budgets.stateOf('cus_1')?.remaining).toBe(100);
  });

  test('without a quota has a ceiling all the same', () => {
    const { budgets } = open({ quota: Number.POSITIVE_INFINITY });
    for (let turn = 0; turn < 100; turn += 1) budgets.charge('cus_1', 80);
    expect(budgets.stateOf('cus_1')).toBeNull();
    expect(codeOf(() => budgets.charge('cus_1', 81))).toBe('COST_LIMIT');
  });
});
