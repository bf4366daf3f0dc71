export * from './tables-budgets.ts';
export * from './tables-issuer.ts';
export * from './tables-operations.ts';
export * from './tables-operators.ts';
export * from './tables-refusals.ts';
export * from './tables-usage.ts';
