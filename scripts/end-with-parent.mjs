/**
 * Loaded into what run.mjs starts: if run.mjs is killed (kill -9 forwards nothing), its target ends in good order too,
 * instead of holding the port against the next start. Workers of the target have the target for a parent, and end with it.
 */
import cluster from 'node:cluster';

if (cluster.isPrimary) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
