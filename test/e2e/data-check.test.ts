import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { requireData } from '../support/shared-data.ts';
import { papertape, papertapeHere, temporaryFolder } from './papertape.ts';

const SAMPLE = fileURLToPath(new URL('../../data', import.meta.url));
const HEADER = 'time,open,high,low,close,volume';
const row = (minute: number, rest = `10,12,9,${10 + (minute % 2)},5`): string =>
  `2024-01-01T00:${String(minute).padStart(2, '0')}:00Z,${rest}`;
const clean = Array.from({ length: 20 }, (_, minute) => row(minute));
const csv = (rows: readonly string[]): string => [HEADER, ...rows].join('\n');

const FILES = {
  'clean.csv': csv(clean),
  'gap.csv': csv(clean.filter((_, i) => i !== 7)),
  'wrong.csv': csv(clean.with(4, row(4, '10,8,9,11,5')).with(9, clean[8]!)),
  "it's [one].csv": csv(clean),
};

describe('papertape data check', () => {
  it.each([
    ['clean.csv', 0, ['20 candles of 1m (the most frequent step)', '|████████████████████|', 'nothing found'], ''],
    ['clean.csv --interval 1m --strict', 0, ['20 candles of 1m,', 'nothing found'], ''],
    ["it's [one].csv", 0, ['nothing found'], ''],
    ['gap.csv', 0, ['|███████·████████████|', 'note gap: 1', 'first at line 8', 'longest 1 candle (2m) after'], ''],
    ['gap.csv --strict', 3, ['note gap: 1'], 'papertape: gap.csv has notes: gap\n'],
    [
      'wrong.csv',
      3,
      ['error high_below_low: 1', 'line 6 (2024-01-01T00:04:00Z)', 'error duplicate_identical: 1', 'note gap: 1'],
      'papertape: wrong.csv has errors: duplicate_identical, high_below_low\n',
    ],
  ])('%s', async (line, exit, said, complaint) => {
    const cwd = await temporaryFolder(FILES);
    const [, file = '', rest = ''] = /^(.*?csv)(.*)$/.exec(line) ?? [];
    const words = ['data', 'check', file, ...rest.split(' ').filter((word) => word !== '')];
    const { code, stdout, stderr } = await (line === 'wrong.csv' ? papertape : papertapeHere)(words, { cwd });
    expect([code, stderr]).toEqual([exit, complaint]);
    const text = stdout.replaceAll(/\s+/g, ' ');
    for (const part of said) expect(text).toContain(part);
    for (const printed of stdout.split('\n')) expect(printed.length).toBeLessThanOrEqual(80);
    expect(stdout).not.toContain('\u001b');
  });

  it('--json is one document and nothing else', async () => {
    const cwd = await temporaryFolder(FILES);
    const { code, stdout } = await papertapeHere(['data', 'check', 'wrong.csv', '--json'], { cwd });
    expect(code).toBe(3);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      schema: 'papertape/check/1',
      file: 'wrong.csv',
      rows: 20,
      first: '2024-01-01T00:00:00Z',
      last: '2024-01-01T00:19:00Z',
      interval: '1m',
      interval_inferred: true,
    });
    expect(document.findings.map(({ name }: { name: string }) => name)).toEqual([
      'duplicate_identical',
      'high_below_low',
      'gap',
    ]);
    expect(document.findings[1]).toEqual({
      name: 'high_below_low',
      level: 'error',
      meaning: 'candles have a high below their low',
      count: 1,
      candles: 1,
      period_pct: 5,
      first: [{ row: 5, line: 6, time: '2024-01-01T00:04:00Z' }],
      longest: null,
      detail: null,
    });
  });

  it('the sample catalog has no error', async () => {
    const { code, stdout } = await papertapeHere(['data', 'check', '--catalog', SAMPLE, '--json']);
    expect(code).toBe(0);
    const { series } = JSON.parse(stdout);
    expect(series.map(({ symbol, rows }: { symbol: string; rows: number }) => [symbol, rows])).toEqual([
      ['BTC/USDT', 131_040],
      ['BTC/USDT', 2184],
      ['ETH/USDT', 2184],
      ['XRP/BTC', 2184],
      ['XRP/USDT', 131_040],
      ['XRP/USDT', 2184],
    ]);
    for (const { coverage } of series) expect(new Set(coverage)).toEqual(new Set([1]));
  });

  it.each([
    [[], 'name either a FILE or --catalog DIR'],
    [['a.csv', '--catalog', 'c'], 'name either a FILE or --catalog DIR'],
    [['--catalog', 'c', '--map', 'time=ts'], '--map says how a file is read: leave it out with --catalog'],
    [['--catalog', 'c'], 'there is no catalog at c'],
    [['a.csv', '--interval', '5'], '--interval: "5" is not an interval'],
    [['a.csv', '--mapp', 'x'], 'there is no flag --mapp (did you mean --map?)'],
    [['nowhere.csv'], 'there is no file nowhere.csv'],
  ])('%j is refused', async (words, message) => {
    const { code, stdout, stderr } = await papertapeHere(['data', 'check', ...words], { cwd: await temporaryFolder() });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^papertape: [^\n]*\n$/);
  });

  it('docs/data.md leads through it', async () => {
    const page = await readFile(fileURLToPath(new URL('../../docs/data.md', import.meta.url)), 'utf8');
    const section = page.split('## Check your data\n')[1]?.split('\n## ')[0] ?? '';
    const lines = /```sh[^\n]*\n(.*?)```/s.exec(section)?.[1]?.trim().split('\n') ?? [];
    expect(lines.length).toBe(5);
    const files: Readonly<Record<string, string>> = {
      'btc-usdt-1m.parquet': requireData('candles/binance-spot-XRPETH-1m-20191011.parquet'),
      'XBTUSD_60.csv.gz': requireData('candles/kraken-XBTUSD-1h.csv.gz'),
      'trades.parquet': requireData('ticks/binance-spot-BTCUSDT-trades-20240808T2354.parquet'),
      catalog: SAMPLE,
    };
    for (const line of lines) {
      const real = line
        .split(' ')
        .slice(1)
        .map((word) => files[word] ?? word);
      expect([line, (await papertapeHere(real)).code]).toEqual([line, 0]);
    }
  });
});

describe('papertape data list', () => {
  it('names series and instruments', async () => {
    const cwd = await temporaryFolder({ 'gap.csv': FILES['gap.csv'] });
    const words = ['data', 'import', 'gap.csv', '--catalog', 'c', '--venue', 'mine', '--symbol', 'A/B'];
    expect((await papertapeHere(words, { cwd })).code).toBe(0);
    const { code, stdout, stderr } = await papertapeHere(['data', 'list', '--catalog', 'c'], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^mine {3}A\/B {5}1m candles {4}19 {2}2024-01-01 00:00 {2}2024-01-01 00:19 {5}1 {2}[0-9.]+ kB$/m,
    );
    expect(stdout).toContain('inferred');
    const json = JSON.parse((await papertape(['data', 'list', '--catalog', 'c', '--json'], { cwd })).stdout);
    const bytes = (await readFile(join(cwd, 'c/candles/venue=mine/symbol=A-B/interval=1m/candles.parquet'))).length;
    expect(json).toEqual({
      schema: 'papertape/list/1',
      catalog: 'c',
      series: [
        {
          venue: 'mine',
          symbol: 'A/B',
          kind: 'candles',
          interval: '1m',
          rows: 19,
          first: '2024-01-01T00:00:00Z',
          last: '2024-01-01T00:19:00Z',
          gaps: 1,
          bytes,
        },
      ],
      instruments: [
        {
          venue: 'mine',
          symbol: 'A/B',
          tick_size: '1',
          lot_size: '0.00000001',
          min_size: null,
          min_notional: null,
          maker_pct: null,
          taker_pct: null,
          calendar: 'always',
          inferred: true,
        },
      ],
    });
  });

  it.each([
    [[], '--catalog is missing'],
    [['--catalog', 'none'], 'there is no catalog at none'],
  ])('%j is refused', async (words, message) => {
    const { code, stderr } = await papertapeHere(['data', 'list', ...words], { cwd: await temporaryFolder() });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
