// All tables of finance: drizzle-kit makes migrations from here, everybody else imports from here.
export * from '@ecosystem/kit/common-tables';
export { dataKeys } from '@ecosystem/kit/data-keys';
export * from './tables-claims.ts';
export * from './tables-customers.ts';
export * from './tables-escrow.ts';
export * from './tables-insurance.ts';
export * from './tables-ledger.ts';
export * from './tables-neighbours.ts';
export * from './tables-payments.ts';
