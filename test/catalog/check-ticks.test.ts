import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CheckedFile, checkFile } from '../../src/catalog/check/check.ts';
import { NEW_YEAR, put, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let files = 0;

const ROWS = 400;
const LATER = NEW_YEAR + 86_400_000_000;
/** A row a second, the first at midnight. */
const at = (second: number): string => new Date(NEW_YEAR / 1000 + second * 1000).toISOString();

type Rows = string[][];
const price = (i: number): string => (100 + ((i * 37) % 11) / 100).toFixed(2);
const trade = (i: number): string[] => [at(i), price(i), '0.5', i % 2 === 0 ? 'buy' : 'sell', String(1000 + i)];
const quote = (i: number): string[] => [at(i), price(i), '1', (Number(price(i)) + 0.05).toFixed(2), '2'];

const HEADERS = { trades: 'time,price,size,side,id', quotes: 'time,bid,bid_size,ask,ask_size' } as const;
type Kind = keyof typeof HEADERS;

/** Flawless rows, as far as `change` leaves them so. */
function rowsOf(kind: Kind, change: (rows: Rows) => Rows = (rows) => rows): string {
  const clean = Array.from({ length: ROWS }, (_, i) => (kind === 'trades' ? trade(i) : quote(i)));
  return [HEADERS[kind], ...change(clean).map((row) => row.join(','))].join('\n');
}

function check(kind: Kind, change?: (rows: Rows) => Rows): Promise<CheckedFile> {
  files += 1;
  return checkFile({ file: put(join(folder, `f${files}.csv`), rowsOf(kind, change)), kind, now: LATER });
}

const cells =
  (row: number, changes: Readonly<Record<number, string>>) =>
  (rows: Rows): Rows =>
    rows.map((fields, i) => (i + 1 === row ? fields.map((field, j) => changes[j] ?? field) : fields));
const again =
  (row: number, changes: Readonly<Record<number, string>> = {}) =>
  (rows: Rows): Rows =>
    rows.toSpliced(row, 0, cells(1, changes)([rows[row - 1]!])[0]!);
const without =
  (from: number, count: number) =>
  (rows: Rows): Rows =>
    rows.toSpliced(from - 1, count);
const swapped =
  (row: number) =>
  (rows: Rows): Rows =>
    rows.with(row - 1, rows[row]!).with(row, rows[row - 1]!);

describe.each(['trades', 'quotes'] as const)('%s', (kind) => {
  it('without a fault have nothing to be said of', async () => {
    expect(await check(kind)).toMatchObject({
      kind,
      rows: ROWS,
      first: '2024-01-01T00:00:00Z',
      last: '2024-01-01T00:06:39Z',
      interval: null,
      findings: [],
    });
  });

  it('nor in the other direction, but for that', async () => {
    const turned = await check(kind, (rows) => rows.toReversed());
    expect(turned.findings.map(({ name }) => name)).toEqual(['newest_first']);
  });
});

describe('planted faults', () => {
  const one = { count: 1 };
  it.each<[string, Kind, (rows: Rows) => Rows, string[], 'error' | 'note', number, object?]>([
    ['a price of zero', 'trades', cells(9, { 1: '0' }), ['price_not_positive'], 'error', 9],
    ['a negative price', 'trades', cells(9, { 1: '-1' }), ['price_not_positive'], 'error', 9],
    ['a price that is none', 'trades', cells(9, { 1: 'n/a' }), ['price_unreadable'], 'error', 9],
    ['a price of NaN', 'trades', cells(9, { 1: 'NaN' }), ['price_unreadable'], 'error', 9],
    ['no price', 'trades', cells(9, { 1: '' }), ['price_missing'], 'error', 9],
    ['a size of zero', 'trades', cells(9, { 2: '0' }), ['size_zero'], 'note', 9],
    ['a negative size', 'trades', cells(9, { 2: '-0.5' }), ['volume_negative'], 'error', 9],
    ['a size that is none', 'trades', cells(9, { 2: '1_0' }), ['volume_unreadable'], 'error', 9],
    ['a side that is none', 'trades', cells(9, { 3: 'long' }), ['side_unreadable'], 'error', 9],
    ['no side', 'trades', cells(9, { 3: '' }), [], 'note', 0],
    ['no time', 'trades', cells(9, { 0: '' }), ['time_missing', 'id_gap'], 'error', 9],
    ['a time that is none', 'trades', cells(9, { 0: 'noon' }), ['time_unreadable', 'id_gap'], 'error', 9],
    ['a column too many', 'trades', cells(9, { 4: '1008,x' }), ['row_form'], 'error', 9],
    ['two rows swapped', 'trades', (rows) => swapped(9)(rows).map((row) => row.with(4, '')), ['disorder'], 'error', 10],
    ['the same trade again', 'trades', again(9), ['id_identical', 'same_time'], 'note', 10],
    ['its id with another price', 'trades', again(9, { 1: '100.01' }), ['id_conflicting', 'same_time'], 'error', 10],
    [
      'its id an hour later',
      'trades',
      (rows) => [...rows, trade(8).with(0, at(ROWS))],
      ['id_conflicting'],
      'error',
      401,
    ],
    ['an id that is no number', 'trades', cells(9, { 4: 'a9' }), [], 'note', 0],
    [
      'ids of letters, one twice',
      'trades',
      (rows) => rows.map((row, i) => row.with(4, i === 20 ? 'id9' : `id${i}`)),
      ['id_conflicting'],
      'error',
      21,
    ],
    ['trades lost', 'trades', without(9, 3), ['id_gap'], 'note', 8, { count: 1, candles: 3 }],
    [
      'equal trades without ids',
      'trades',
      (rows) => again(9)(rows).map((row) => row.with(4, '')),
      ['repeated', 'same_time'],
      'note',
      10,
    ],
    ['a shared time', 'trades', cells(9, { 0: at(7) }), ['same_time'], 'note', 9],
    ['a leap', 'trades', cells(9, { 1: '130.00' }), ['outlier'], 'note', 9, { count: 2 }],
    [
      'a silence',
      'trades',
      (rows) => rows.map((row, i) => (i < 200 ? row : row.with(0, at(i + 120)))),
      ['gap'],
      'note',
      200,
      { count: 1, longest: { row: 200, duration_ms: 121_000 } },
    ],
    ['a crossed quote', 'quotes', cells(9, { 1: '100.50' }), ['quote_crossed'], 'note', 9],
    ['a locked quote', 'quotes', cells(9, { 3: quote(8)[1]! }), ['quote_locked'], 'note', 9],
    ['a negative bid', 'quotes', cells(9, { 1: '-1' }), ['price_not_positive'], 'error', 9],
    ['a negative size', 'quotes', cells(9, { 4: '-1' }), ['volume_negative'], 'error', 9],
    ['no bid', 'quotes', cells(9, { 1: '', 2: '' }), ['side_missing'], 'note', 9],
    ['no sizes', 'quotes', (rows) => rows.map((row) => row.with(2, '').with(4, '')), [], 'note', 0],
    ['an ask of NaN', 'quotes', cells(9, { 3: 'NaN' }), ['price_unreadable'], 'error', 9],
    ['two rows swapped', 'quotes', swapped(9), ['disorder'], 'error', 10],
    ['the same quote again', 'quotes', again(9), ['repeated', 'same_time'], 'note', 10],
    ['times to come', 'quotes', cells(400, { 0: '2024-01-03T00:00:00Z' }), ['gap', 'future'], 'note', 399],
  ])('%s (%s)', async (_, kind, change, expected, level, row, more = one) => {
    const { findings } = await check(kind, change);
    expect(findings.map(({ name }) => name)).toEqual(expected);
    if (expected.length === 0) return;
    expect(findings[0]).toMatchObject({ level, ...more });
    expect(findings[0]?.first[0]?.row).toBe(row);
    expect(findings[0]?.period_pct).toBeGreaterThan(0);
  });

  it('a price that stands still for a thousand trades, and not for fewer', async () => {
    const still = (length: number) => (rows: Rows) => [
      ...rows,
      ...Array.from({ length }, (_, i) => trade(ROWS + i).with(1, rows.at(-1)![1]!)),
    ];
    expect((await check('trades', still(999))).findings).toEqual([]);
    const { findings } = await check('trades', still(1000));
    expect(findings).toMatchObject([{ name: 'stuck_price', count: 1, candles: 1000, first: [{ row: 401 }] }]);
  });

  it('coverage shows where ticks come', async () => {
    const { coverage } = await check('trades', (rows) => rows.filter((_, i) => i < 150 || i >= 250));
    const middle = Math.floor(coverage.length / 2);
    expect([coverage[0], coverage[middle], coverage.at(-1)]).toEqual([1, 0, 1]);
  });
});
