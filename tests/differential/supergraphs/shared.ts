import type { SmallWorld } from '../worlds/world.ts';

/** What several subgraphs know: shared value types and root fields, @provides, fields that moved, fields nobody may see. */
export const shared: SmallWorld = {
  name: 'shared',
  generated: 40,
  subgraphs: {
    people: `
      type Query { me: User @shareable now: Clock @shareable users: [User!]! }
      type User @key(fields: "id") @tag(name: "person") {
        id: ID!
        name: String @shareable
        address: Address @shareable
        secretLevel: Int @inaccessible
        history: [Address!]
        moved: String
        halfMoved: String
      }
      type Address @shareable { street: String city: City }
      type City @shareable { name: String zip(long: Boolean = false): String }
      type Clock @shareable { hour: Int minute: Int }
      enum Role { ADMIN GUEST SECRET @inaccessible }
      type Hidden @inaccessible { nothing: String }
    `,
    posts: `
      type Query { me: User @shareable now: Clock @shareable feed(limit: Int = 3, role: Role): [Post] top: Post @provides(fields: "author { name rank }") }
      type Post @key(fields: "id") {
        id: ID!
        text: String
        author: User @provides(fields: "name")
        coAuthors: [User] @provides(fields: "address { street }")
        signature: String
      }
      type User @key(fields: "id") {
        id: ID!
        name: String @external
        address: Address @external
        rank: Int @external
        posts: [Post!]!
        secretLevel: Int @external
        clearance: String @requires(fields: "secretLevel")
        moved: String @override(from: "people")
        halfMoved: String @override(from: "people", label: "percent(0)")
      }
      type Address { street: String @shareable }
      type Clock @shareable { hour: Int minute: Int }
      enum Role { ADMIN GUEST }
    `,
    ranks: `
      type Query { now: Clock @shareable ranked: [Ranked] }
      type User @key(fields: "id") { id: ID! rank: Int @shareable name: String @shareable role: Role }
      type Clock @shareable { hour: Int minute: Int }
      enum Role { ADMIN GUEST }
      union Ranked = User | Post | Clock
      type Post @key(fields: "id") { id: ID! likes: Int }
    `,
  },
  createData() {
    const city = {
      __typename: 'City',
      name: 'Hangzhou',
      zip: ({ long }: { long: boolean }) => (long ? '310000-1' : '310000'),
    };
    const address = (street: string) => ({ __typename: 'Address', street, city: street === 'Main' ? city : null });
    const user = (number: number, more: object) => ({
      __typename: 'User',
      id: `u${number}`,
      name: `User ${number}`,
      address: address(number % 2 ? 'Main' : 'Side'),
      secretLevel: number,
      history: [address('Main'), address('Old')],
      moved: 'moved',
      halfMoved: 'half',
      posts: (): unknown[] => posts.filter((_, index) => index % 2 === number % 2),
      rank: number * 10,
      role: number % 2 ? 'ADMIN' : 'GUEST',
      ...more,
    });
    const users = [
      user(1, {}),
      user(2, { address: null, name: null }),
      user(3, { secretLevel: null, history: null, role: null }),
    ];
    const posts = [0, 1, 2].map((number) => ({
      __typename: 'Post',
      id: `p${number}`,
      text: number === 1 ? null : `post ${number}`,
      author: () => users[number],
      coAuthors: () => [users[2], null, users[0]],
      signature: 'signed',
      likes: number,
    }));
    const clock = { __typename: 'Clock', hour: 1, minute: 2 };
    return {
      entities: [...users, ...posts],
      query: {
        __typename: 'Query',
        me: users[0],
        now: clock,
        users,
        feed: ({ limit, role }: { limit: number | null; role?: string }) =>
          role === 'GUEST' ? [null, posts[1]] : posts.slice(0, limit ?? 1),
        top: posts[0],
        ranked: [users[1], null, posts[2], clock, users[0]],
      },
      computed: {
        'User.clearance': ({ secretLevel }: { secretLevel: number | null }) => `level ${secretLevel}`,
      },
    };
  },
};
