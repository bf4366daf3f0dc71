import type { SmallWorld } from '../worlds/world.ts';

/** Prints what arrived; the order in which a client wrote the fields of an object says nothing. */
const print = (args: unknown): string =>
  JSON.stringify(args, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
      : value,
  );

/** Arguments of every kind on roots and behind entity hops; enums both ways; scalars whose values are objects. */
export const inputs: SmallWorld = {
  name: 'inputs',
  generated: 50,
  subgraphs: {
    echo: `
      scalar Json
      scalar Moment
      enum Color { RED GREEN BLUE }
      input Range { from: Int = 0 to: Int! unit: Unit = KM inner: Range tags: [String!] = ["x", "y"] }
      enum Unit { KM MILE }
      input Filter { colors: [Color!] ranges: [[Range!]!] any: Json exact: Boolean! = true since: Moment }
      type Query {
        echo(filter: Filter, color: Color = RED, matrix: [[Int]], json: Json, text: String, number: Float, flag: Boolean): String
        colors(not: [Color!] = [BLUE]): [Color]
        json: Json
        jsons: [Json]
        moment: Moment
        things(ids: [ID!]! = ["1", "2"]): [Thing]
        colored(color: Color!): Color
      }
      type Thing @key(fields: "id color") { id: ID! color: Color! data: Json shape(of: Range = { to: 5 }): Json }
    `,
    more: `
      scalar Json
      scalar Moment
      enum Color { RED GREEN BLUE }
      input Range { from: Int = 0 to: Int! unit: Unit = KM inner: Range tags: [String!] = ["x", "y"] }
      enum Unit { KM MILE }
      type Thing @key(fields: "id color") {
        id: ID!
        color: Color!
        data: Json @external
        echo(range: Range, ranges: [Range], color: Color, unit: Unit! = MILE, json: Json, at: Moment): String
        same(color: Color): Color
        list(first: Int! = 2, grid: [[Color]]): [String!]
        described(prefix: String = "a"): String @requires(fields: "data")
        other: Thing
        things(json: Json): [Thing!]
      }
    `,
  },
  createData() {
    const thing = (id: string, color: string, data: unknown) => ({
      __typename: 'Thing',
      id,
      color,
      data,
      shape: (args: unknown) => ({ given: print(args), nested: [{ a: null }, []] }),
      echo: print,
      same: ({ color: given }: { color?: string }) => given ?? color,
      list: (args: { first: number }) => Array.from({ length: args.first }, (_, index) => `${index} ${print(args)}`),
      other: (): unknown => things.find((one) => one.id !== id),
      things: ({ json }: { json?: unknown }) => (json === undefined ? null : things),
    });
    const things: ReturnType<typeof thing>[] = [
      thing('1', 'RED', { deep: [1, { list: [null] }], text: 'ü' }),
      thing('2', 'GREEN', null),
      thing('2', 'BLUE', [1, 'two', false]),
    ];
    return {
      entities: things,
      query: {
        __typename: 'Query',
        echo: print,
        colors: ({ not }: { not: string[] | null }) =>
          ['RED', 'GREEN', 'BLUE', null].filter((one) => !one || !not?.includes(one)),
        json: { a: { b: [1, null, { c: 'd' }] }, __kind: 'free' },
        jsons: [1, 'a', null, { x: [] }, [[]], false],
        moment: '2026-01-01',
        things: ({ ids }: { ids: string[] }) => [...things.filter(({ id }) => ids.includes(id)), null],
        colored: ({ color }: { color: string }) => color,
      },
      computed: {
        'Thing.described': ({ data }: { data: unknown }, { prefix }: { prefix?: string | null }) =>
          `${prefix} ${print(data)}`,
      },
    };
  },
  literals: {
    Json: ['1', '"text"', '{ a: 1, b: [true, null, { c: "d" }] }', '[]', '{}', '[1, "a", { x: 2.5 }]'],
    Moment: ['"2026-11-24"', '"now"'],
    ids: ['["1"]', '["2", "1"]', '"2"', '[]'],
  },
};
