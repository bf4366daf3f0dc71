// Whom customers of the demo world pay, told once for commerce, which shows them, and finance, which pays them.

/** A merchant of the demo world. */
export interface DemoMerchant {
  readonly name: string;
  /** As payment codes write it. */
  readonly city: string;
  /** ISO 18245. */
  readonly mcc: string;
  /** The currency of its prices; CNY if left out. */
  readonly currency?: 'CNY' | 'USD' | 'JPY';
  /** The number of the partner whose shop it is. */
  readonly partner?: number;
}

/** Merchants that sell goods, by their number less one: the first is @noodle, the second the workshop, the third the pharmacy. */
export const demoShops = [
  { name: 'Lucky Noodle House', city: 'Shenzhen', mcc: '5812', partner: 6 },
  { name: 'Steady Wheel Workshop', city: 'Shenzhen', mcc: '7538' },
  { name: 'Green Leaf Pharmacy', city: 'Shenzhen', mcc: '5912' },
  // A name of one character.
  { name: '书', city: 'Hangzhou', mcc: '5942' },
  { name: 'Attic Finds', city: 'Beijing', mcc: '5931' },
  { name: 'Orchard Friends', city: 'Chengdu', mcc: '5411' },
  { name: 'Cloudline Electronics', city: 'Shenzhen', mcc: '5732' },
  { name: 'Yiwu Daily Goods', city: 'Yiwu', mcc: '5199' },
  // A name of 40 characters.
  { name: 'Pearl Delta Textile and Garments Trading', city: 'Guangzhou', mcc: '5131' },
  { name: 'Harbour Bridge Exports', city: 'Shanghai', mcc: '5199', currency: 'USD' },
  { name: 'Hakata Lane', city: 'Fukuoka', mcc: '5311', currency: 'JPY' },
  { name: 'Southern Isles Pantry', city: 'Guangzhou', mcc: '5499' },
] as const satisfies readonly DemoMerchant[];

/** Merchants that sell rides and visits, numbered on after the shops; they have no products. */
export const demoOperators = [
  { name: 'Green Light Rides', city: 'Shenzhen', mcc: '4121', partner: 1 },
  { name: 'Riverside Hospital', city: 'Shenzhen', mcc: '8062', partner: 2 },
] as const satisfies readonly DemoMerchant[];

/** All merchants, by their number less one. */
export const demoMerchants: readonly DemoMerchant[] = [...demoShops, ...demoOperators];

/** The number of the merchant that is paid for rides. */
export const rideMerchant = demoShops.length + 1;
/** The number of the merchant that is paid for visits to doctors. */
export const clinicMerchant = demoShops.length + 2;

/** Numbers of the shops whose prices are in yuan. */
export const yuanShops: readonly number[] = demoShops.flatMap((shop, index) => ('currency' in shop ? [] : [index + 1]));

/** Whether the merchant takes payments now: those who price in other currencies have not joined yet. */
export const isMerchantLive = (number: number): boolean => (demoMerchants[number - 1]?.currency ?? 'CNY') === 'CNY';

/** The scheme number of the first merchant; the others follow. */
const firstSchemeNumber = 42;

/** The number of a merchant in the scheme of our payment codes: M00000042 is @noodle. */
export const schemeNumberOf = (number: number): string => `M${String(firstSchemeNumber + number - 1).padStart(8, '0')}`;
