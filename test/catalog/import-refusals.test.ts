/** What is bad about a file, each with its row and the way to mend it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportRequest } from '../../src/catalog/import.ts';
import { importFile, MINUTE, NEW_YEAR, put, refusal, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let files = 0;
const HEADER = 'time,open,high,low,close,volume';
const row = (minute: number, rest = '10,12,9,11,5'): string => `${NEW_YEAR / 1e6 + minute * 60},${rest}`;

function imported(text: string, options: Partial<ImportRequest> = {}) {
  files += 1;
  return importFile(join(folder, `c${files}`), put(join(folder, `f${files}.csv`), text), options);
}

describe('a file of candles is refused', () => {
  it.each<[string, string, string, Partial<ImportRequest>?]>([
    ['with mixed column counts', `${HEADER}\n${row(0)}\n${row(1)},9`, 'line 3 has 7 columns, not 6 as the first line'],
    [
      'whose header is taken for data',
      `${HEADER}\n${row(0)}`,
      'line 1: time "time" looks like a name: say --header',
      { header: false },
    ],
    [
      'whose header holds a number',
      `time,2open,high,low,close,volume\n${row(0)}`,
      'line 1: time "time" looks like a name: say --header',
    ],
    [
      'with times to come',
      row(0),
      'lies in the future: are --time-unit and --time-zone right? --allow-future takes it',
      { now: NEW_YEAR - 1 },
    ],
    [
      'with thousands separators',
      `${HEADER}\n${row(0, '"1,000.5",1200,9,11,5')}`,
      'line 2: open "1,000.5" is not a number: remove the thousands separators',
    ],
    [
      'with thousands separators in the volume',
      `${HEADER}\n${row(0, "10,12,9,11,1'000")}`,
      `line 2: volume "1'000" is not a number: remove the thousands`,
    ],
    [
      'with commas for points',
      `${HEADER.replaceAll(',', ';')}\n${row(0, '10,5,12,9,11,5').replace(',', ';')}`,
      'has 2 columns, not 6',
    ],
    [
      'with dust',
      row(0, '1.2147000000000001,12,1,11,5'),
      'too fine beside prices of 12: where that is dust of float arithmetic, --round-prices 15',
    ],
    ['with a banner', `from somewhere\n${HEADER}\n${row(0)}`, 'skip a line before the header with --skip-lines 1'],
    ['whose delimiter is none of the usual', row(0).replaceAll(',', '^'), 'or say --delimiter'],
    ['with a delimiter of two letters', row(0), '--delimiter "ab" is not one character', { delimiter: 'ab' }],
    [
      'with a format that does not fit',
      `${HEADER}\n2024-01-01,1,3,1,2,5`,
      'line 2: time "2024-01-01" is not of the form "%d/%m/%Y"',
      { timeFormat: '%d/%m/%Y' },
    ],
    [
      'with more digits than a double has',
      row(0),
      '--round-prices 16 is not a number of significant digits',
      { roundPrices: 16 },
    ],
    [
      'whose volume is blank throughout',
      `${HEADER}\n${row(0, '10,12,9,11,')}`,
      'volume is blank in every row, as in a file of mark prices; --map volume=none',
    ],
    ['with a symbol that would leave its folder', row(0), '"../../x/y" is not a symbol', { symbol: '../../x/y' }],
    ['with a symbol of two dots', row(0), 'is not a symbol', { symbol: '../USDT' }],
    ['with a venue that would leave its folder', row(0), "is not a venue's name", { venue: '../x' }],
  ])('%s', async (_, text, message, options = {}) => {
    expect(await refusal(Promise.resolve().then(() => imported(text, options)))).toContain(message);
    expect(existsSync(join(folder, `c${files}`))).toBe(false);
  });
});

describe('a file of candles is taken', () => {
  it.each<[string, string, Partial<ImportRequest>]>([
    [
      'with a header of numbers, where that is said',
      `1,2,3,4,5,6\n${row(0)}`,
      { header: true, map: { time: '1', open: '2', high: '3', low: '4', close: '5', volume: '6' } },
    ],
    ['with lines before it', `a banner\nof two lines\n${HEADER}\n${row(0)}`, { skipLines: 2 }],
    ['with a delimiter of its own', row(0).replaceAll(',', '^'), { delimiter: '^' }],
    ['with tabs that are said', row(0).replaceAll(',', '\t'), { delimiter: 'tab' }],
    ['with times to come, where that is said', row(0), { now: NEW_YEAR - 1, allowFuture: true }],
    ['with a time of this moment', row(0), { now: NEW_YEAR }],
    ['with scientific notation', row(0, '1e1,1.2E+1,900e-2,0.11e2,5e-3'), {}],
    ['with dates of its own', `${HEADER}\n01/01/2024 00:00,10,12,9,11,5`, { timeFormat: '%d/%m/%Y %H:%M' }],
    [
      'with date and clock apart',
      `day,clock,open,high,low,close,volume\n2024-01-01,00:00,10,12,9,11,5`,
      { map: { time: 'day+clock' } },
    ],
    ['stamped at its end', row(1), { stamp: 'end' }],
    [
      'without volume, where that is said',
      `time,open,high,low,close\n${NEW_YEAR / 1e6},10,12,9,11`,
      { map: { volume: 'none' } },
    ],
    [
      'with times finer than a microsecond, where that is said',
      `${HEADER}\n2024-01-01T00:00:00.0000009,10,12,9,11,5`,
      { floorTimes: true },
    ],
  ])('%s', async (_, text, options) => {
    expect(await imported(text, options)).toMatchObject({ rows: 1, first: NEW_YEAR });
  });

  it('with its prices rounded to the digits that are said', async () => {
    const { instrument } = await imported(row(0, '1.2147000000000001,1.3,1,1.2999999999999998,5'), { roundPrices: 15 });
    expect(instrument).toMatchObject({ tick_size: '0.0001', price_decimals: 5 });
  });

  it('put in order, where that is said; repeated candles are dropped and others refused', async () => {
    const text = [row(3), row(1), row(2), row(1)].join('\n');
    expect(await imported(text, { sort: true })).toMatchObject({
      rows: 3,
      added: 3,
      dropped: 1,
      first: NEW_YEAR + MINUTE,
    });
    const said = await refusal(imported(`${text}\n${row(2, '10,12,9,10,5')}`, { sort: true }));
    expect(said).toContain(
      'line 5: time 2024-01-01T00:02:00Z stands twice with different values: close 10 here and 11 in line 3',
    );
  });

  it('of months, which have no length: gaps are whole intervals that are missing', async () => {
    const months = ['2023-01-31', '2023-02-28', '2023-03-31', '2023-06-30'].map((day) => `${day},10,12,9,11,5`);
    const result = await imported([HEADER, ...months].join('\n'), { interval: 28 * 1440 * MINUTE, stamp: 'end' });
    expect(result).toMatchObject({ rows: 4, gaps: 1, missing: 2, first: Date.UTC(2023, 0, 4) * 1000 });
  });
});
