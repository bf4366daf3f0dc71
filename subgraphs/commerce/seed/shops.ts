import type { marketplaceCodes } from '../src/domain/marketplace.ts';

/** An invented shop of the demo world and what it sells; ten products each. */
export interface Shop {
  readonly name: string;
  readonly marketplace: (typeof marketplaceCodes)[number];
  /** ISO 18245. */
  readonly mcc: string;
  readonly isPersonal?: boolean;
  /** The name of a category; see the catalogue. */
  readonly category: string;
  readonly currency?: 'CNY' | 'USD' | 'JPY';
  /** How many digits the GTINs of its products have; none has one if left out. */
  readonly gtinLength?: 13 | 14;
  readonly goods: readonly [string, string, string, string, string];
  /** Each thing comes in the plain style and in this one. */
  readonly style: string;
}

/** Shops by their number less one: the first is @noodle, the second the workshop, the third the pharmacy. */
export const shops: readonly Shop[] = [
  {
    name: 'Lucky Noodle House',
    marketplace: 'GROUP_DEALS',
    mcc: '5812',
    category: 'Meals',
    goods: ['Beef noodles', 'Dan dan noodles', 'Wonton soup', 'Cold noodles', 'Fried rice'],
    style: 'for the family',
  },
  {
    name: 'Steady Wheel Workshop',
    marketplace: 'BRAND_MALL',
    mcc: '7538',
    category: 'Car care',
    gtinLength: 13,
    goods: ['Wiper blades', 'Cabin filter', 'Tyre foam', 'Coolant', 'Charging cable'],
    style: 'with fitting',
  },
  {
    name: 'Green Leaf Pharmacy',
    marketplace: 'BRAND_MALL',
    mcc: '5912',
    category: 'Health',
    gtinLength: 13,
    goods: ['Plasters', 'Thermometer', 'Vitamin C', 'Hand balm', 'Blood pressure monitor'],
    style: 'travel set',
  },
  {
    // A name of one character.
    name: '书',
    marketplace: 'C2C_BAZAAR',
    mcc: '5942',
    isPersonal: true,
    category: 'Books',
    goods: ['Travel novel', 'Cookbook', 'Atlas', 'Chess primer', 'Poems'],
    style: 'signed',
  },
  {
    name: 'Attic Finds',
    marketplace: 'C2C_BAZAAR',
    mcc: '5931',
    isPersonal: true,
    category: 'Home',
    goods: ['Desk lamp', 'Wooden stool', 'Tea set', 'Wall clock', 'Bookshelf'],
    style: 'like new',
  },
  {
    name: 'Orchard Friends',
    marketplace: 'GROUP_DEALS',
    mcc: '5411',
    category: 'Groceries',
    gtinLength: 13,
    goods: ['Mandarins', 'Apples', 'Walnuts', 'Honey', 'Green tea'],
    style: 'gift box',
  },
  {
    name: 'Cloudline Electronics',
    marketplace: 'BRAND_MALL',
    mcc: '5732',
    category: 'Electronics',
    gtinLength: 13,
    goods: ['Earphones', 'Power bank', 'Keyboard', 'Desk fan', 'Smart plug'],
    style: 'second generation',
  },
  {
    name: 'Yiwu Daily Goods',
    marketplace: 'WHOLESALE_CN',
    mcc: '5199',
    category: 'Home',
    gtinLength: 14,
    goods: ['Hangers', 'Storage boxes', 'Umbrellas', 'Towels', 'Lunch boxes'],
    style: 'carton',
  },
  {
    // A name of 40 characters.
    name: 'Pearl Delta Textile and Garments Trading',
    marketplace: 'WHOLESALE_CN',
    mcc: '5131',
    category: 'Clothes',
    gtinLength: 14,
    goods: ['Cotton shirts', 'Work trousers', 'Socks', 'Aprons', 'Scarves'],
    style: 'carton',
  },
  {
    name: 'Harbour Bridge Exports',
    marketplace: 'WHOLESALE_GLOBAL',
    mcc: '5199',
    category: 'Electronics',
    currency: 'USD',
    gtinLength: 14,
    goods: ['LED strips', 'Phone cases', 'Cables', 'Chargers', 'Speakers'],
    style: 'pallet',
  },
  {
    name: 'Hakata Lane',
    marketplace: 'RETAIL_GLOBAL',
    mcc: '5311',
    category: 'Groceries',
    currency: 'JPY',
    gtinLength: 13,
    goods: ['Matcha', 'Rice crackers', 'Soy sauce', 'Chopsticks', 'Furoshiki cloth'],
    style: 'festival edition',
  },
  {
    name: 'Southern Isles Pantry',
    marketplace: 'RETAIL_GLOBAL',
    mcc: '5499',
    category: 'Groceries',
    gtinLength: 13,
    goods: ['Milk powder', 'Oats', 'Macadamia nuts', 'Fish oil', 'Sheepskin'],
    style: 'double pack',
  },
];
