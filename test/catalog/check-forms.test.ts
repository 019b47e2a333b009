import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { type CheckedFile, checkFile, type FileCheck } from '../../src/catalog/check/check.ts';
import { MINUTE, NEW_YEAR, put, putParquet, refusal, temporaryFolder } from './support.ts';
import { zipOf } from './zip.ts';

const folder = temporaryFolder();
let files = 0;

const ROWS = 120;
const LATER = NEW_YEAR + 365 * 1440 * MINUTE;

/** Minutes in which the market goes up and down a little; the one at 60 is absent, the 20th row's high below its low. */
const candles = Array.from({ length: ROWS + 1 }, (_, i) => {
  const [open, close] = [100 + ((i * 7) % 5), 100 + (((i + 1) * 7) % 5)];
  const [high, low] = [Math.max(open, close) + 1, Math.min(open, close) - 1];
  return { ms: NEW_YEAR / 1000 + i * 60_000, open, high: i === 19 ? low - 1 : high, low, close, volume: 1 + (i % 3) };
}).filter((_, i) => i !== 60);

const cellsOf = ({ ms, open, high, low, close, volume }: (typeof candles)[number]): (string | number)[] => [
  ms,
  open,
  high,
  low,
  close,
  volume,
];
const lines = candles.map((row) => cellsOf(row).join(','));
const csv = ['time,open,high,low,close,volume', ...lines].join('\n');
const arrays = JSON.stringify(candles.map(cellsOf));
const objects = candles.map((row) => JSON.stringify(row));
const column = (name: keyof (typeof candles)[number]) => Float64Array.from(candles, (row) => row[name]);
const arrow = (): Uint8Array =>
  tableToIPC(
    tableFromArrays({
      time: BigInt64Array.from(candles, ({ ms }) => BigInt(ms)),
      open: column('open'),
      high: column('high'),
      low: column('low'),
      close: column('close'),
      volume: column('volume'),
    }),
    'file',
  );
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/** Lines before the first row where they are not one; null for files that have no lines. */
const LINES_BEFORE: Readonly<Record<string, number | null>> = {
  'CSV without header': 0,
  'a preset': 0,
  'JSON lines': 0,
  'lines before the header': 3,
  'JSON arrays': null,
  'gzipped JSON arrays': null,
  'JSON objects': null,
  Parquet: null,
  Arrow: null,
  'gzipped Arrow': null,
};

type Options = Partial<FileCheck>;

function check(data: string | Uint8Array, options: Options = {}, name = 'in'): Promise<CheckedFile> {
  files += 1;
  return checkFile({ file: put(join(folder, `f${files}`, name), data), now: LATER, ...options });
}

describe('one series of candles, one fault and one gap, in every form that import reads', () => {
  const parquet = async (): Promise<CheckedFile> => {
    const values = candles.map((row) => `(${cellsOf(row).join(', ')})`).join(', ');
    const query = `SELECT * FROM (VALUES ${values}) t(ts, "open", high, low, "close", volume)`;
    return checkFile({ file: await putParquet(join(folder, 'p.parquet'), query), now: LATER });
  };
  it.each<[string, () => Promise<CheckedFile>]>([
    ['CSV', () => check(csv)],
    ['CSV without header', () => check(lines.join('\n'))],
    ['CSV by semicolons', () => check(csv.replaceAll(',', ';'))],
    ['CSV by a delimiter of its own', () => check(csv.replaceAll(',', '~'), { delimiter: '~' })],
    ['gzipped CSV', () => check(gzipSync(csv))],
    ['zipped CSV', () => check(zipOf({ 'x.csv': csv }))],
    ['JSON arrays', () => check(arrays)],
    ['gzipped JSON arrays', () => check(gzipSync(arrays))],
    ['JSON objects', () => check(`[${objects.join(',')}]`, { map: { time: 'ms' } })],
    ['JSON lines', () => check(objects.join('\n'), { map: { time: 'ms' } })],
    ['Parquet', parquet],
    ['Arrow', () => check(arrow())],
    ['gzipped Arrow', () => check(gzipSync(arrow()))],
    ['columns of their own', () => check(csv.replace('time', 'x'), { map: { time: 'x', volume: '6' } })],
    ['lines before the header', () => check(`a\nb\n${csv}`, { skipLines: 2 })],
    [
      'a preset',
      () =>
        check(candles.map(({ ms, open, high, low, close }) => [ms, open, close, high, low, 1].join(',')).join('\n'), {
          preset: 'bitfinex',
        }),
    ],
    [
      'dates and clocks apart, at the end of each candle',
      () =>
        check(
          [
            'Date,Time,Open,High,Low,Close,Volume',
            ...candles.map((row) => [iso(row.ms + 60_000).replace(' ', ','), ...cellsOf(row).slice(1)].join(',')),
          ].join('\n'),
          { preset: 'backtrader' },
        ),
    ],
    [
      'times of a zone and a form of their own',
      () =>
        check(
          csv.replace(/^\d+/gm, (ms) =>
            iso(Number(ms) - 5 * 3_600_000)
              .replace(' ', 'T')
              .replaceAll('-', '.'),
          ),
          {
            timeZone: 'America/New_York',
            timeFormat: '%Y.%m.%dT%H:%M',
          },
        ),
    ],
    [
      'numbers from midnight',
      () =>
        check(
          csv.replace(/^\d+/gm, (ms) => String(Number(ms) - NEW_YEAR / 1000)),
          {
            date: '2024-01-01',
            timeUnit: 'ms',
          },
        ),
    ],
  ])('%s', async (form, run) => {
    const checked = await run();
    const before = LINES_BEFORE[form] === undefined ? 1 : LINES_BEFORE[form];
    expect(checked).toMatchObject({ kind: 'candles', rows: ROWS, interval: '1m' });
    expect([checked.first, checked.last]).toEqual(['2024-01-01T00:00:00Z', '2024-01-01T02:00:00Z']);
    expect(checked.findings.map(({ name, first }) => [name, first[0]])).toEqual([
      ['high_below_low', { row: 20, line: before === null ? null : 20 + before, time: '2024-01-01T00:19:00Z' }],
      ['gap', { row: 60, line: before === null ? null : 60 + before, time: '2024-01-01T00:59:00Z' }],
    ]);
  });

  it('quote bars are quotes that follow each other at an interval', async () => {
    const rows = Array.from({ length: ROWS }, (_, i) => [i < 60 ? i : i + 3, ...[9, 9, 9, 9, 1, 10, 10, 10, 10, 1]]);
    const text = rows.map(([minute, ...rest]) => [Number(minute) * 60_000, ...rest].join(',')).join('\n');
    const checked = await check(text, { preset: 'lean-crypto-quotes' }, '20240101_quote.csv');
    expect(checked).toMatchObject({ kind: 'quotes', interval: '1m', first: '2024-01-01T00:01:00Z' });
    expect(checked.findings).toMatchObject([{ name: 'gap', count: 1, candles: 3, first: [{ row: 60 }] }]);
    expect(await refusal(check(text, { preset: 'lean-crypto-quotes' }))).toContain('no date in its name');
  });
});

describe('rows that import would stop at are found, and the rest is judged', () => {
  const named = (checked: CheckedFile) =>
    checked.findings.map(({ name, count, first }) => [name, count, first[0]?.row]);
  const rest = [
    ['high_below_low', 1, 20],
    ['gap', 1, 60],
  ];

  it('a JSON row of more values, one of fewer, one that is none', async () => {
    const odd = JSON.parse(arrays) as unknown[];
    odd[4] = [...(odd[4] as unknown[]), 7];
    odd[9] = (odd[9] as unknown[]).slice(0, 5);
    expect(named(await check(JSON.stringify(odd)))).toEqual([['row_form', 2, 5], ['volume_missing', 1, 10], ...rest]);
  });

  it('a JSON value of null, and one that is text', async () => {
    const odd = JSON.parse(arrays) as (string | number | null)[][];
    odd[4]![1] = null;
    odd[5]![1] = 'much';
    const checked = await check(JSON.stringify(odd));
    expect(named(checked)).toEqual([['price_missing', 1, 5], ['price_unreadable', 1, 6], ...rest]);
    expect(checked.findings[1]?.detail).toContain('open "much"');
  });

  it('a line of many columns more, and one cut short', async () => {
    const odd = lines.map((line, i) => (i === 4 ? `${line}${',1'.repeat(12)}` : i === 5 ? line.slice(0, 20) : line));
    expect(named(await check(odd.join('\n')))).toEqual([
      ['row_form', 1, 5],
      ['price_missing', 1, 6],
      ['volume_missing', 1, 6],
      ...rest,
    ]);
  });

  it('blank lines before the header, which import takes for rows', async () => {
    const checked = await check(`\n\n${csv}`);
    expect(named(checked)).toEqual([['lines_before_header', 2, undefined], ...rest]);
    expect(checked.findings[0]?.detail).toBeNull();
  });

  it('dust of float arithmetic, which is found until it is rounded away', async () => {
    const dust = csv.replace('\n1704067200000,100,', '\n1704067200000,100.00000000000001,');
    expect(named(await check(dust))).toEqual([...rest, ['price_too_fine', 1, 1]]);
    expect(named(await check(dust, { roundPrices: 15 }))).toEqual(rest);
  });

  it('times finer than a microsecond, until they are cut', async () => {
    const fine = csv.replace(/^(\d{13}),/gm, (_, ms) => `${ms}000000,`).replace('000000,', '000001,');
    expect(named(await check(fine))[0]).toEqual(['time_unreadable', 1, 1]);
    expect(named(await check(fine, { floorTimes: true }))).toEqual(rest);
  });
});

describe('what cannot be read at all is refused as import refuses it', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['two files in a zip', () => check(zipOf({ a: csv, b: csv })), 'is a zip archive of several files'],
    ['no JSON', () => check(`${arrays.slice(0, 500)}`), 'is not JSON'],
    ['candles taken for trades', () => check(csv, { kind: 'trades' }), 'has no column price'],
    ['a preset of another kind', () => check(csv, { kind: 'quotes', preset: 'bitfinex' }), 'reads candles, not quotes'],
    ['no such preset', () => check(csv, { preset: 'bitfinx' }), 'did you mean bitfinex?'],
    ['a delimiter of letters', () => check(csv, { delimiter: 'ab' }), '--delimiter "ab" is not one character'],
    ['returns', () => check('date,return\n2024-01-01,0.1'), 'holds returns'],
  ])('%s', async (_, run, message) => {
    const said = await refusal(run());
    expect(said).toContain(message);
    expect(said).not.toContain('papertape-check-');
  });
});
