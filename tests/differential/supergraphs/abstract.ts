import type { SmallWorld } from '../worlds/world.ts';

/** Interfaces over interfaces, unions whose members live in different subgraphs, stricter types in implementations. */
export const abstract: SmallWorld = {
  name: 'abstract',
  generated: 50,
  subgraphs: {
    zoo: `
      type Query { animals: [Animal!]! animal(id: ID!): Animal found: [Found] nodes: [Node!] groups: [[Animal]] }
      interface Node { id: ID! }
      interface Named { name: String }
      interface Animal implements Node & Named { id: ID! name: String friend: Animal size: Int enemies: [Animal] }
      type Dog implements Animal & Node & Named @key(fields: "id") {
        id: ID! name: String! friend: Cat size: Int! enemies: [Cat!]! barks: Boolean owner: Owner label: String!
      }
      type Cat implements Animal & Node & Named @key(fields: "id") {
        id: ID! name: String friend: Animal size: Int enemies: [Animal] lives: Int owner: Owner label: String!
      }
      type Fish implements Animal & Node & Named @key(fields: "id") {
        id: ID! name: String friend: Fish! size: Int enemies: [Fish] water: String tank: Tank label: String
      }
      type Tank implements Node @key(fields: "id") { id: ID! }
      type Owner implements Node @key(fields: "id") { id: ID! pets: [Animal!] }
      union Found = Dog | Cat | Tank
    `,
    vet: `
      type Query { patients: [Patient!] lost: [Found] }
      interface Patient { visits: [Visit!] weight: Float }
      type Dog implements Patient @key(fields: "id") { id: ID! visits: [Visit!] weight: Float chip: String }
      type Cat implements Patient @key(fields: "id") { id: ID! visits: [Visit!]! weight: Float! mood: Mood }
      type Bird implements Patient @key(fields: "id") { id: ID! visits: [Visit!] weight: Float sings: Boolean }
      type Visit { at: String cause: Cause by: Doctor }
      enum Mood { HAPPY GRUMPY }
      type Doctor implements Person @key(fields: "id") { id: ID! name: String salary: Int }
      interface Person { name: String }
      union Cause = Wound | Illness
      type Wound { depth: Int note: String where: Place }
      type Illness { name: String! note: String! where: Place }
      type Place { title: String }
      union Found = Dog | Bird
    `,
    owners: `
      type Query { owner(id: ID!): Owner persons: [Person] }
      interface Person { name: String }
      type Owner implements Person @key(fields: "id") { id: ID! name: String address: Address }
      type Doctor implements Person @key(fields: "id") { id: ID! name: String @external lives: Address }
      type Address { street: String }
      type Tank @key(fields: "id") { id: ID! litres: Int keeper: Owner }
      type Fish @key(fields: "id") { id: ID! fins: Int }
    `.replace(
      'type Doctor implements Person @key(fields: "id") { id: ID! name: String @shareable',
      'type Doctor implements Person @key(fields: "id") { id: ID! name: String @external',
    ),
  },
  createData() {
    const address = { __typename: 'Address', street: 'Main' };
    const owners = [
      { __typename: 'Owner', id: 'w1', name: 'Ann', address, pets: () => [dog, cat, fish] },
      { __typename: 'Owner', id: 'w2', name: null, address: null, pets: [] },
    ];
    const doctor = { __typename: 'Doctor', id: 'v1', name: 'Dr. Who', salary: 9, lives: address };
    const tank = { __typename: 'Tank', id: 't1', litres: 80, keeper: () => owners[1] };
    const place = { __typename: 'Place', title: 'paw' };
    const visits = [
      {
        __typename: 'Visit',
        at: 'Monday',
        cause: { __typename: 'Wound', depth: 2, note: null, where: place },
        by: doctor,
      },
      {
        __typename: 'Visit',
        at: null,
        cause: { __typename: 'Illness', name: 'flu', note: 'rest', where: null },
        by: null,
      },
    ];
    const dog = {
      __typename: 'Dog',
      id: '1',
      name: 'Rex',
      friend: () => cat,
      size: 3,
      enemies: () => [cat, otherCat],
      barks: true,
      owner: owners[0],
      label: 'dog',
      visits,
      weight: 7.5,
      chip: 'x1',
    };
    const cat = {
      __typename: 'Cat',
      id: '2',
      name: null,
      friend: () => dog,
      size: 2,
      enemies: () => [dog, null, fish],
      lives: 9,
      owner: owners[1],
      label: 'cat',
      visits: [visits[1]],
      weight: 3,
      mood: new Error('it will not say'),
    };
    const otherCat = {
      __typename: 'Cat',
      id: '4',
      name: 'Tom',
      friend: null,
      size: null,
      enemies: null,
      lives: new Error('lost count'),
      owner: null,
      label: 'tom',
      visits: [],
      weight: 4,
      mood: null,
    };
    const fish = {
      __typename: 'Fish',
      id: '3',
      name: 'Nemo',
      friend: () => fish,
      size: 1,
      enemies: [null],
      water: 'salt',
      tank,
      label: null,
      fins: 5,
    };
    const bird = { __typename: 'Bird', id: '5', visits: null, weight: 0.5, sings: true };
    const animals = [dog, cat, fish, otherCat];
    return {
      entities: [...owners, doctor, tank, ...animals, bird],
      query: {
        __typename: 'Query',
        animals,
        animal: ({ id }: { id: string }) => animals.find((one) => one.id === id),
        found: [dog, tank, null, cat],
        nodes: [tank, dog, owners[0], cat, fish],
        groups: [[dog, null, fish], null, [], [cat]],
        patients: [dog, cat, bird, otherCat],
        lost: [bird, null, dog],
        owner: ({ id }: { id: string }) => owners.find((one) => one.id === id),
        persons: [owners[0], doctor, owners[1]],
      },
    };
  },
  literals: { id: ['"1"', '"2"', '"3"', '"4"', '"w1"', '"w2"'] },
};
