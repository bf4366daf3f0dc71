import { ApolloServer, HeaderMap } from '@apollo/server';
import { expect, test } from 'vitest';
import { showSandbox } from './landing.ts';

async function readPage(firstOperation?: string): Promise<string> {
  const server = new ApolloServer({
    typeDefs: 'type Query { a: Int }',
    plugins: [showSandbox({ endpoint: '/graphql', firstOperation })],
    // The page must not depend on the environment: in production Apollo Server shows none of its own.
    nodeEnv: 'production',
  });
  await server.start();
  const { body } = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: 'GET',
      headers: new HeaderMap([['accept', 'text/html']]),
      search: '',
      body: undefined,
    },
    context: async () => ({}),
  });
  await server.stop();
  return body.kind === 'complete' ? body.string : '';
}

/** What the page hands to Sandbox. */
async function readInitialState(firstOperation?: string) {
  const config = (await readPage(firstOperation)).match(/embeddedSandboxConfig = (.*);/)?.[1] ?? '{}';
  return JSON.parse(config);
}

test('the page embeds Sandbox with our endpoint, under our name', async () => {
  const html = await readPage();
  expect(html).toContain('embeddable-sandbox.umd.production.min.js');
  expect(html).toContain('new URL("/graphql", window.location.href).href');
  expect(html).toContain('<title>Ecosystem Supergraph</title>');
  expect(html).not.toContain('Welcome to Apollo Server');
});

test('Sandbox opens with the first operation and how to get a token, without cookies and telemetry', async () => {
  const { initialState, runTelemetry } = await readInitialState('query Profile { me { displayName } }\n');
  expect(initialState.document).toMatch(/npm run --silent token -- customer liwei[\s\S]*query Profile \{ me/);
  expect(initialState).toMatchObject({ includeCookies: false, headers: { authorization: 'Bearer ' } });
  expect(runTelemetry).toBe(false);
});

test('behind Sandbox stands the way to GraphiQL, with styles its security policy allows', async () => {
  const html = await readPage();
  const allowed = html.match(/style-src 'nonce-(\w+)'/)?.[1];
  expect(html).toContain('<a href="/graphiql">');
  expect(html).toMatch(new RegExp(`<style nonce="${allowed}">\\s+\\.fallback`));
});
