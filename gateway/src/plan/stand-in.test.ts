import { composeSubgraphs } from '@ecosystem/schema/compose.ts';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { createSharedRoots } from './shared-roots.ts';
import { findStandIns } from './stand-in.ts';

const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';
const compose = (sdls: Record<string, string>) =>
  composeSubgraphs(
    Object.entries(sdls).map(([name, sdl]) => ({ name, url: 'http://127.0.0.1:9', typeDefs: parse(federation + sdl) })),
  ).supergraphSdl;

const sdl = compose({
  one: `
    type Query { me: User @shareable user(id: ID!): User @shareable }
    type Mutation { me: User @shareable }
    type User @key(fields: "id") @key(fields: "realm login") { id: ID! realm: ID! @shareable login: ID! @shareable one(size: Int): Int }`,
  two: `
    type Query { me: User @shareable }
    type User @key(fields: "id") @key(fields: "realm login") { id: ID! realm: ID! @shareable login: ID! @shareable two: Int }`,
  whole: `
    type Query { me: User @shareable user(id: ID!): User @shareable }
    type Mutation { me: User @shareable }
    type User @key(fields: "id") { id: ID! whole: Int }`,
});
const roots = createSharedRoots(loadSupergraph(sdl, 'users').supergraph);

describe('where a root fetch fails', () => {
  test('others are asked for existence and simple keys, whoever knows most of its fields first', () => {
    const failed = 'query Q__one__0($id:ID!,$size:Int){me{id realm login one(size:$size)}user(id:$id){name:id one}}';
    expect(findStandIns(failed, 'one', roots)).toEqual([
      {
        serviceName: 'whole',
        query: 'query($id:ID!){me{__typename id}user(id:$id){__typename name:id}}',
        variableNames: ['id'],
      },
      { serviceName: 'two', query: '{me{__typename id}}', variableNames: [] },
    ]);
  });

  test('nobody repeats a mutation', () => {
    expect(findStandIns('mutation{me{id}}', 'one', roots)).toEqual([]);
  });

  test('nobody stands in for entities', () => {
    const entities = 'query($r:[_Any!]!){_entities(representations:$r){...on User{one}}}';
    expect(findStandIns(entities, 'one', roots)).toEqual([]);
  });
});
