import { loansOf } from './loans.ts';
import { policiesOf } from './policies.ts';
import { holdingsOf } from './wealth.ts';

/** Published: 2.95 contracts a retail customer (first half of 2022), as policies in force, open loans, holdings and the wallet. */
export const contractsMean = { value: 2.95, tolerance: 0.1 } as const;

const openLoans: readonly string[] = ['DISBURSED', 'IN_REPAYMENT', 'OVERDUE'];

/** How many contracts a customer of the demo world has (AT-5-1). */
export function countContracts(customer: number): number {
  const inForce = policiesOf(customer).filter(({ row }) => row.status === 'IN_FORCE').length;
  const open = loansOf(customer).filter(({ loan }) => openLoans.includes(loan.status)).length;
  return 1 + inForce + open + holdingsOf(customer).length;
}

/** The same over a whole database. */
export const contractsMeanQuery = `
  select ((select count(*) from wallets)
    + (select count(*) from policies where status = 'IN_FORCE')
    + (select count(*) from loans where status in (${openLoans.map((status) => `'${status}'`).join(', ')}))
    + (select count(*) from holdings))::float / (select count(*) from wallets) as mean`;
