import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import type { LoadOptions, LoadResult } from './load.ts';

/** The same load where wrk is absent; it takes more of the cores that it shares, so only ratios inside one run count. */
export async function runAutocannon(options: LoadOptions): Promise<LoadResult> {
  const requests = readRequests(options.requestsPath);
  let badAnswers = 0;
  let started = 0;
  const result = await autocannon({
    url: options.url,
    connections: options.connections,
    duration: options.durationS,
    timeout: 30,
    setupClient: (client) => {
      started += 1;
      const from = (options.offset + started * 97) % requests.length;
      client.setRequests([...requests.slice(from), ...requests.slice(0, from)]);
      if (options.isChecking) {
        client.on('body', (body) => {
          if (String(body).includes('"errors"')) badAnswers += 1;
        });
      }
    },
  });
  return {
    requests: result.requests.total,
    durationUs: Math.round(result.duration * 1e6),
    p50Us: result.latency.p50 * 1e3,
    p99Us: result.latency.p99 * 1e3,
    badStatus: result.non2xx,
    socketErrors: result.errors + result.timeouts,
    badAnswers,
  };
}

function readRequests(path: string): autocannon.Request[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [requestPath = '/', token = '', body = ''] = line.split('\t');
      const authorization = token === '' ? {} : { authorization: `Bearer ${token}` };
      return {
        method: 'POST',
        path: requestPath,
        body,
        headers: { 'content-type': 'application/json', ...authorization },
      };
    });
}
