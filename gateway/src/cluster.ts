import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { openDevelopmentFieldKeys } from '@ecosystem/kit/field-keys';
import { StartError } from '@ecosystem/kit/start-error';
import type { Logger } from 'pino';
import { environmentOfWorker, type GatewayConfig, readyMessage, type WorkerSettings } from './config.ts';
import { openDatabases } from './databases.ts';
import { checkPort } from './port.ts';
import { createRestarts, failedStartsMax } from './restarts.ts';
import type { RunningGateway } from './start.ts';

/**
 * Serves with several processes. This one, the primary, starts the embedded database server and serves nothing itself;
 * workers listen on the same port and share nothing but the databases. The first worker migrates and fills them before the others start. One that ends
 * is replaced.
 * @param giveUp called if, later, no worker can start any more.
 * @throws StartError or EmbeddedPostgresError with a sentence for the person who started it; then nothing stays open.
 */
export async function startCluster(
  config: GatewayConfig,
  logger: Logger,
  giveUp: (reason: StartError) => void,
): Promise<RunningGateway> {
  const port = await checkPort(config);
  const isMounting = config.transport === 'in-process';
  const fieldKeys = isMounting ? (config.fieldKeys ?? (await openDevelopmentFieldKeys(config.dataDir))) : null;
  const databases = config.supergraphFile === null ? await openDatabases(config, logger) : null;
  const settings = {
    port,
    supergraphFile: config.supergraphFile,
    databaseUrlOf: databases?.urlOf ?? null,
    fieldKeys,
  };
  const crew = hireWorkers(config, settings, logger, giveUp);
  const close = async () => {
    await crew.dismiss();
    await databases?.close();
  };
  try {
    await crew.ready;
  } catch (error) {
    await close();
    throw error;
  }
  return { port, close };
}

interface Crew {
  /** All serve. */
  readonly ready: Promise<void>;
  /** Tells all workers to end in good order, and waits until they have. */
  dismiss(): Promise<void>;
}

function hireWorkers(
  config: GatewayConfig,
  settings: Omit<WorkerSettings, 'areDatabasesReady'>,
  logger: Logger,
  giveUp: (reason: StartError) => void,
): Crew {
  const restarts = createRestarts();
  const allReady = Promise.withResolvers<void>();
  const workers = new Set<Worker>();
  const serving = new Set<Worker>();
  const timers = new Set<NodeJS.Timeout>();
  let hasServed = false;
  let hasBegun = false;
  let isEnding = false;

  // All that the command line says goes to the workers by their environment, as it was understood here.
  cluster.setupPrimary({ args: [] });

  function hire(): void {
    const worker = cluster.fork(environmentOfWorker({ ...settings, areDatabasesReady: hasServed }));
    let readyAt: number | null = null;
    workers.add(worker);
    worker.on('message', (message) => {
      if (message !== readyMessage) return;
      readyAt = performance.now();
      serving.add(worker);
      restarts.noteReady();
      noteServing();
    });
    worker.once('exit', (code, signal) => {
      workers.delete(worker);
      serving.delete(worker);
      if (isEnding) return;
      const how = signal ?? `exit code ${code}`;
      // Before any has served, a worker that ends by itself has written why, and the next one would write the same.
      const isHopeless = !hasServed && signal === null;
      const servedMs = readyAt === null ? 0 : performance.now() - readyAt;
      const delayMs = isHopeless ? null : restarts.delayAfterMs({ wasReady: readyAt !== null, servedMs });
      if (delayMs === null) return fail(how, isHopeless);
      logger.warn({ worker: worker.process.pid, how, delayMs }, 'a worker ended; another takes its place');
      hireLater(delayMs);
    });
  }

  function hireLater(delayMs: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      hire();
    }, delayMs);
    timers.add(timer);
  }

  function noteServing(): void {
    if (!hasServed) {
      hasServed = true;
      for (let number = 1; number < config.workers; number += 1) hire();
    }
    if (serving.size < config.workers || hasBegun) return;
    hasBegun = true;
    allReady.resolve();
  }

  function fail(how: string, isHopeless: boolean): void {
    const times = isHopeless ? '' : ` ${failedStartsMax} times in a row`;
    const reason = new StartError(
      `A worker could not start${times} (${how}), so the gateway ends; the reason stands above.`,
    );
    if (hasBegun) giveUp(reason);
    else allReady.reject(reason);
  }

  hire();
  return {
    ready: allReady.promise,
    async dismiss() {
      isEnding = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(
        [...workers].map(async (worker) => {
          const ended = once(worker, 'exit');
          worker.process.kill('SIGTERM');
          await ended;
        }),
      );
    },
  };
}
