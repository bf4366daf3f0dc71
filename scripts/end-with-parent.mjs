/**
 * Loaded into what run.mjs starts: if run.mjs is killed (kill -9 forwards nothing), its target ends in good order too,
 * instead of holding the port against the next start.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
