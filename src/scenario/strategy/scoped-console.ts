/** `console` of a strategy: every line goes to the run's log, with the time of the candle. */
import { format, inspect } from 'node:util';

export type LogLevel = 'info' | 'warn' | 'error';
type Log = (level: LogLevel, message: string) => void;

const LEVELS: Readonly<Record<string, LogLevel>> = {
  debug: 'info',
  dir: 'info',
  dirxml: 'info',
  error: 'error',
  group: 'info',
  groupCollapsed: 'info',
  info: 'info',
  log: 'info',
  table: 'info',
  trace: 'info',
  warn: 'warn',
};

/** Calls whose meaning is a screen or a stopwatch. They do nothing: simulated time stands still within a callback. */
const SILENT = ['clear', 'groupEnd', 'time', 'timeEnd', 'timeLog', 'timeStamp', 'profile', 'profileEnd'];

export function scopedConsole(log: Log): object {
  const counts = new Map<string, number>();
  const calls: Record<string, (...args: unknown[]) => void> = {
    assert(condition: unknown, ...args: unknown[]) {
      if (!condition) log('error', args.length === 0 ? 'Assertion failed' : `Assertion failed: ${format(...args)}`);
    },
    count(label: unknown = 'default') {
      const count = (counts.get(String(label)) ?? 0) + 1;
      counts.set(String(label), count);
      log('info', `${label}: ${count}`);
    },
    countReset(label: unknown = 'default') {
      counts.delete(String(label));
    },
  };
  for (const [name, level] of Object.entries(LEVELS)) calls[name] = (...args) => log(level, format(...args));
  calls.dir = (value) => log('info', inspect(value));
  for (const name of SILENT) calls[name] = () => undefined;
  return Object.freeze(calls);
}
