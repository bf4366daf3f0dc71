import type { SmallWorld } from '../worlds/world.ts';

/**
 * An argument that comes from an object further up. Engines may say NOT_SUPPORTED to it, so nothing that leads there is
 * generated; the tests of the known cases ask.
 */
export const context: SmallWorld = {
  name: 'context',
  generated: 15,
  without: ['Child.greeting'],
  subgraphs: {
    family: `
      type Query { parents: [Parent!] }
      type Parent @key(fields: "id") @context(name: "home") { id: ID! language: String child: Child }
      type Child @key(fields: "id") { id: ID! name: String greeting(language: String @fromContext(field: "$home { language }")): String }
    `,
    school: `
      type Child @key(fields: "id") { id: ID! grade: Int friends: [Child] }
    `,
  },
  createData() {
    const child = (number: number) => ({
      __typename: 'Child',
      id: `c${number}`,
      name: `Child ${number}`,
      // The monolith's schema has no such argument, so it never gets here.
      greeting: ({ language }: { language?: string }) => `hello in ${language}`,
      grade: number,
      friends: (): unknown[] => [children[0], null],
    });
    const children = [child(1), child(2)];
    const parents = children.map((one, index) => ({
      __typename: 'Parent',
      id: `p${index}`,
      language: index ? 'zh' : 'de',
      child: one,
    }));
    return { entities: [...children, ...parents], query: { __typename: 'Query', parents } };
  },
};
