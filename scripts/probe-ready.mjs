/** Ends with 0 if the server on this port of this machine is ready: a health check for images without curl. */
const [port] = process.argv.slice(2);
const isReady = await fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(2_500) }).then(
  ({ ok }) => ok,
  () => false,
);
process.exit(isReady ? 0 : 1);
