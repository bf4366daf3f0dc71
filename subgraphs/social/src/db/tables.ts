export * from '@ecosystem/kit/common-tables';
export { dataKeys } from '@ecosystem/kit/data-keys';
export * from './tables-access.ts';
export * from './tables-consents.ts';
export * from './tables-customers.ts';
export * from './tables-partners.ts';
