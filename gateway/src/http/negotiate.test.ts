import { describe, expect, test } from 'vitest';
import { chooseMediaType, graphqlResponseType, jsonType, statusOf } from './negotiate.ts';

describe('the media type of an answer', () => {
  test.each<[string, string | undefined, string | null]>([
    ['no header', undefined, jsonType],
    ['an empty header', '', jsonType],
    ['anything', '*/*', jsonType],
    ['anything of application', 'application/*', jsonType],
    ['JSON', 'application/json', jsonType],
    ['JSON with a charset, in capitals', 'Application/JSON; charset=UTF-8', jsonType],
    ['the type of GraphQL', 'application/graphql-response+json', graphqlResponseType],
    [
      'both, as Apollo Client 4 sends them',
      'application/graphql-response+json,application/json;q=0.9',
      graphqlResponseType,
    ],
    [
      'what urql sends',
      'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
      graphqlResponseType,
    ],
    ['both in the other order', 'application/json, application/graphql-response+json', jsonType],
    ['both by weight', 'application/json;q=0.1, application/graphql-response+json;q=0.2', graphqlResponseType],
    ['anything, JSON least', 'application/json;q=0.1, */*', graphqlResponseType],
    ['anything but JSON', '*/*, application/json;q=0', graphqlResponseType],
    ['what a browser sends', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', jsonType],
    ['nothing that we have', 'text/plain, image/*', null],
    ['only what it refuses', 'application/json;q=0', null],
    ['nonsense', ';;q=,', null],
    ['a weight that is none', 'application/json;q=lots', null],
  ])('for %s', (_, accept, expected) => {
    expect(chooseMediaType(accept)).toBe(expected);
    // From memory it is the same.
    expect(chooseMediaType(accept)).toBe(expected);
  });
});

describe('the status of an answer', () => {
  const failure = (...codes: (string | undefined)[]) => ({ errors: codes.map((code) => ({ extensions: { code } })) });
  test.each<[string, Parameters<typeof statusOf>[0], number, number]>([
    ['with data', { data: {} }, 200, 200],
    ['with data and errors', { data: { me: null }, ...failure('SUBGRAPH_UNAVAILABLE') }, 200, 200],
    ['with null for data', { data: null, ...failure('BAD_USER_INPUT') }, 200, 200],
    ['that cannot be parsed', failure('GRAPHQL_PARSE_FAILED'), 200, 400],
    ['that is not valid, twice', failure('GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_VALIDATION_FAILED'), 200, 400],
    ['without its operation', failure('OPERATION_RESOLUTION_FAILURE'), 200, 400],
    ['with a wrong variable', failure('BAD_USER_INPUT'), 200, 400],
    ['that was malformed', failure('BAD_REQUEST'), 400, 400],
    ['that asked for too much', failure('OPERATION_TOO_LARGE'), 400, 400],
    ['of a fault', failure('INTERNAL'), 500, 500],
    ['that says nothing', {}, 400, 400],
  ])('%s', (_, result, inJson, inGraphqlResponse) => {
    expect([statusOf(result, jsonType), statusOf(result, graphqlResponseType)]).toEqual([inJson, inGraphqlResponse]);
  });
});
