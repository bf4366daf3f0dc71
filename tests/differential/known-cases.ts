import type { Path } from './compare.ts';

/** A case that gateways are known to get wrong, with its answer written by hand. */
export interface KnownCase {
  readonly title: string;
  readonly world: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly data: unknown;
  readonly errors?: readonly Path[];
  /** What the stock planner or executor does instead, if it is not right. */
  readonly stock?: string;
}

/** Every case is asked of the monolith as well, so that the judge is judged. */
export const knownCases: readonly KnownCase[] = [
  {
    title: '@requires with an argument gets its own value, though the client asks for another',
    world: 'requires',
    query: '{ good(id: "1") { price bothPrices euros: price(currency: EUR) dollars: price(currency: USD) } }',
    data: { good: { price: 10, bothPrices: '{"weight":10,"price":11}', euros: 10, dollars: 11 } },
    stock: 'gives the price that the client asked for to the field that requires the other one',
  },
  {
    title: '@requires with an argument gets its own value, though it is the only field asked',
    world: 'requires',
    query: '{ goods { customs(rate: 3) } }',
    data: { goods: [{ customs: 33 }, { customs: 66 }, { customs: 99 }, { customs: -3 }, { customs: -3 }] },
  },
  {
    title: 'a field that requires a field that requires gets all its inputs',
    world: 'requires',
    query: '{ good(id: "2") { slogan } }',
    data: {
      good: {
        slogan: JSON.stringify({
          label: JSON.stringify({
            cost: 40,
            box: JSON.stringify({ size: { width: 2, height: null, unit: null } }),
            name: null,
          }),
          total: 41,
          cost: 40,
        }),
      },
    },
  },
  {
    title: 'an input of @requires that fails is null, and its neighbours stay',
    world: 'requires',
    query: '{ owner: owners { moved city } }',
    data: { owner: [{ moved: 'moved null', city: 'Berlin' }, null, { moved: 'moved null', city: null }] },
  },
  {
    title: 'a field with @requires that is left out takes nothing away from its neighbours',
    world: 'directives',
    query: '{ book(isbn: "1") { summary @include(if: false) copies } }',
    data: { book: { copies: 0 } },
    stock: 'fetches no field of the subgraph at all',
  },
  {
    title: 'a required non-null field that is null takes its object away',
    world: 'requires',
    query: '{ good(id: "4") { id strict } }',
    data: { good: null },
    errors: [['good', 'strict']],
  },
  {
    title: 'nested inline fragments on interfaces are all answered',
    world: 'abstract',
    query: `{ animals { ... on Node { ... on Named { ... on Animal { name ... on Dog { barks ... on Patient { weight } }
      ... on Cat { ... on Named { label: name } ... on Patient { visits { at } } } } } } } }`,
    data: {
      animals: [
        { name: 'Rex', barks: true, weight: 7.5 },
        { name: null, label: null, visits: [{ at: null }] },
        { name: 'Nemo' },
        { name: 'Tom', label: 'Tom', visits: [] },
      ],
    },
  },
  {
    title: 'one response key holds objects of different types in the members of a union',
    world: 'conflicts',
    query:
      '{ items { ... on Shirt { made: shop { name open } } ... on Shoe { made { name code } } ... on Hat { labels } } }',
    data: {
      items: [{ made: { name: 'Corner', open: true } }, { made: { name: 'Small', code: 'seven' } }, { labels: null }],
    },
  },
  {
    title: 'fields of one name whose types differ in a subgraph alone are asked for together',
    world: 'conflicts',
    query: '{ items { ... on Shirt { size labels stock } ... on Shoe { size labels } ... on Hat { size labels } } }',
    data: {
      items: [
        { size: 'L', labels: ['a', 'b'], stock: 5 },
        { size: '42', labels: ['c'] },
        { size: null, labels: null },
      ],
    },
  },
  {
    title: 'keys of one name and different types lead to the right objects',
    world: 'conflicts',
    query:
      '{ labelled { ... on Shirt { price } ... on Shoe { price(in: USD) } ... on Hat { cost: price twin { __typename } } } }',
    data: { labelled: [{ cost: 3, twin: { __typename: 'Shirt' } }, { price: 11 }, null, { price: 10 }] },
  },
  {
    title: '__typename of an interface object is the real type',
    world: 'interface-object',
    query: '{ best(count: 3) { __typename stars ... on Book { pages } ... on Film { director } } }',
    data: {
      best: [
        { __typename: 'Book', stars: 0.5, pages: 300 },
        { __typename: 'Film', stars: 1, director: 'Varda' },
        { __typename: 'Song', stars: 1.5 },
      ],
    },
  },
  {
    title: 'a concrete type inside of an interface object gets the fields that others add to the interface',
    world: 'interface-object',
    query: '{ basket { media { ... on Book { title fee blurb reviews { text about { __typename } } } } } }',
    data: {
      basket: [
        {
          media: {
            title: 'Title 1',
            fee: 8,
            blurb: 'about Title 1',
            reviews: [
              { text: 'review 0', about: { __typename: 'Book' } },
              { text: 'review 1', about: { __typename: 'Book' } },
            ],
          },
        },
        { media: null },
        null,
        { media: {} },
      ],
    },
    stock: 'leaves the fields of the concrete type out',
  },
  {
    title: 'an object that a subgraph does not know lacks the fields of that subgraph alone',
    world: 'keys',
    query: '{ product(id: "4") { name inStock price reviews { id } } }',
    data: { product: { name: 'Product 4', inStock: null, price: null, reviews: [] } },
  },
  {
    title: 'an alias with the name of a key does not lead to a wrong object',
    world: 'nulls',
    query: '{ table(id: "1") { first { id: text value above { id: must total } } } }',
    data: { table: { first: { id: 'text 1', value: 1, above: null } } },
    errors: [['table', 'first', 'above', 'id']],
    stock: 'takes the key for the field that was asked for under its name',
  },
  {
    title: 'entities in lists of lists keep their places, and what is not null is not touched',
    world: 'nulls',
    query: '{ table(id: "1") { rows { id value } } nested }',
    data: {
      table: {
        rows: [
          [{ id: 'c1', value: 1 }, null, { id: 'c2', value: 2 }],
          [],
          [
            { id: 'c3', value: null },
            { id: 'c4', value: 4 },
          ],
        ],
      },
      nested: [[[1, 2], null, [3]], [], [[4], null], [null]],
    },
    errors: [
      ['table', 'rows', 2, 0, 'value'],
      ['nested', 2, 1, 1],
    ],
  },
  {
    title: 'a null where none may be is handed up to the next place that may be null, behind an entity hop as well',
    world: 'nulls',
    query: '{ tables { id cells { id must } } }',
    data: {
      tables: [
        { id: '1', cells: null },
        { id: '2', cells: null },
        { id: '3', cells: null },
      ],
    },
    errors: [
      ['tables', 0, 'cells', 1, 'must'],
      ['tables', 1, 'cells', 1],
      ['tables', 2, 'cells', 1],
    ],
  },
  {
    title: 'a root that may not be null takes the whole answer away',
    world: 'nulls',
    query: '{ cells { id } strict { owner { fails } } }',
    data: null,
    errors: [
      ['strict', 'owner', 'fails'],
      ['cells', 3],
    ],
  },
  {
    title: 'objects of which nothing is left are empty and not null',
    world: 'keys',
    query:
      'query ($no: Boolean!) { product(id: "1") { name @include(if: $no) ... @include(if: $no) { brand { title } } } }',
    variables: { no: false },
    data: { product: {} },
  },
  {
    title: 'keys come in the order of the query, whatever is left out',
    world: 'keys',
    query: `query ($yes: Boolean!) { product(id: "1") { price } product(id: "1") @include(if: $yes) { ...Rest }
      product(id: "1") { reviews { stars } name id } } fragment Rest on Product { id @include(if: $yes) inStock }`,
    variables: { yes: true },
    data: { product: { price: 1.5, id: '1', inStock: 3, reviews: [{ stars: 5 }], name: 'Product 1' } },
    stock: 'puts what stands under a condition behind the rest',
  },
  {
    title: 'mutations of several subgraphs run one after another, in the order of the document',
    world: 'mutations',
    query: `mutation { first: noteSlowly(text: "1") { position journal } noteQuickly(text: "2") { position journal }
      points: notePoints(text: "3") { journal } last: noteSlowly(text: "4") { journal } }`,
    data: {
      first: { position: 1, journal: ['1'] },
      noteQuickly: { position: 2, journal: ['1', '2'] },
      points: { journal: ['1', '2', '3'] },
      last: { journal: ['1', '2', '3', '4'] },
    },
  },
  {
    title: 'mutations after one that fails still run',
    world: 'mutations',
    query: 'mutation { refuse(text: "x") { position } noteSlowly { journal } }',
    data: { refuse: null, noteSlowly: { journal: ['refused x', 'slow'] } },
    errors: [['refuse']],
  },
];
