/** A message of a strategy that comes again and again. */
import { expect, it } from 'vitest';
import { StrategyLog } from '../../src/cli/strategy-log.ts';

it('is shown five times, and counted after that', () => {
  const log = new StrategyLog();
  const shown = Array.from({ length: 9 }, (_, i) =>
    log.textOf({ time: i * 60_000_000, level: 'warn', message: i === 4 ? 'other' : 'no order of that id' }),
  );
  expect(shown.filter((text) => text !== null).length).toBe(6);
  expect(shown[0]).toBe('1970-01-01T00:00:00Z warn no order of that id\n');
  expect(log.leftOut()).toEqual(['3 more times: warn no order of that id\n']);
});

it('is shown each time where all are different, in memory that does not grow', () => {
  const log = new StrategyLog();
  for (let i = 0; i < 3000; i += 1)
    expect(log.textOf({ time: 0, level: 'info', message: `${i % 2000}` })).not.toBeNull();
  expect(log.leftOut()).toEqual([]);
});
