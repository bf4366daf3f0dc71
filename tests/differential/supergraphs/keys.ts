import type { Row, SmallWorld } from '../worlds/world.ts';

/** Keys of all kinds: several, compound, nested, not resolvable, and two subgraphs that share none. */
export const keys: SmallWorld = {
  name: 'keys',
  generated: 40,
  subgraphs: {
    catalogue: `
      type Query { products(first: Int): [Product!] product(id: ID!): Product brands: [Brand] }
      type Product @key(fields: "id") @key(fields: "sku") { id: ID! sku: String! name: String brand: Brand related: [Product] }
      type Brand @key(fields: "code country { iso }") { code: String! country: Country! title: String }
      type Country @shareable { iso: String! }
    `,
    stock: `
      type Query { shelves: [Shelf!]! }
      type Product @key(fields: "sku") @key(fields: "barcode") { sku: String! barcode: Int! inStock: Int shelf: Shelf }
      type Shelf @key(fields: "hall row") { hall: String! row: Int! products: [Product!]! }
      type Brand @key(fields: "code country { iso }") { code: String! country: Country! stocked: [Product] }
      type Country @shareable { iso: String! }
    `,
    // No key in common with the catalogue: the way leads through the stock.
    till: `
      type Query { receipts: [Receipt] scan(barcode: Int!): Product }
      type Product @key(fields: "barcode") { barcode: Int! price: Float receipts: [Receipt!] }
      type Receipt @key(fields: "number") { number: ID! lines: [Product] cashier: Person }
      type Person @key(fields: "id", resolvable: false) { id: ID! }
      type Shelf @key(fields: "hall row") { hall: String! row: Int! guard: Person }
    `,
    people: `
      type Query { people(ids: [ID!]): [Person] }
      type Person @key(fields: "id") { id: ID! name: String! manager: Person reviews: [Review!] }
      type Review @key(fields: "id") { id: ID! product: Product author: Person! stars: Int }
      type Product @key(fields: "id") { id: ID! reviews(min: Int = 0): [Review!]! }
    `,
  },
  createData() {
    const brands: Row[] = [
      {
        __typename: 'Brand',
        code: 'b1',
        country: { __typename: 'Country', iso: 'CN' },
        title: 'First',
        stocked: () => [products[0], null, products[1]],
      },
      {
        __typename: 'Brand',
        code: 'b1',
        country: { __typename: 'Country', iso: 'DE' },
        title: 'Same code',
        stocked: () => [products[2]],
      },
      {
        __typename: 'Brand',
        code: 'b2',
        country: { __typename: 'Country', iso: 'CN' },
        title: null,
        absentFrom: ['stock'],
      },
    ];
    const product = (number: number, more: object): Row => ({
      __typename: 'Product',
      id: String(number),
      sku: `sku-${number}`,
      barcode: 1_000 + number,
      name: `Product ${number}`,
      brand: brands[number % brands.length],
      inStock: number * 3,
      price: number + 0.5,
      shelf: () => shelves[number % shelves.length],
      related: () => products.filter((one) => one['id'] !== String(number)),
      receipts: () => receipts,
      reviews: ({ min }: { min: number }) => reviews.filter((one) => one.stars >= min && one.of === number),
      ...more,
    });
    const products: Row[] = [
      product(1, {}),
      product(2, { brand: null, name: null }),
      product(3, {}),
      product(4, { absentFrom: ['stock', 'till'], reviews: () => [] }),
    ];
    const shelves = [
      { __typename: 'Shelf', hall: 'A', row: 1, products: () => products.slice(0, 2), guard: () => people[0] },
      { __typename: 'Shelf', hall: 'A', row: 2, products: () => [products[0]], guard: () => people[1] },
      { __typename: 'Shelf', hall: 'B', row: 1, products: () => [], guard: null },
    ];
    const people: Row[] = [
      { __typename: 'Person', id: '1', name: 'Ada', manager: null, reviews: () => reviews },
      { __typename: 'Person', id: '2', name: 'Bob', manager: () => people[0], reviews: () => [] },
      { __typename: 'Person', id: '3', name: 'Cleo', manager: () => people[1], reviews: null },
    ];
    const reviews = [5, 3, 1].map((stars, index) => ({
      __typename: 'Review',
      id: `r${index}`,
      of: index + 1,
      stars,
      product: () => products[index],
      author: () => people[index],
    }));
    const receipts = [
      {
        __typename: 'Receipt',
        number: 'R1',
        lines: () => [products[0], products[0], null, products[2]],
        cashier: () => people[1],
      },
      { __typename: 'Receipt', number: 'R2', lines: [], cashier: () => people[2] },
    ];
    const find = (name: 'id' | 'barcode') => (args: Record<string, unknown>) =>
      products.find((one) => one[name] === args[name]) ?? null;
    return {
      entities: [...brands, ...products, ...shelves, ...people, ...reviews, ...receipts],
      query: {
        __typename: 'Query',
        products: ({ first }: { first?: number }) => products.slice(0, first ?? 9),
        product: find('id'),
        brands: [brands[0], null, brands[1], brands[2]],
        shelves,
        receipts: [receipts[0], receipts[1], null],
        scan: find('barcode'),
        people: ({ ids }: { ids?: readonly string[] }) =>
          people.filter((one) => !ids || ids.includes(String(one['id']))),
      },
    };
  },
  literals: { barcode: ['1001', '1002', '1003', '9'] },
};
