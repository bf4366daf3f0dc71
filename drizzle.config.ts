import { defineConfig } from 'drizzle-kit';

const name = process.env['SUBGRAPH'];
if (!name) throw new Error('Name the subgraph, or the gateway: SUBGRAPH=finance pnpm migration --name add-something');
const isGateway = name === 'gateway';

export default defineConfig({
  dialect: 'postgresql',
  schema: isGateway ? './gateway/src/database/tables.ts' : `./subgraphs/${name}/src/db/tables.ts`,
  out: isGateway ? './gateway/migrations' : `./subgraphs/${name}/migrations`,
});
