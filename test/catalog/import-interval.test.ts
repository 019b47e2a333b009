/** How long a file's candles are: the step between its rows, and what is said where it is not what was stated. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importSeries } from '../../src/catalog/import.ts';
import { importSummary } from '../../src/cli/commands/data-import-summary.ts';
import { formatInterval } from '../../src/model/time.ts';
import { MINUTE, NEW_YEAR, put, refusal, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let files = 0;
const HEADER = 'time,open,high,low,close,volume';
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const candle = (time: number): string => `${new Date(time / 1000).toISOString()},10,12,9,11,5`;
/** Candles at multiples of a length after the new year. */
const at = (length: number, ...places: readonly number[]): string[] => places.map((n) => candle(NEW_YEAR + n * length));
const run = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

function imported(rows: readonly string[], interval?: number, more: object = {}) {
  files += 1;
  const file = put(join(folder, `f${files}.csv`), [HEADER, ...rows].join('\n'));
  const request = { file, catalog: join(folder, `c${files}`), venue: 'v', symbol: 'BTC/USDT', interval, ...more };
  return importSeries(request).then((result) => ({ result, said: importSummary(request, result) }));
}

describe('without --interval', () => {
  it.each<[string, string[], string, object?]>([
    ['hours', at(HOUR, 0, 1, 2, 3), '1h'],
    ['hours, newest first', at(HOUR, 3, 2, 1, 0), '1h'],
    ['hours out of order, to be sorted', at(HOUR, 3, 0, 2, 1), '1h', { sort: true }],
    ['hours in the place of minutes that were stated nowhere', at(HOUR, 0, 24, 25, 26), '1h'],
    ['minutes of which most are missing', at(MINUTE, 0, 1, 3, 4, 11, 12, 40, 75), '1m'],
    ['two rows', at(4 * HOUR, 0, 1), '4h'],
    ['days that skip the weekend', at(DAY, 0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14), '1d'],
    ['as many steps of one length as of another: the shorter', at(MINUTE, 0, 5, 6), '1m'],
    ['hours named by their ends', at(HOUR, 1, 2, 3), '1h', { stamp: 'end' }],
  ])('%s', async (_, rows, interval, more = {}) => {
    const { result, said } = await imported(rows, undefined, more);
    expect([formatInterval(result.interval), result.intervalInferred, result.rows]).toEqual([
      interval,
      true,
      rows.length,
    ]);
    expect(said).toContain(`\ninterval ${interval}, from the step between rows`);
    expect(result.path).toContain(`interval=${interval}`);
  });

  it('a stamp at the end of a candle is one step later than its open', async () => {
    expect((await imported(at(HOUR, 1, 2, 3), undefined, { stamp: 'end' })).result.first).toBe(NEW_YEAR);
  });

  it.each<[string, string[], string]>([
    ['one row', at(HOUR, 0), 'has no step between rows that tells how long a candle is: say so, as in --interval 1h'],
    ['one time throughout', [...at(HOUR, 0), ...at(HOUR, 0)], 'has no step between rows'],
    [
      'months',
      ['2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01'].map((day) => candle(Date.parse(day) * 1000)),
      'its rows are a month apart, which is no fixed length: say --interval 28d',
    ],
    [
      'steps of less than a second',
      at(250_000, 0, 1, 2, 3),
      'its rows are 250ms apart (3 of 3 steps), and candles are of whole seconds: is --time-unit right, or are these trades or quotes (--kind)?',
    ],
    [
      'steps that are no multiples of each other',
      at(MINUTE, 0, 2, 4, 7, 9),
      'line 5: time 2024-01-01T00:07:00Z is not on the grid of 2m candles: is --interval right?',
    ],
    [
      'first rows of another length than the others',
      [...run(20_001).map((n) => candle((n - 20_000) * HOUR)), ...run(20_002).map((n) => candle((n + 1) * 2 * HOUR))],
      'its first 20000 rows are 1h apart, and most of all rows 2h (20002 of 40002 steps): part the file, or say --interval',
    ],
  ])('%s are refused', async (_, rows, message) => {
    expect(await refusal(imported(rows))).toContain(message);
  });

  it('gaps of any length, at random places, hide no step', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(MINUTE, 5 * MINUTE, HOUR, DAY),
        fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 0, maxLength: 12 }),
        async (length, extra) => {
          // Three in a row, and any others: the step is the most frequent one or one of several.
          const places = [...new Set([0, 1, 2, ...run(14), ...extra])].sort((a, b) => a - b);
          expect((await imported(at(length, ...places))).result.interval).toBe(length);
        },
      ),
      { numRuns: 6 },
    );
  });
});

describe('an interval that is stated', () => {
  it.each<[string, string[], number, object?]>([
    ['is the step', at(HOUR, 0, 1, 2), HOUR],
    ['is finer than a single step, which may be a gap', at(HOUR, 0, 1), MINUTE],
    ['is that of minutes, of which most are missing', at(MINUTE, 0, 5, 10, 15, 16), MINUTE],
    ['is 28 days, which stands for months', at(DAY, 0, 31, 62), 28 * DAY],
    ["is a venue's own word", at(HOUR, 0, 1, 2), MINUTE, { trustInterval: true }],
  ])('%s', async (_, rows, interval, more = {}) => {
    const { result, said } = await imported(rows, interval, more);
    expect([result.interval, result.rows]).toEqual([interval, rows.length]);
    expect(said).not.toContain('from the step between rows');
  });

  it.each<[string, string[], number, string]>([
    [
      '1m of hours',
      at(HOUR, ...run(9)),
      MINUTE,
      'its rows are 1h apart (8 of 8 steps), not 1m: say --interval 1h, or leave --interval out',
    ],
    [
      '30m of hours',
      at(HOUR, 0, 1, 2, 5, 6),
      30 * MINUTE,
      'its rows are 1h apart (3 of 4 steps), not 30m: say --interval 1h',
    ],
    ['1m of hours, newest first', at(HOUR, 6, 5, 4), MINUTE, 'its rows are 1h apart (2 of 2 steps), not 1m'],
    [
      '1h of minutes',
      at(MINUTE, 0, 1, 2, 3),
      HOUR,
      'its rows are 1m apart (3 of 3 steps), not 1h: say --interval 1m, then make 1h of them with data resample --to-interval 1h',
    ],
  ])('%s is refused, with the step that was seen', async (_, rows, interval, message) => {
    expect(await refusal(imported(rows, interval))).toContain(message);
  });
});
