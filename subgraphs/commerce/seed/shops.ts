import { type demoMerchants, demoShops } from '@ecosystem/kit/demo-merchants';
import type { marketplaceCodes } from '../src/domain/marketplace.ts';

/** What a shop of the demo world sells; ten products each. */
interface Assortment {
  readonly marketplace: (typeof marketplaceCodes)[number];
  readonly isPersonal?: boolean;
  /** The name of a category; see the catalogue. */
  readonly category: string;
  /** How many digits the GTINs of its products have; none has one if left out. */
  readonly gtinLength?: 13 | 14;
  readonly goods: readonly [string, string, string, string, string];
  /** Each thing comes in the plain style and in this one. */
  readonly style: string;
}

/** An invented shop of the demo world. */
export type Shop = Assortment & (typeof demoMerchants)[number];

/** What shops sell, by their number less one. */
const assortments: readonly Assortment[] = [
  {
    marketplace: 'GROUP_DEALS',
    category: 'Meals',
    goods: ['Beef noodles', 'Dan dan noodles', 'Wonton soup', 'Cold noodles', 'Fried rice'],
    style: 'for the family',
  },
  {
    marketplace: 'BRAND_MALL',
    category: 'Car care',
    gtinLength: 13,
    goods: ['Wiper blades', 'Cabin filter', 'Tyre foam', 'Coolant', 'Charging cable'],
    style: 'with fitting',
  },
  {
    marketplace: 'BRAND_MALL',
    category: 'Health',
    gtinLength: 13,
    goods: ['Plasters', 'Thermometer', 'Vitamin C', 'Hand balm', 'Blood pressure monitor'],
    style: 'travel set',
  },
  {
    marketplace: 'C2C_BAZAAR',
    isPersonal: true,
    category: 'Books',
    goods: ['Travel novel', 'Cookbook', 'Atlas', 'Chess primer', 'Poems'],
    style: 'signed',
  },
  {
    marketplace: 'C2C_BAZAAR',
    isPersonal: true,
    category: 'Home',
    goods: ['Desk lamp', 'Wooden stool', 'Tea set', 'Wall clock', 'Bookshelf'],
    style: 'like new',
  },
  {
    marketplace: 'GROUP_DEALS',
    category: 'Groceries',
    gtinLength: 13,
    goods: ['Mandarins', 'Apples', 'Walnuts', 'Honey', 'Green tea'],
    style: 'gift box',
  },
  {
    marketplace: 'BRAND_MALL',
    category: 'Electronics',
    gtinLength: 13,
    goods: ['Earphones', 'Power bank', 'Keyboard', 'Desk fan', 'Smart plug'],
    style: 'second generation',
  },
  {
    marketplace: 'WHOLESALE_CN',
    category: 'Home',
    gtinLength: 14,
    goods: ['Hangers', 'Storage boxes', 'Umbrellas', 'Towels', 'Lunch boxes'],
    style: 'carton',
  },
  {
    marketplace: 'WHOLESALE_CN',
    category: 'Clothes',
    gtinLength: 14,
    goods: ['Cotton shirts', 'Work trousers', 'Socks', 'Aprons', 'Scarves'],
    style: 'carton',
  },
  {
    marketplace: 'WHOLESALE_GLOBAL',
    category: 'Electronics',
    gtinLength: 14,
    goods: ['LED strips', 'Phone cases', 'Cables', 'Chargers', 'Speakers'],
    style: 'pallet',
  },
  {
    marketplace: 'RETAIL_GLOBAL',
    category: 'Groceries',
    gtinLength: 13,
    goods: ['Matcha', 'Rice crackers', 'Soy sauce', 'Chopsticks', 'Furoshiki cloth'],
    style: 'festival edition',
  },
  {
    marketplace: 'RETAIL_GLOBAL',
    category: 'Groceries',
    gtinLength: 13,
    goods: ['Milk powder', 'Oats', 'Macadamia nuts', 'Fish oil', 'Sheepskin'],
    style: 'double pack',
  },
];

/** Shops by their number less one: the first is @noodle, the second the workshop, the third the pharmacy. */
export const shops: readonly Shop[] = assortments.flatMap((assortment, index) => {
  const shop = demoShops[index];
  return shop ? [{ ...shop, ...assortment }] : [];
});
