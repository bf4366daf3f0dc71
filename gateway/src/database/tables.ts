export * from './tables-operations.ts';
export * from './tables-refusals.ts';
