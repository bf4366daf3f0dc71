import { anonymous } from '@ecosystem/kit/caller';
import { customer, openTestSubgraph } from '@ecosystem/kit/testing';
import { castId, castUuid, minutesBefore, seedNow } from '@ecosystem/kit/world';
import { afterAll, describe, expect, test } from 'vitest';
import { miniPrograms, recentPrograms } from '../src/db/tables.ts';
import { miniProgramCategories } from '../src/domain/mini-program.ts';
import { social } from '../src/index.ts';

const world = await openTestSubgraph(social);
afterAll(() => world[Symbol.asyncDispose]());

describe('mini programs', () => {
  const list = /* GraphQL */ `
    query ($category: MiniProgramCategory, $text: String, $first: Int = 100, $after: String) {
      miniPrograms(category: $category, text: $text, first: $first, after: $after) {
        nodes { id name category status partner { status } }
        edges { cursor }
        pageInfo { endCursor }
      }
    }
  `;
  type List = {
    miniPrograms: {
      nodes: { id: string; name: string; category: string; status: string; partner: { status: string } }[];
      pageInfo: { endCursor: string };
    };
  };
  const readList = async (variables: Record<string, unknown> = {}) => {
    const { data, errors } = await world.query(list, { as: anonymous, variables });
    expect(errors).toBeUndefined();
    return (data as List).miniPrograms;
  };

  test('anybody reads those that are live, one at least in each category (AT-24-1)', async () => {
    const { nodes } = await readList();

    expect(nodes).toHaveLength(16);
    expect(nodes.every(({ status, partner }) => status === 'LIVE' && partner.status === 'LIVE')).toBe(true);
    expect(new Set(nodes.map(({ category }) => category))).toEqual(new Set(miniProgramCategories));
  });

  test('are sorted by use, and pages keep those that are used equally apart', async () => {
    const uses = new Map(
      (await world.subgraph.database.read.select().from(miniPrograms)).map((row) => [row.name, row.useCount]),
    );
    const { nodes } = await readList();
    const paged: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < nodes.length; page += 1) {
      const next: List['miniPrograms'] = await readList({ first: 1, after });
      paged.push(...next.nodes.map(({ id }) => id));
      after = next.pageInfo.endCursor;
    }

    const counts = nodes.map(({ name }) => uses.get(name) ?? 0);
    expect(counts).toEqual(counts.toSorted((one, other) => other - one));
    expect(new Set(counts).size).toBe(counts.length - 1);
    expect(paged).toEqual(nodes.map(({ id }) => id));
  });

  test.each([
    ['a category', { category: 'GAME' }, ['Word Tiles']],
    ['words in the name, in whatever case', { text: 'PARKing f' }, ['Parking Finder']],
    ['words in Chinese', { text: '公交' }, ['公交时刻']],
    ['both', { category: 'CITY', text: 'hall' }, ['City Hall']],
    ['nothing that exists', { text: '%' }, []],
  ])('are found by %s', async (_, variables, names) => {
    expect((await readList(variables)).nodes.map(({ name }) => name)).toEqual(names);
  });

  test('one is found by its id, live or not; an unknown id gives null', async () => {
    const { data } = await world.query(
      'query ($live: ID!, $gone: ID!, $unknown: ID!) { live: miniProgram(id: $live) { name status } gone: miniProgram(id: $gone) { status } unknown: miniProgram(id: $unknown) { name } }',
      {
        as: anonymous,
        variables: { live: castId('app', 1), gone: castId('app', 13), unknown: castId('app', 999) },
      },
    );

    expect(data).toEqual({ live: { name: 'Quick Ride', status: 'LIVE' }, gone: { status: 'OFFLINE' }, unknown: null });
  });

  test('at most 20 are shown as opened last', async () => {
    await using crowded = await openTestSubgraph(social);
    const ids = Array.from({ length: 22 }, (_, index) => index + 100);
    await crowded.subgraph.database.write.insert(miniPrograms).values(
      ids.map((number) => ({
        id: castUuid(number),
        name: `Program ${number}`,
        category: 'GAME' as const,
        partnerId: castUuid(4),
        status: 'LIVE' as const,
      })),
    );
    await crowded.subgraph.database.write.insert(recentPrograms).values(
      ids.map((number) => ({
        customerId: castUuid(50),
        miniProgramId: castUuid(number),
        openedAt: minutesBefore(seedNow, number),
      })),
    );

    const { data } = await crowded.query('{ me { social { recentMiniPrograms { id } } } }', { as: customer(50) });

    expect(data).toEqual({
      me: { social: { recentMiniPrograms: ids.slice(0, 20).map((number) => ({ id: castId('app', number) })) } },
    });
  });
});
