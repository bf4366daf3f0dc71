import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';

/** Where Sandbox sends operations, and the text it opens with. */
export type LandingOptions = { readonly endpoint: string; readonly firstOperation: string | undefined };

const howToBegin = `# Welcome to the Ecosystem Supergraph: one customer's life, from five services, in one query.
#
# 1. Get a token in a terminal:   npm run --silent token -- customer liwei
# 2. Paste it below under Headers, after the word Bearer.
# 3. Run the query.
#
# Every field is described on the left. Without internet, GraphiQL at /graphiql does the same.
`;

/** Stands behind Sandbox: seen when its scripts cannot be reached. */
const offlineNotice = 'It comes from the internet. <a href="/graphiql">GraphiQL</a> does the same work offline.';

/**
 * Apollo Sandbox at the landing page, in every mode: introspection is public, and tokens are what protects data.
 * Cookies are never sent and Sandbox's own telemetry is off.
 */
export function showSandbox<Context extends BaseContext>(options: LandingOptions): ApolloServerPlugin<Context> {
  const { serverWillStart } = ApolloServerPluginLandingPageLocalDefault({
    embed: { runTelemetry: false, endpointIsEditable: false },
    includeCookies: false,
    document: writeFirstOperation(options.firstOperation),
    headers: { authorization: 'Bearer ' },
  });
  return {
    async serverWillStart(service) {
      const page = await (await serverWillStart?.(service))?.renderLandingPage?.();
      if (!page) throw new Error('Apollo Server brought no landing page.');
      return {
        async renderLandingPage() {
          return {
            html: async () =>
              adaptPage(typeof page.html === 'string' ? page.html : await page.html(), options.endpoint),
          };
        },
      };
    },
  };
}

const writeFirstOperation = (text = 'query { __typename }') => `${howToBegin}\n${text.trimEnd()}\n`;

/** Apollo's page with our title and endpoint, and with the way to the page that needs no internet. */
function adaptPage(html: string, endpoint: string): string {
  const nonce = html.match(/<style nonce=["']?([\w-]+)/)?.[1] ?? '';
  return html
    .replace('<title>Apollo Server</title>', '<title>Ecosystem Supergraph</title>')
    .replace('content="Apollo server landing page"', 'content="Apollo Sandbox of the Ecosystem Supergraph"')
    .replace('= window.location.href;', `= new URL(${JSON.stringify(endpoint)}, window.location.href).href;`)
    .replace('<h1>Welcome to Apollo Server</h1>', '<h1>Ecosystem Supergraph</h1>')
    .replace(
      'it appears that you might be offline.</p>',
      `it appears that you might be offline.</p><p>${offlineNotice}</p>`,
    )
    .replace('</head>', `${writeStyle(nonce)}</head>`);
}

const writeStyle = (nonce: string) => `  <style nonce="${nonce}">
    .fallback { max-width: 40em; margin: 15vh auto; font: 16px/24px system-ui, sans-serif; }
    /* Lies over the notice even while there is nothing in it. */
    #embeddableSandbox:empty { pointer-events: none; }
  </style>
  `;
