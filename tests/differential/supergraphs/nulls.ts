import type { SmallWorld } from '../worlds/world.ts';

const fault = () => new Error('it broke');

/** Nulls and errors everywhere: in lists of lists, in entities, where no null may be. */
export const nulls: SmallWorld = {
  name: 'nulls',
  generated: 50,
  subgraphs: {
    tables: `
      type Query { table(id: ID!): Table tables: [Table!]! matrix: [[Cell!]!]! strictMatrix: [[Cell!]!] broken: String strict: Table! }
      type Table @key(fields: "id") { id: ID! rows: [[Cell]!] cells: [Cell!] fails: String must: String! first: Cell }
      type Cell @key(fields: "id") { id: ID! text: String exact: String! }
    `,
    values: `
      type Query { cells: [Cell] nested: [[[Int!]]!] }
      type Cell @key(fields: "id") { id: ID! value: Int must: Int! fails: String failsHard: String! deep: Deep above: Table neighbours: [[Cell]!]! }
      type Deep { deeper: Deep! bottom: Int! list: [Int!]! }
      type Table @key(fields: "id") { id: ID! total: Int owner: Owner! maybe: Owner }
      type Owner { name: String! nick: String fails: String! }
    `,
  },
  createData() {
    const deep = { __typename: 'Deep', deeper: () => deep, bottom: 1, list: [1, 2] };
    const cell = (number: number, more: object) => ({
      __typename: 'Cell',
      id: `c${number}`,
      text: `text ${number}`,
      exact: `exact ${number}`,
      value: number,
      must: number,
      fails: number % 2 ? fault() : 'fine',
      failsHard: number % 3 === 0 ? fault() : 'fine',
      deep: number === 2 ? { ...deep, bottom: null } : number === 3 ? { ...deep, list: [1, null] } : deep,
      above: () => tables[number % tables.length],
      neighbours: () => [[cells[0], null], [cells[1]], []],
      ...more,
    });
    const cells = [
      cell(1, {}),
      cell(2, { text: null, must: null }),
      cell(3, { value: fault() }),
      cell(4, { exact: null }),
      cell(5, { absentFrom: ['values'], neighbours: null }),
    ];
    const owner = { __typename: 'Owner', name: 'Ann', nick: null, fails: fault() };
    const table = (id: string, more: object) => ({
      __typename: 'Table',
      id,
      rows: [[cells[0], null, cells[1]], [], [cells[2], cells[3]]],
      cells: [cells[0], cells[1], cells[2]],
      fails: fault(),
      must: 'must',
      first: cells[0],
      total: 3,
      owner,
      maybe: null,
      ...more,
    });
    const tables = [
      table('1', {}),
      table('2', { rows: null, cells: [cells[0], fault(), cells[1]], must: null, owner: null, maybe: owner }),
      table('3', {
        rows: [[cells[4]], fault(), null],
        cells: [cells[3], null],
        total: fault(),
        maybe: { ...owner, name: null },
      }),
    ];
    return {
      entities: [...cells, ...tables],
      query: {
        __typename: 'Query',
        table: ({ id }: { id: string }) => (id === 'nobody' ? fault() : tables.find((one) => one.id === id)),
        tables,
        matrix: [[cells[0], cells[1]], [], [cells[4]]],
        strictMatrix: [[cells[0]], [cells[2], null]],
        broken: fault(),
        strict: tables[0],
        cells: [cells[0], null, cells[1], fault(), cells[3]],
        nested: [[[1, 2], null, [3]], [], [[4], [5, null]], [null]],
      },
    };
  },
};
