import type { SmallWorld } from '../worlds/world.ts';

/** Old and rare directives: @extends and @external keys, @composeDirective, @tag everywhere, types made of hidden parts. */
export const directives: SmallWorld = {
  name: 'directives',
  generated: 30,
  subgraphs: {
    core: `
      extend schema @link(url: "https://example.org/shout/v1.0", import: ["@shout"]) @composeDirective(name: "@shout")
      directive @shout(loud: Boolean = true) on FIELD_DEFINITION | OBJECT
      directive @local on FIELD_DEFINITION
      type Query @tag(name: "root") { book(isbn: ID!): Book @tag(name: "field") books: [Book] @shout libraries: [Library!] }
      type Book @key(fields: "isbn") @shout(loud: false) {
        isbn: ID!
        title(style: Style = PLAIN @tag(name: "argument")): String @shout
        internal: String @inaccessible
        year: Int @local @deprecated(reason: "Old.")
        kind: Kind
        formats: [Format!]
      }
      enum Style { PLAIN LOUD @tag(name: "value") QUIET @inaccessible }
      interface Kind @tag(name: "interface") { name: String }
      type Novel implements Kind { name: String plot: String }
      type Secret implements Kind @inaccessible { name: String }
      union Format @tag(name: "union") = Print | Audio
      type Print { pages: Int }
      type Audio { minutes: Int }
      type Library @key(fields: "address { street } name") { name: String! address: Address! books: [Book!] }
      type Address @shareable { street: String! }
    `,
    extra: `
      type Book @extends @key(fields: "isbn") {
        isbn: ID! @external
        internal: String @external
        year: Int @external
        summary: String @requires(fields: "internal year")
        copies(in: Place): Int
        neighbours: [Book]
      }
      input Place { library: String = "main" shelf: Int hidden: Int @inaccessible }
      extend type Query { newest: Book }
      extend type Library @key(fields: "address { street } name") { name: String! @external address: Address! @external open: Boolean visitors: Int }
      type Address @shareable { street: String! }
    `,
  },
  createData() {
    const book = (number: number, more: object) => ({
      __typename: 'Book',
      isbn: String(number),
      title: ({ style }: { style: string | null }) => (style === 'LOUD' ? `BOOK ${number}` : `Book ${number}`),
      internal: `internal ${number}`,
      year: 2_000 + number,
      kind: { __typename: 'Novel', name: 'novel', plot: null },
      formats: [
        { __typename: 'Print', pages: 3 },
        { __typename: 'Audio', minutes: null },
      ],
      copies: ({ in: place }: { in?: { library: string; shelf?: number } | null }) =>
        (place?.library.length ?? 0) + (place?.shelf ?? 0),
      neighbours: () => [books[1], null, books[0]],
      ...more,
    });
    const books = [
      book(1, {}),
      book(2, { internal: null, kind: null }),
      book(3, { formats: [], absentFrom: ['extra'] }),
    ];
    const library = (name: string, street: string) => ({
      __typename: 'Library',
      name,
      address: { __typename: 'Address', street },
      books: () => books.slice(1),
      open: name === 'main',
      visitors: street.length,
    });
    const libraries = [library('main', 'A'), library('main', 'Bb'), library('side', 'A')];
    return {
      entities: [...books, ...libraries],
      query: {
        __typename: 'Query',
        book: ({ isbn }: { isbn: string }) => books.find((one) => one.isbn === isbn),
        books: [books[0], null, books[2], books[1]],
        libraries,
        newest: books[1],
      },
      computed: {
        'Book.summary': ({ internal, year }: { internal: string | null; year: number | null }) =>
          `${internal} of ${year}`,
      },
    };
  },
};
