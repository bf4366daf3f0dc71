import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Knows the connections of a server. Browsers and others open some in advance; Node's `closeIdleConnections` leaves out those
 * that have not sent a first request yet, and a server that stops would wait for them in vain.
 * @returns closes those on which nothing has come.
 */
export function watchUnusedConnections(server: Server): () => void {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
}
