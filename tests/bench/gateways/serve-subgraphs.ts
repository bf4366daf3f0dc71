import { subscribe } from 'node:diagnostics_channel';
import { serveSubgraph } from '@ecosystem/kit/serve';
import { subgraphs } from '@ecosystem/schema/subgraphs.ts';
import { definitions } from '../../definitions.ts';
import { environment } from '../config.ts';

/**
 * The five subgraphs as five HTTP servers of one process: `serve-subgraphs.ts <port> …` in the order of the list.
 * Five processes on two cores would mostly measure the scheduler. Tells its parent how many calls have come in.
 */
let calls = 0;
subscribe('http.server.request.start', () => {
  calls += 1;
});
process.on('message', () => process.send?.({ calls }));

await Promise.all(
  subgraphs.map(({ name, port }, index) => {
    const chosen = process.argv[2 + index] ?? String(port);
    return serveSubgraph(definitions[name], { ...environment, PORT: chosen }, port);
  }),
);
