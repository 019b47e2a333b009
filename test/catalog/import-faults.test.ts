/** What people's files have, each fault named for itself, with its line and what mends it; and what an import says it did. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFile } from '../../src/catalog/check/check.ts';
import { type FindingName, levelOf } from '../../src/catalog/check/findings.ts';
import { type ImportRequest, importSeries } from '../../src/catalog/import.ts';
import { IMPORT_KINDS } from '../../src/catalog/import-kinds.ts';
import { SERIES_KINDS, type SeriesKind } from '../../src/catalog/layout.ts';
import { rowRules } from '../../src/catalog/row-rules.ts';
import { importSummary } from '../../src/cli/commands/data-import-summary.ts';
import { put, refusal, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let files = 0;
const newCatalog = (): string => join(folder, `c${++files}`);
const HEADER = 'time,open,high,low,close,volume';
const row = (minute: number, rest = '10,12,9,11,5'): string =>
  `2024-01-01T00:${String(minute).padStart(2, '0')}:00Z,${rest}`;
const rows = (...minutes: number[]): string[] => minutes.map((minute) => row(minute));

function imported(lines: readonly string[], more: Partial<ImportRequest> = {}, name = 'in.csv') {
  files += 1;
  const file = put(join(folder, `f${files}`, name), lines.join('\n'));
  const request = { file, catalog: newCatalog(), venue: 'v', symbol: 'BTC/USDT', ...more };
  return importSeries(request).then((result) => ({ result, said: importSummary(request, result) }));
}

const refused = (...words: Parameters<typeof imported>): Promise<string> =>
  refusal(Promise.resolve().then(() => imported(...words)));

describe('a file is refused, the fault by its name', () => {
  it.each<[string, string[], string, Partial<ImportRequest>?]>([
    [
      'a header once more',
      [HEADER, ...rows(0, 1), HEADER, ...rows(2)],
      'line 4: the header stands there once more: remove the line',
    ],
    [
      'blank lines before a bad row',
      [HEADER, '', row(0), '', '', row(1, '10,8,9,9,5')],
      'line 6: high 8 is below low 9',
    ],
    [
      'a quoted line break before a bad row',
      [`${HEADER},note`, `${row(0)},"a`, `b"`, `${row(1, '10,8,9,9,5')},c`],
      'line 4: high 8 is below low 9',
    ],
    [
      'a decimal comma',
      [HEADER, row(0), row(1, '"10,5",12,9,11,5')],
      'line 3: open "10,5" is not a number: write decimals with a point, as in 10.5',
    ],
    [
      'a blank volume',
      [HEADER, row(0), row(1, '10,12,9,11,')],
      'line 3: volume is blank: fill it in, or remove the row; --map volume=none takes every volume as 0',
    ],
    [
      'a word for nothing',
      [HEADER, row(0), row(1, 'NULL,12,9,11,5')],
      'open "NULL" is not a number: fill it in, or remove the row',
    ],
    [
      'another column',
      [HEADER, row(0), row(1, 'BTC,12,9,11,5')],
      'open "BTC" is not a number, as in 1234.5 or 1e-8: is it the right column?',
    ],
    [
      'an epoch time among ISO times',
      [HEADER, row(0), '1704067260,10,12,9,11,5'],
      'line 3: time "1704067260" counts seconds, and the first row is an ISO time',
    ],
    [
      'an ISO time among epoch times',
      [HEADER, '1704067200,10,12,9,11,5', row(1)],
      'is an ISO time, and the first row counts seconds: write all times alike',
    ],
    [
      'milliseconds among seconds',
      [HEADER, '1704067200,10,12,9,11,5', '1704067260000,10,12,9,11,5'],
      'line 3: time "1704067260000" counts milliseconds by its size, and the first row seconds',
    ],
    [
      "Coinbase's columns read as the usual ones",
      ['1704067200,9,12,10,11,5', '1704067260,8,13,11,12,5', '1704067320,8,12,12,10,5'],
      'line 1: open 9 lies outside low 10 to high 12: what was read as high is never passed, and what as open is always the lowest, as in coinbase files: say --preset coinbase',
    ],
    [
      "Bitfinex's columns read as the usual ones",
      ['1704067200000,10,11,12,9,5', '1704067260000,11,12,13,8,5', '1704067320000,12,10,12,8,5'],
      'say --preset bitfinex',
    ],
    [
      'no name for the time',
      [`,${HEADER.slice(5)}`, ...rows(0)],
      'only (column 1 without a name), open, high, low, close, volume: say which it is, as in --map time=NAME, or by its number where it has no name: --map time=1',
    ],
    [
      'one name twice',
      [`${HEADER},volume`, `${row(0)},6`],
      'has volume (column 6) and volume (column 7), either may be volume: say which, as in --map volume=6',
    ],
    [
      'two names for one',
      [`${HEADER},vol`, `${row(0)},6`],
      'has volume (column 6) and vol (column 7), either may be volume: say which, as in --map volume=volume',
    ],
    [
      'a zone nobody knows',
      [HEADER, ...rows(0)],
      'write a name of the IANA list, such as America/New_York, or an offset such as +08:00',
      { timeZone: 'Atlantis/Here' },
    ],
  ])('%s', async (_, lines, message, more = {}) => {
    expect(await refused(lines, { interval: 60_000_000, ...more })).toContain(message);
  });

  it('at its first bad line, without reading on', async () => {
    const good = Array.from({ length: 150_000 }, (_, n) => `${1_600_000_020 + n * 60},10,12,9,11,5`);
    const lines = [HEADER, ...good.with(2, '1600000140,10,8,9,9,5').with(-1, 'the end')];
    expect(await refused(lines)).toContain('line 4: high 8 is below low 9');
    expect(await refused(lines.with(3, good[2]!))).toContain('line 150001 has 1 columns, not 6');
  });

  it('binary files count rows', async () => {
    const said = await refused(['[[1704067200,10,12,9,11,5],', '[1704067260,10,8,9,9,5]]'], {}, 'in.json');
    expect(said).toContain('in.json row 2: high 8 is below low 9');
    const lines = ['{"time":1704067200,"open":10,"high":12,"low":9,"close":11,"volume":5}'];
    lines.push('', lines[0]!.replace('00,', '60,').replace('"high":12', '"high":8'));
    expect(await refused(lines, {}, 'in.json')).toContain('in.json line 3: high 8 is below low 9');
  });

  it('data check names the fault of a time as import does', async () => {
    const file = put(
      join(folder, 'faults.csv'),
      [HEADER, ...rows(0, 1), '01/02/2024,10,12,9,11,5', ...rows(3)].join('\n'),
    );
    const { findings } = await checkFile({ file, now: 2e15 });
    expect(findings.find(({ name }) => name === 'time_unreadable')).toMatchObject({
      first: [{ row: 3, line: 4 }],
      detail:
        'line 4: time "01/02/2024" may be day or month first: say --time-format "%d/%m/%Y" or --time-format "%m/%d/%Y"',
    });
  });
});

describe('what conflicts with the catalog', () => {
  it('is told by column, both values, and what to do', async () => {
    const catalog = newCatalog();
    await imported([HEADER, ...rows(0, 1, 2)], { catalog });
    const said = await refused([HEADER, row(2, '10.5,12,9,11,6.0')], { catalog, interval: 60_000_000 });
    expect(said).toContain(
      'line 2: the catalog holds another candle at 2024-01-01T00:02:00Z: open 10.5 in the file and 10 in the catalog, volume 6 in the file and 5 in the catalog; remove the row, or, where the file is right, move ',
    );
    expect(said).toContain(join(catalog, 'candles', 'venue=v', 'symbol=BTC-USDT', 'interval=1m'));
  });

  it('a price finer than the instrument names where that is settled', async () => {
    const catalog = newCatalog();
    await imported([HEADER, ...rows(0, 1)], { catalog, tick: '0.01' });
    expect(await refused([HEADER, row(2, '10.12345,12,9,11,6'), row(3)], { catalog })).toContain(
      `line 2: open 10.12345 is finer than the instrument's price_decimals 4: raise price_decimals of BTC/USDT on v in ${join(catalog, 'instruments.json')} to 5`,
    );
  });
});

describe('an import says', () => {
  it('one of a thing and several, what was in the catalog and what repeated in the file', async () => {
    const catalog = newCatalog();
    const first = await imported([HEADER, ...rows(0, 1, 1, 3)], { catalog, tick: '1', lot: '0.1' });
    expect(first.said.split('\n').slice(1)).toEqual([
      'interval 1m, from the step between rows',
      '1 identical candle repeated in the file was dropped',
      '1 gap, 1 candle missing in it',
    ]);
    const { said } = await imported([HEADER, ...rows(1, 3, 4, 4, 4)], { catalog });
    expect(said.split('\n').slice(0, 4)).toEqual([
      'BTC/USDT on v: 1 candle added, 4 in all, 2024-01-01T00:00:00Z to 2024-01-01T00:04:00Z',
      'interval 1m, from the step between rows',
      '2 identical candles were in the catalog already',
      '2 identical candles repeated in the file were dropped',
    ]);
  });

  it.each<[Partial<ImportRequest>, boolean, string | null]>([
    [{}, true, 'tick size 1 is inferred from the prices, lot size 0.00000001 is assumed: --tick and --lot, or'],
    [{ tick: '1' }, false, 'lot size 0.00000001 is assumed: --lot, or symbols in the scenario, says otherwise'],
    [
      { lot: '0.1' },
      true,
      'tick size 1 is inferred from the prices: --tick, or symbols in the scenario, say otherwise',
    ],
    [{ tick: '1', lot: '0.1' }, false, null],
  ])('of %j which increments nobody stated', async (flags, inferred, line) => {
    const { result, said } = await imported([HEADER, ...rows(0, 1)], flags);
    expect(result.instrument.inferred).toBe(inferred);
    if (line === null) expect(said).not.toContain('size');
    else expect(said).toContain(line);
  });

  it('that volumes have the dust of floats, keeps it, and how it goes', async () => {
    const dust = [HEADER, row(0, '10,12,9,11,0.123456789012345678901'), row(1, '10,12,9,11,0.1000000000000000055')];
    const { result, said } = await imported(dust);
    expect(result.sizeType).toBe('DECIMAL(21, 21)');
    expect(said).toContain(
      'volumes have up to 21 decimals, kept exactly (DECIMAL(21,21)): where that is dust of float arithmetic, --round-sizes 15 takes them at 15 significant digits',
    );
    const rounded = await imported(dust, { roundSizes: 15 });
    expect(rounded.result.sizeType).toBe('DECIMAL(15, 15)');
    expect(rounded.said).toContain('volumes and sizes are rounded to 15 significant digits');
    expect(rounded.said).not.toContain('dust');
  });
});

describe('a symbol', () => {
  it.each([
    ['btc/usdt', '"btc/usdt" is not written as symbols are, in capitals: did you mean BTC/USDT?'],
    ['BTC/usdt', 'did you mean BTC/USDT?'],
    [
      'BTC/USDT:USDT',
      '"BTC/USDT:USDT" names a contract by what it settles in: write BTC/USDT, under a venue that tells it from spot, such as binance-usdm',
    ],
    ['BTCUSDT', 'is not a symbol: write BASE/QUOTE'],
  ])('%s is refused: %s', async (symbol, message) => {
    expect(await refused([HEADER, ...rows(0, 1)], { symbol })).toContain(message);
  });

  it('of mixed letters is taken, but not beside the same in others', async () => {
    const catalog = newCatalog();
    expect((await imported([HEADER, ...rows(0, 1)], { symbol: 'kPEPE/USDC', catalog })).result.rows).toBe(2);
    expect(await refused([HEADER, ...rows(0, 1)], { symbol: 'KPEPE/USDC', catalog })).toContain(
      '"KPEPE/USDC" is kPEPE/USDC in other letters, which the catalog has: did you mean kPEPE/USDC?',
    );
  });
});

describe('import and check judge a row alike', () => {
  /** A row of each kind for which the rule of that name holds, and none that is an error beside it. */
  const SAMPLES: Readonly<Record<SeriesKind, Partial<Record<FindingName, string>>>> = {
    candles: {
      price_not_positive: '10,12,0,11,5',
      volume_negative: '10,12,9,11,-5',
      high_below_low: '10,8,9,9,5',
      open_outside: '13,12,9,11,5',
      close_outside: '10,12,9,8,5',
      zero_volume: '10,12,9,11,0',
      no_range: '10,10,10,10,5',
    },
    trades: { price_not_positive: '0,1', volume_negative: '10,-1', size_zero: '10,0' },
    quotes: {
      price_not_positive: '-1,1,10,1',
      volume_negative: '9,-1,10,1',
      quote_crossed: '11,1,10,1',
      quote_locked: '10,1,10,1',
    },
  };
  const GOOD = { candles: '10,12,9,11,5', trades: '10,1', quotes: '9,1,10,1' };
  const cases = SERIES_KINDS.flatMap((kind) => rowRules(IMPORT_KINDS[kind]).map(([name]) => [kind, name] as const));

  it.each(cases)('%s: %s', async (kind, name) => {
    const lines = [`${row(0, GOOD[kind])}`, row(1, SAMPLES[kind][name]), row(2, GOOD[kind])];
    const file = put(join(folder, `alike-${kind}-${name}.csv`), lines.join('\n'));
    const { findings } = await checkFile({ file, kind, now: 2e15 });
    expect(findings.map((finding) => finding.name)).toContain(name);
    const taken = await imported(lines, { kind }).then(
      () => true,
      () => false,
    );
    expect(taken).toBe(levelOf(name) === 'note');
    expect(taken).toBe(findings.every(({ level }) => level === 'note'));
  });
});
