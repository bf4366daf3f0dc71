import { readGatewayConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { type RunningGateway, startGateway } from './start.ts';
import { trimMemory } from './trim-memory.ts';
import { writeWelcome } from './welcome.ts';

/** Requests under way may take this long to end after a signal. */
const stopTimeoutMs = 10_000;

/** Errors whose message is all that the person who started needs. By name, so that their modules need not be loaded. */
const expected = new Set(['ConfigurationError', 'StartError', 'SupergraphError', 'EmbeddedPostgresError']);

async function main(): Promise<void> {
  const config = readGatewayConfig(process.argv.slice(2));
  const logger = createLogger(config.logLevel);
  let running: RunningGateway | null = null;
  let isStopping = false;

  const stop = async (signal: NodeJS.Signals) => {
    // Who asks before the start is over, or twice, does not want to wait. Leaving in order ends the embedded database too.
    if (isStopping || !running) process.exit(1);
    isStopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), stopTimeoutMs).unref();
    await running.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        logger.error({ err: error }, 'the gateway did not stop cleanly');
        process.exit(1);
      });
    });
  }

  running = await startGateway(config, logger);
  trimMemory();
  process.stdout.write(writeWelcome(running.port, config.supergraphFile === null));
}

main().catch((error: unknown) => {
  const isExpected = error instanceof Error && expected.has(error.name);
  const text = error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
