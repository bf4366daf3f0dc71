import type { SmallWorld } from '../worlds/world.ts';

/** @requires of all kinds: nested, on lists, with arguments, of fields that require themselves, of inputs that fail. */
export const requires: SmallWorld = {
  name: 'requires',
  generated: 40,
  subgraphs: {
    goods: `
      type Query { goods: [Good!]! good(id: ID!): Good }
      type Good @key(fields: "id") {
        id: ID!
        name: String
        weight: Int
        price(currency: Currency = EUR): Int
        size: Size
        parts: [Part]
        grid: [[Int]]
        owner: Owner
        content: Content
      }
      enum Currency { EUR USD }
      type Size { width: Int height: Int unit: Unit }
      type Unit { name: String }
      type Part @key(fields: "id") { id: ID! grams: Int }
      type Owner @key(fields: "id") { id: ID! }
      union Content = Book | Toy
      type Book { pages: Int }
      type Toy { age: Int }
    `,
    owners: `
      type Query { owners: [Owner] }
      type Owner @key(fields: "id") { id: ID! city: String fails: String goods: [Good] }
      type Good @key(fields: "id", resolvable: false) { id: ID! }
    `,
    shipping: `
      type Good @key(fields: "id") {
        id: ID!
        weight: Int @external
        price(currency: Currency = EUR): Int @external
        size: Size @external
        parts: [Part] @external
        grid: [[Int]] @external
        owner: Owner @external
        content: Content @external
        cost: Int @requires(fields: "weight")
        customs(rate: Int! = 2): Int @requires(fields: "price(currency: USD)")
        bothPrices: String @requires(fields: "weight price(currency: USD)")
        box: String @requires(fields: "size { width height unit { name } }")
        partsWeight: Int @requires(fields: "parts { grams }")
        sum: Int @requires(fields: "grid")
        distance: String @requires(fields: "owner { city }")
        care: String @requires(fields: "content { ... on Book { pages } ... on Toy { age } }")
        strict: Int! @requires(fields: "weight")
      }
      enum Currency { EUR USD }
      type Size @external { width: Int height: Int unit: Unit }
      type Unit @external { name: String }
      type Part @key(fields: "id") { id: ID! grams: Int @external }
      type Owner @key(fields: "id") { id: ID! city: String @external fails: String @external moved: String @requires(fields: "fails") }
      union Content = Book | Toy
      type Book @external { pages: Int }
      type Toy @external { age: Int }
    `,
    offers: `
      type Query { offers: [Offer] }
      type Offer { good: Good text: String }
      type Good @key(fields: "id") {
        id: ID!
        cost: Int @external
        box: String @external
        name: String @external
        total: Int @requires(fields: "cost")
        label: String @requires(fields: "cost box name")
      }
    `,
    adverts: `
      type Good @key(fields: "id") {
        id: ID!
        total: Int @external
        label: String @external
        cost: Int @external
        slogan: String @requires(fields: "label total cost")
      }
    `,
  },
  createData() {
    const owner = (id: string, city: string | null) => ({
      __typename: 'Owner',
      id,
      city,
      fails: new Error('the city has burned'),
      goods: () => goods,
    });
    const owners = [owner('o1', 'Berlin'), owner('o2', null)];
    const good = (number: number, more: object) => ({
      __typename: 'Good',
      id: String(number),
      name: `Good ${number}`,
      weight: number * 10,
      price: ({ currency }: { currency: string }) => number * (currency === 'USD' ? 11 : 10),
      size: {
        __typename: 'Size',
        width: number,
        height: null,
        unit: number % 2 ? { __typename: 'Unit', name: 'cm' } : null,
      },
      parts: [parts[0], null, parts[1]],
      grid: [[1, 2], null, [number, null]],
      owner: owners[number % 2],
      content: number % 2 ? { __typename: 'Book', pages: 300 } : { __typename: 'Toy', age: 6 },
      ...more,
    });
    const parts = [
      { __typename: 'Part', id: 'p1', grams: 5 },
      { __typename: 'Part', id: 'p2', grams: null },
    ];
    const goods = [
      good(1, {}),
      good(2, { name: null, parts: [], owner: null, content: null }),
      good(3, { size: null, parts: null, grid: [] }),
      good(4, { weight: null, price: null, grid: null }),
      good(5, { price: new Error('no price'), name: new Error('no name') }),
    ];
    return {
      entities: [...goods, ...owners, ...parts],
      query: {
        __typename: 'Query',
        goods,
        good: ({ id }: { id: string }) => goods.find((one) => one.id === id),
        owners: [owners[0], null, owners[1]],
        offers: goods.map((one) => ({ __typename: 'Offer', good: one, text: `offer ${one.id}` })),
      },
      computed: {
        'Good.cost': ({ weight }: { weight: number | null }) => (weight === null ? null : weight * 2),
        'Good.customs': ({ price }: { price: number | null }, { rate }: { rate: number }) => (price ?? -1) * rate,
        'Good.bothPrices': (inputs: object) => JSON.stringify(inputs),
        'Good.box': (inputs: object) => JSON.stringify(inputs),
        'Good.partsWeight': ({ parts: given }: { parts: ({ grams: number | null } | null)[] | null }) =>
          given?.reduce((sum, part) => sum + (part?.grams ?? 100), 0) ?? null,
        'Good.sum': ({ grid }: { grid: ((number | null)[] | null)[] | null }) =>
          grid?.flat().reduce<number>((sum, one) => sum + (one ?? 1_000), 0) ?? null,
        'Good.distance': (inputs: object) => JSON.stringify(inputs),
        'Good.care': (inputs: object) => JSON.stringify(inputs),
        'Good.strict': ({ weight }: { weight: number | null }) => weight,
        'Good.total': ({ cost }: { cost: number | null }) => (cost ?? 0) + 1,
        'Good.label': (inputs: object) => JSON.stringify(inputs),
        'Good.slogan': (inputs: object) => JSON.stringify(inputs),
        'Owner.moved': ({ fails }: { fails: string | null }) => `moved ${fails}`,
      },
    };
  },
};
