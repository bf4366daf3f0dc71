/**
 * The subgraphs of the ecosystem: name, port of the stand-alone server, name of the PostgreSQL database.
 * Everything iterates over this list; only the imports of gateway/src/mount.ts and tests/definitions.ts name them again.
 */
export const subgraphs = [
  { name: 'finance', port: 4001, database: 'finance' },
  { name: 'health', port: 4002, database: 'health' },
  { name: 'auto', port: 4003, database: 'auto' },
  { name: 'commerce', port: 4004, database: 'commerce' },
  { name: 'social', port: 4005, database: 'social' },
] as const;

/** The gateway's own database, beside those of the subgraphs. */
export const gatewayDatabaseName = 'gateway';

export type SubgraphName = (typeof subgraphs)[number]['name'];
