import { createServer } from 'node:net';
import { StartError } from '@ecosystem/kit/start-error';
import type { GatewayConfig } from './config.ts';

type Place = Pick<GatewayConfig, 'host' | 'port'>;

/**
 * Where each worker can listen on the port by itself. Elsewhere the primary takes connections and hands them over, which costs
 * more, and a connection handed to a worker that is killed at that moment stays open without an answer.
 */
export const canSharePorts = process.platform === 'linux';

/**
 * Tries a port before anything is opened: the commonest reason why a start fails.
 * @returns the port; one that is free if the system was to choose.
 * @throws StartError if the port cannot be had.
 */
export async function checkPort(place: Place): Promise<number> {
  return new Promise<number>((done, fail) => {
    const probe = createServer();
    probe.once('error', (error) => fail(explainPort(error, place)));
    probe.listen({ host: place.host, port: place.port, exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : place.port));
    });
  });
}

/** The error of a listen as a sentence for the person who started it, if it is one that a person can mend. */
export function explainPort(error: unknown, { host, port }: Place): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new StartError(
      `Port ${port} is in use by another program; choose another one with PORT=${port + 1} or --port ${port + 1}.`,
    );
  }
  if (code === 'EACCES')
    return new StartError(`Port ${port} may not be opened by this user; choose one above 1023 with PORT or --port.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartError(`The address ${host} is not one of this machine; set HOST.`);
  return error;
}
