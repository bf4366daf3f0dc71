export * from './tables-refusals.ts';
