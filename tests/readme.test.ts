import { afterAll, expect, test } from 'vitest';
import { readText } from './files.ts';
import { startWorld } from './world.ts';

const world = await startWorld();
afterAll(() => world[Symbol.asyncDispose]());
const readme = readText('README.md');

/** The blocks of code in one language, in order. */
const blocksOf = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].flatMap(([, block]) => block ?? []);

test('the first query of the README gives the answer of the README', async () => {
  const [query] = blocksOf('graphql');
  const [answer] = blocksOf('json');
  const { data, errors } = await world.ask(query ?? '', { token: await world.token('customer', 'liwei') });

  expect(errors).toBeUndefined();
  expect({ data }).toEqual(JSON.parse(answer ?? ''));
});

test('every operation that the README sends with curl is answered without an error, and a repeated one as before', async () => {
  const calls = blocksOf('sh').flatMap((block) => {
    const [, body] = /-d '(.+)'/.exec(block) ?? [];
    const [, persona, subject] = /token -- ([a-z-]+) ([a-z]+)/.exec(block) ?? [];
    return body === undefined ? [] : [{ body, persona, subject }];
  });

  expect(calls.length).toBeGreaterThan(1);
  for (const { body, persona, subject } of calls) {
    const { query } = JSON.parse(body) as { query: string };
    const token = persona === undefined ? undefined : await world.token(persona, subject);
    const first = await world.ask(query, token === undefined ? {} : { token });

    expect(first).toMatchObject({ status: 200, data: expect.any(Object) });
    expect(first.errors).toBeUndefined();
    // A mutation that was refused has no error, but says why.
    expect(JSON.stringify(first.data)).not.toMatch(/"userErrors":\[\{/);
    expect((await world.ask(query, token === undefined ? {} : { token })).data).toEqual(first.data);
  }
});

test('the id that the README computes is that of a stored document', async () => {
  const manifest = JSON.parse(readText('schema/operations/web/manifest.json')) as {
    operations: { id: string; name: string }[];
  };
  const [profile] = manifest.operations.filter(({ name }) => name === 'Profile');
  const response = await fetch(`${world.url}/graphql?documentId=sha256:${profile?.id}`, {
    headers: { authorization: `Bearer ${await world.token('customer', 'liwei')}` },
  });

  expect(await response.json()).toMatchObject({ data: { me: { displayName: expect.any(String) } } });
});

test('every link of the README leads to a file', () => {
  const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].flatMap(([, link]) => link ?? []);

  expect(links.length).toBeGreaterThan(5);
  for (const link of links.filter((one) => /\.\w+$/.test(one))) expect(readText(link).length, link).toBeGreaterThan(0);
});
