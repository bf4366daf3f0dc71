import { defineConfig } from 'drizzle-kit';

const subgraph = process.env['SUBGRAPH'];
if (!subgraph) throw new Error('Name the subgraph: SUBGRAPH=finance pnpm migration --name add-something');

export default defineConfig({
  dialect: 'postgresql',
  schema: `./subgraphs/${subgraph}/src/db/tables.ts`,
  out: `./subgraphs/${subgraph}/migrations`,
});
