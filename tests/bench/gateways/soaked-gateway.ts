import { readGatewayConfig } from '@ecosystem/gateway/config';
import { createLogger } from '@ecosystem/gateway/logger';
import { startGateway } from '@ecosystem/gateway/start';
import { environment } from '../config.ts';

/**
 * Our gateway with its subgraphs in process, over a copy of the supergraph that the soak may rewrite while requests run:
 * `soaked-gateway.ts <supergraph file>`. Tells its parent how much memory is left in use after a full collection.
 */
const [supergraphFile = ''] = process.argv.slice(2);
const config = readGatewayConfig([], environment);
const running = await startGateway({ ...config, supergraphFile }, createLogger(config.logLevel));

process.on('message', () => {
  // Once for what is dead, once more for what waited for a finaliser.
  globalThis.gc?.();
  setTimeout(() => {
    globalThis.gc?.();
    const { heapUsed, rss, external } = process.memoryUsage();
    process.send?.({ heapUsed, rss, external });
  }, 200);
});
process.once('SIGTERM', () => void running.close().then(() => process.exit(0)));
