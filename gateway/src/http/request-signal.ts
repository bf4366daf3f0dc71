import type { FastifyReply } from 'fastify';

/** Aborted when the connection ends before the answer was written. */
export function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Error('The client has gone.'));
  });
  return controller.signal;
}
