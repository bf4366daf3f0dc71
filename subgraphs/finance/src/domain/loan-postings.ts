import { credit, debit, houseAccount, type Posting, walletAccount, withoutZeros } from './ledger.ts';
import type { LoanInstalment } from './loan-instalments.ts';

/** What a collection books: the borrower's wallet pays the lender, who is outside, principal and interest apart. */
export function collectionPostings(
  { customerId, currency }: { readonly customerId: string; readonly currency: string },
  paid: readonly LoanInstalment[],
): Posting[] {
  const sumOf = (part: 'amountMinor' | 'principalMinor' | 'interestMinor') =>
    paid.reduce((sum, instalment) => sum + instalment[part], 0n);
  const clearing = houseAccount('clearing', customerId, currency);
  return withoutZeros([
    debit(walletAccount(customerId, currency), sumOf('amountMinor'), { narrative: 'Loan instalment' }),
    credit(clearing, sumOf('principalMinor'), { narrative: 'Loan principal' }),
    credit(clearing, sumOf('interestMinor'), { narrative: 'Loan interest' }),
  ]);
}
