// All tables of commerce: drizzle-kit makes migrations from here, everybody else imports from here.
export * from '@ecosystem/kit/common-tables';
export * from './tables-buying.ts';
export * from './tables-catalogue.ts';
export * from './tables-teams.ts';
