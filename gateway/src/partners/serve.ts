// All that a gateway with partners serves, in one module that others need not load.
export { serveMcp } from '../mcp/route.ts';
export { openOperatorDesk } from '../operators/open.ts';
export { serveOperators } from '../operators/route.ts';
export { serveRegistry } from '../registry/routes.ts';
export { openPartners } from './open.ts';
