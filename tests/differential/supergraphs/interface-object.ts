import type { Row, SmallWorld } from '../worlds/world.ts';

/** Fields that two subgraphs add to an interface whose types they do not know. */
export const interfaceObject: SmallWorld = {
  name: 'interface-object',
  generated: 40,
  depthMax: 4,
  fieldsMax: 12,
  subgraphs: {
    media: `
      type Query { library: [Media!]! media(id: ID!): Media books: [Book] }
      interface Media @key(fields: "id") { id: ID! title: String length: Int }
      type Book implements Media @key(fields: "id") { id: ID! title: String length: Int pages: Int author: Author }
      type Film implements Media @key(fields: "id") { id: ID! title: String! length: Int director: String sequel: Media }
      type Song implements Media @key(fields: "id") { id: ID! title: String length: Int }
      type Author @key(fields: "id") { id: ID! works: [Media!] }
    `,
    ratings: `
      type Query { best(count: Int = 2): [Media!] review(id: ID!): Review }
      type Media @interfaceObject @key(fields: "id") {
        id: ID!
        title: String @external
        stars: Float
        reviews: [Review!]!
        blurb: String @requires(fields: "title")
      }
      type Review @key(fields: "id") { id: ID! text: String about: Media }
    `,
    shop: `
      type Query { basket: [Item] }
      type Media @interfaceObject @key(fields: "id") { id: ID! length: Int @external price: Int fee: Int @requires(fields: "length") }
      type Item { media: Media count: Int }
      type Author @key(fields: "id") { id: ID! name: String }
    `,
  },
  createData() {
    const authors = [{ __typename: 'Author', id: 'a1', name: 'Le Guin', works: () => [all[0], all[1]] }];
    const media = (typename: string, number: number, more: object): Row => ({
      __typename: typename,
      id: String(number),
      title: `Title ${number}`,
      length: number * 7,
      stars: number / 2,
      reviews: () => reviews.filter((one) => one.of === String(number)),
      price: number * 100,
      ...more,
    });
    const all = [
      media('Book', 1, { pages: 300, author: authors[0] }),
      media('Film', 2, { director: 'Varda', sequel: () => all[0] }),
      media('Song', 3, { title: null, length: null, price: null }),
      media('Book', 4, { pages: null, author: null, stars: new Error('no stars') }),
      media('Film', 5, { director: null, sequel: () => all[3], absentFrom: ['shop'] }),
    ];
    const reviews = ['1', '1', '2', '4'].map((of, index) => ({
      __typename: 'Review',
      id: `r${index}`,
      of,
      text: `review ${index}`,
      about: () => all.find((one) => one['id'] === of),
    }));
    return {
      entities: [...all, ...authors, ...reviews],
      query: {
        __typename: 'Query',
        library: all,
        media: ({ id }: { id: string }) => all.find((one) => one['id'] === id),
        books: [all[0], null, all[3]],
        best: ({ count }: { count: number | null }) => all.slice(0, count ?? 5),
        review: ({ id }: { id: string }) => reviews.find((one) => one.id === id),
        basket: [
          { __typename: 'Item', media: all[0], count: 1 },
          { __typename: 'Item', media: null, count: null },
          null,
          { __typename: 'Item', media: all[2], count: 2 },
        ],
      },
      computed: {
        'Media.blurb': ({ title }: { title: string | null }) => `about ${title}`,
        'Media.fee': ({ length }: { length: number | null }) => (length === null ? null : length + 1),
      },
    };
  },
  literals: { id: ['"1"', '"2"', '"3"', '"4"', '"5"', '"r0"', '"r2"'] },
};
