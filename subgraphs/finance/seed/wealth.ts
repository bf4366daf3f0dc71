import { cast } from '@ecosystem/kit/demo-facts';
import { castUuid, draw, seedUuid } from '@ecosystem/kit/world';
import type { holdings, wealth } from '../src/db/tables.ts';
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

export function wealthOf(customer: number): typeof wealth.$inferInsert {
  return {
    customerId: castUuid(customer),
    riskProfile: riskProfiles[riskOf(customer) - 1] ?? 'R1',
    currency: homeCurrency,
    createdAt: openedAt(customer),
  };
}

export function holdingsOf(customer: number): (typeof holdings.$inferInsert)[] {
  const drawn = draw('investor', customer);
  const isInvestor = customer === cast.liwei || (isActive(customer) && drawn.chance('invests', 0.3));
  if (!isInvestor) return [];
  // Nobody is sold a product above the own class.
  const suitable = investments.filter(({ risk }) => risk <= riskOf(customer));
  const count = customer === cast.liwei ? suitable.length : drawn.integer('count', 1, Math.min(3, suitable.length));
  const createdAt = openedAt(customer);
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
