/**
 * How V8 uses memory in servers. Requests wait for databases while others run, so a young generation as small as V8's usual one makes old
 * objects of what is garbage a moment later; and with a bound, the old generation is collected before it has grown to several times its need.
 * docs/benchmarks.md has the figures.
 */
export const memoryFlags = ['--max-semi-space-size=64', '--max-old-space-size=1024'];
