/** What a person who starts the gateway reads when it is ready: where to look, and a first query to paste. */
export function writeWelcome(port: number, isOwnSupergraph: boolean, workers = 1): string {
  const address = `http://localhost:${port}`;
  const token = 'npm run --silent token -- customer liwei';
  const lines = [
    '',
    `The gateway is ready${workers > 1 ? `, with ${workers} workers` : ''}: ${address}/graphql`,
    '',
    `  Sandbox    ${address}/`,
    `  GraphiQL   ${address}/graphiql  (works offline)`,
  ];
  if (!isOwnSupergraph) return `${lines.join('\n')}\n\n`;
  return `${[
    ...lines,
    `  Token      ${token}`,
    '',
    '  A first query, in a second terminal:',
    '',
    `    curl ${address}/graphql -H 'content-type: application/json' \\`,
    `      -H "authorization: Bearer $(${token})" \\`,
    `      -d '{"query":"{ me { displayName finance { wallet { balance { amount currency } } } } }"}'`,
  ].join('\n')}\n\n`;
}
