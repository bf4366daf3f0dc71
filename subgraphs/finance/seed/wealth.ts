import { cast } from '@ecosystem/kit/demo-facts';
import type { EventOf } from '@ecosystem/kit/transitions';
import { castUuid, dayAfter, draw, minutesBefore, minutesPerDay, type SeedWorld, seedUuid } from '@ecosystem/kit/world';
import type { holdings, loans, wealth } from '../src/db/tables.ts';
import { loanMachine } from '../src/domain/loan.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import { riskProfiles } from '../src/domain/wealth.ts';
import { isActive, openedAt } from './people.ts';

const investments = [
  { productCode: 'MMF-001', name: 'Calm Lake Money Market', risk: 1, priceMinor: 1_00n },
  { productCode: 'BND-014', name: 'Harbour Short Bond', risk: 2, priceMinor: 1_08n },
  { productCode: 'MIX-022', name: 'Two Rivers Balanced', risk: 3, priceMinor: 1_64n },
  { productCode: 'IDX-300', name: 'Broad Market Index', risk: 4, priceMinor: 4_12n },
  { productCode: 'EQT-051', name: 'Young Peaks Equity', risk: 5, priceMinor: 2_37n },
] as const;

/** The risk class as a number from 1 to 5. */
function riskOf(customer: number): number {
  if (customer === cast.liwei) return 3;
  return isActive(customer) ? draw('wealth', customer).integer('risk', 1, 5) : 1;
}

export function wealthOf(world: SeedWorld, customer: number): typeof wealth.$inferInsert {
  return {
    customerId: castUuid(customer),
    riskProfile: riskProfiles[riskOf(customer) - 1] ?? 'R1',
    currency: homeCurrency,
    createdAt: openedAt(world, customer),
  };
}

export function holdingsOf(world: SeedWorld, customer: number): (typeof holdings.$inferInsert)[] {
  const drawn = draw('investor', customer);
  const isInvestor = customer === cast.liwei || (isActive(customer) && drawn.chance('invests', 0.3));
  if (!isInvestor) return [];
  // Nobody is sold a product above the own class.
  const suitable = investments.filter(({ risk }) => risk <= riskOf(customer));
  const count = customer === cast.liwei ? suitable.length : drawn.integer('count', 1, Math.min(3, suitable.length));
  const createdAt = openedAt(world, customer);
  return suitable.slice(-count).map(({ productCode, name, priceMinor }, index) => {
    const units = draw('holding', customer, index).integer('units', 500, 20_000);
    return {
      customerId: castUuid(customer),
      id: seedUuid(createdAt, 'holding', customer, index),
      productCode,
      name,
      units: String(units),
      marketValueMinor: BigInt(units) * priceMinor,
      currency: homeCurrency,
      createdAt,
    };
  });
}

type LoanEvent = EventOf<typeof loanMachine>;
const repaying: readonly LoanEvent[] = ['approve', 'disburse', 'beginRepayment'];
const loanHistories: readonly (readonly LoanEvent[])[] = [
  repaying,
  [...repaying, 'settle'],
  [...repaying, 'missInstalment'],
  [...repaying, 'missInstalment', 'catchUp'],
  [...repaying, 'missInstalment', 'writeOff'],
  ['approve', 'disburse'],
  ['approve'],
  ['reject'],
  [],
];
/** The number of @bank among the partners. */
const bank = 5;

export function loansOf({ now }: SeedWorld, customer: number): (typeof loans.$inferInsert)[] {
  const drawn = draw('loan', customer);
  const isNamed = customer === cast.liwei;
  if (!isNamed && !(isActive(customer) && drawn.chance('borrows', 0.25))) return [];
  const status = loanMachine.follow(isNamed ? repaying : drawn.pick('history', loanHistories));
  const principalMinor = isNamed ? 60_000_00n : BigInt(drawn.integer('principal', 5, 200)) * 1_000_00n;
  const createdAt = minutesBefore(now, drawn.integer('age', 60, 390) * minutesPerDay);
  return [
    {
      customerId: castUuid(customer),
      id: isNamed ? castUuid(customer) : seedUuid(createdAt, 'loan', customer),
      status,
      principalMinor,
      outstandingMinor: isNamed ? 41_250_00n : outstandingOf(status, principalMinor, drawn.integer('paid', 5, 90)),
      currency: homeCurrency,
      aprPercent: isNamed
        ? '4.35'
        : `${drawn.integer('apr', 3, 15)}.${drawn.pick('fraction', ['00', '35', '60', '85'])}`,
      nextDueOn: nextDueOn(now, status, isNamed ? 14 : drawn.integer('due', 1, 28)),
      lenderPartnerId: castUuid(bank),
      createdAt,
    },
  ];
}

type LoanStatus = (typeof loanMachine.states)[number];

function outstandingOf(status: LoanStatus, principalMinor: bigint, paidPercent: number): bigint {
  if (status === 'DISBURSED') return principalMinor;
  const isOwed = status === 'IN_REPAYMENT' || status === 'OVERDUE' || status === 'WRITTEN_OFF';
  return isOwed ? (principalMinor * BigInt(100 - paidPercent)) / 100n : 0n;
}

/** An instalment of a loan in repayment lies ahead, one that was missed lies behind. */
function nextDueOn(now: Date, status: LoanStatus, days: number): string | null {
  if (status === 'IN_REPAYMENT') return dayAfter(now, days);
  return status === 'OVERDUE' ? dayAfter(now, -days) : null;
}
