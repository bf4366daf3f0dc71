import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);

export default defineConfig({
  resolve: {
    // graphql refuses to work as two copies: vitest would take its ES module, the packages of Apollo take this file.
    alias: [{ find: /^graphql$/, replacement: require.resolve('graphql/index.js') }],
  },
  test: {
    include: ['**/*.test.ts'],
    globalSetup: ['tests/global-setup.ts'],
    // What graphql, Apollo and drizzle bring must be loaded once by Node, not once by vitest and once by Node.
    pool: 'forks',
    // vitest leaves one core to itself, and needs none while it waits: on two cores, half of the machine would stand still.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    exclude: ['**/node_modules/**'],
  },
});
