import { destination, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** Logs to standard error: lines of JSON for programs, readable lines for a person at a terminal. */
export function createLogger(level: string): Logger {
  const isTerminal = process.stderr.isTTY;
  return pino({ level }, isTerminal ? pretty({ destination: 2, ignore: 'pid,hostname', sync: true }) : destination(2));
}
