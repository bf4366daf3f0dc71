export * from '@ecosystem/kit/common-tables';
export * from './tables-access.ts';
export * from './tables-consents.ts';
export * from './tables-customers.ts';
export * from './tables-partners.ts';
