import { seedUuid } from '@ecosystem/kit/world';
import { post } from '../src/db/ledger.ts';
import { loanInstalments, loans } from '../src/db/tables.ts';
import { lockWallets } from '../src/db/wallets.ts';
import { credit, debit, houseAccount, walletAccount } from '../src/domain/ledger.ts';
import type { LoanStatus } from '../src/domain/loan.ts';
import { planLoanInstalments } from '../src/domain/loan-instalments.ts';
import { computeAvailable, homeCurrency } from '../src/domain/wallet.ts';
import { type FinanceWorld, newKey } from './finance-world.ts';

/** A loan of a test. */
export interface LoanStory {
  readonly customerId: string;
  readonly principalMinor: bigint;
  readonly aprPercent: string;
  readonly months: number;
  readonly disbursedOn: string;
  readonly status?: LoanStatus;
}

/** Puts a loan with its plan into the world, and answers with its id. */
export async function makeLoan(world: FinanceWorld, story: LoanStory): Promise<string> {
  const { customerId, principalMinor, aprPercent, months, disbursedOn, status = 'IN_REPAYMENT' } = story;
  const { write } = world.subgraph.database;
  const id = seedUuid(world.clock.now(), newKey());
  const plan = planLoanInstalments(principalMinor, aprPercent, months, disbursedOn);
  await write.insert(loans).values({
    customerId,
    id,
    status,
    principalMinor,
    outstandingMinor: principalMinor,
    currency: homeCurrency,
    aprPercent,
    nextDueOn: plan[0]?.dueOn ?? null,
    lenderPartnerId: id,
  });
  await write.insert(loanInstalments).values(
    plan.map(({ number, dueOn, principalMinor: part, interestMinor }) => ({
      customerId,
      loanId: id,
      number,
      dueOn,
      principalMinor: part,
      interestMinor,
    })),
  );
  return id;
}

/** Moves money between a wallet and the outside, until exactly this much is free to spend. */
export function setAvailable(world: FinanceWorld, customerId: string, amountMinor: bigint): Promise<void> {
  return world.subgraph.database.write.transaction(async (pool) => {
    const [wallet] = await lockWallets(pool, [customerId], homeCurrency);
    const missingMinor = amountMinor - (wallet ? computeAvailable(wallet) : 0n);
    if (missingMinor === 0n) return;
    const accounts = [
      walletAccount(customerId, homeCurrency),
      houseAccount('clearing', customerId, homeCurrency),
    ] as const;
    const [from, to] = missingMinor > 0n ? [accounts[1], accounts[0]] : accounts;
    const movedMinor = missingMinor > 0n ? missingMinor : -missingMinor;
    await post(pool, {
      ownerId: customerId,
      kind: 'TOP_UP',
      reference: newKey(),
      bookedAt: world.clock.now(),
      postings: [debit(from, movedMinor), credit(to, movedMinor)],
    });
  });
}
