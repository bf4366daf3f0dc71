import { createReadStream } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyPluginAsync } from 'fastify';
import { bundlePage } from './bundle.ts';
import type { Example } from './examples.ts';

/** Where the page sends operations, and the tabs it opens with. */
export type GraphiqlOptions = { readonly endpoint: string; readonly examples: readonly Example[] };

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.ttf': 'font/ttf',
};

const pageHeaders = {
  // Everything from this server: the page works offline, and a query that shows a foreign image leaks no token.
  // The editor writes its styles inline and its fonts and icons are data addresses.
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
} as const;

/**
 * Serves GraphiQL at `/graphiql`, wholly from this server.
 * The page is bundled on the first request; a start of the server costs nothing.
 */
export const serveGraphiql: FastifyPluginAsync<GraphiqlOptions> = async (fastify, options) => {
  fastify.get('/graphiql', async (_request, reply) => {
    const { version } = await bundlePage();
    return reply.headers(pageHeaders).type('text/html; charset=utf-8').send(renderPage(version, options));
  });

  fastify.get('/graphiql/', (_request, reply) => reply.redirect('/graphiql', 308));

  fastify.get<{ Params: { version: string; file: string } }>('/graphiql/:version/:file', async (request, reply) => {
    const { version, file } = request.params;
    const bundle = await bundlePage();
    // The set of names is the guard: no path made of a request ever reaches the file system.
    if (version !== bundle.version || !bundle.files.has(file)) {
      return reply.code(404).type('text/plain').send('There is no such file. Reload /graphiql.');
    }
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('x-content-type-options', 'nosniff')
      .type(contentTypes[extname(file)] ?? 'application/octet-stream')
      .send(createReadStream(join(bundle.folder, file)));
  });
};

function renderPage(version: string, options: GraphiqlOptions): string {
  // `<` could end the script element from inside a text.
  const settings = JSON.stringify(options).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>GraphiQL: Ecosystem Supergraph</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/graphiql/${version}/index.css">
    <script type="application/json" id="settings">${settings}</script>
    <script type="module" src="/graphiql/${version}/index.js"></script>
  </head>
  <body>
    <noscript>GraphiQL needs JavaScript.</noscript>
    <div id="root">Loading GraphiQL…</div>
  </body>
</html>
`;
}
