import { type Logger, pino } from 'pino';

/** For tests that bring faults about on purpose: it writes nothing. */
export const silentLogger: Logger = pino({ level: 'silent' });
