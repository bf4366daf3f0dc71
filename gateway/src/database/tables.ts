export * from './tables-issuer.ts';
export * from './tables-refusals.ts';
