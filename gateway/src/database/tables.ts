export * from './tables-budgets.ts';
export * from './tables-refusals.ts';
