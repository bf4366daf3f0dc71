import cluster from 'node:cluster';
import { readGatewayConfig, readyMessage } from './config.ts';
import { createLogger } from './logger.ts';
import type { RunningGateway } from './start.ts';
import { trimMemory } from './trim-memory.ts';
import { writeWelcome } from './welcome.ts';

/** Requests under way may take this long to end once nothing new is taken; then the process ends all the same. */
const stopTimeoutMs = 10_000;
/** How much longer a primary waits, so that it sees its workers end and can stop the database server after them. */
const primaryPatienceMs = 3_000;

/** Errors whose message is all that the person who started needs. By name, so that their modules need not be loaded. */
const expected = new Set(['ConfigurationError', 'StartError', 'SupergraphError', 'EmbeddedPostgresError']);

async function main(): Promise<void> {
  const config = readGatewayConfig(process.argv.slice(2));
  const logger = createLogger(config.logLevel);
  const isPrimary = config.workers > 1 && cluster.isPrimary;
  let running: RunningGateway | null = null;
  let isStopping = false;

  /** Ends in good order, with this code. */
  const close = async (code: number) => {
    isStopping = true;
    const timeoutMs = config.stopGraceMs + stopTimeoutMs + (isPrimary ? primaryPatienceMs : 0);
    setTimeout(() => process.exit(1), timeoutMs).unref();
    await running?.close(config.stopGraceMs);
    process.exitCode = code;
    // The channel to its primary would keep a worker alive.
    if (cluster.isWorker) process.exit();
  };
  const closeSafely = (code: number) =>
    close(code).catch((error: unknown) => {
      logger.error({ err: error }, 'the gateway did not stop cleanly');
      process.exit(1);
    });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches all processes at once; a worker waits for what its primary says.
      if (cluster.isWorker && signal === 'SIGINT') return;
      // A worker is told by its primary, and perhaps by whoever tells all processes of a service.
      if (cluster.isWorker && isStopping) return;
      // Who asks before the start is over, or twice, does not want to wait. Leaving in order ends the embedded database too.
      if (isStopping || !running) process.exit(1);
      logger.info({ signal }, 'stopping');
      void closeSafely(0);
    });
  }

  running = isPrimary
    ? await (await import('./cluster.ts')).startCluster(config, logger, (reason) => {
        process.stderr.write(`${reason.message}\n`);
        if (!isStopping) void closeSafely(1);
      })
    : await (await import('./start.ts')).startGateway(config, logger);
  trimMemory();
  if (cluster.isWorker) process.send?.(readyMessage);
  else process.stdout.write(writeWelcome(running.port, config.supergraphFile === null, config.workers));
}

main().catch((error: unknown) => {
  const isExpected = error instanceof Error && expected.has(error.name);
  const text = error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
