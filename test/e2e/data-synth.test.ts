import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fingerprintSeries } from '../../src/catalog/fingerprint.ts';
import { listSeries } from '../../src/catalog/layout.ts';
import { formatInterval, parseInterval } from '../../src/model/time.ts';
import { requireData } from '../support/shared-data.ts';
import { papertape, papertapeHere, type Result, temporaryFolder } from './papertape.ts';

const PAGE = fileURLToPath(new URL('../../docs/data.md', import.meta.url));
const DATA = fileURLToPath(new URL('../../data', import.meta.url));

async function digest(catalog: string, symbol: string, interval: string): Promise<string> {
  const key = { catalog, kind: 'candles', venue: 'synthetic', symbol, interval: parseInterval(interval) } as const;
  return (await fingerprintSeries(key)).digest;
}

async function done(words: string, cwd: string): Promise<Result> {
  const result = await papertapeHere(words.split(' '), { cwd });
  expect([result.code, result.stderr]).toEqual([0, '']);
  return result;
}

const SMALL = 'data synth --catalog c --symbols A/B,C/D --from 2024-01-01 --to 2024-01-03';

describe('data synth', () => {
  it('makes the embedded sample from the lines in docs/data.md', async () => {
    const block = /^```sh tested=test\/e2e\/data-synth.test.ts\n(.*?)^```/ms.exec(await readFile(PAGE, 'utf8'))![1]!;
    const lines = block
      .replace(/\s*\\\n\s*/g, ' ')
      .trim()
      .split('\n');
    const cwd = await temporaryFolder();
    const said: string[] = [];
    for (const line of lines) said.push((await done(line.replace('papertape ', ''), cwd)).stdout);
    expect(said[0]!.split('\n')[0]).toBe(
      'BTC/USDT on synthetic: 131040 candles of 1m, 2024-01-01T00:00:00Z to 2024-03-31T23:59:00Z, tick size 0.01, lot size 0.00001',
    );
    const kept = (await listSeries(DATA)).map(({ symbol, interval }) => `${symbol} ${formatInterval(interval)}`);
    expect(kept.sort()).toEqual([
      'BTC/USDT 1h',
      'BTC/USDT 1m',
      'ETH/USDT 1h',
      'XRP/BTC 1h',
      'XRP/USDT 1h',
      'XRP/USDT 1m',
    ]);
    for (const [symbol, interval] of kept.map((one) => one.split(' ') as [string, string])) {
      expect(await digest(join(cwd, 'sample'), symbol, interval)).toBe(await digest(DATA, symbol, interval));
    }
    const instruments = async (folder: string): Promise<unknown> =>
      JSON.parse(await readFile(join(folder, 'instruments.json'), 'utf8'));
    expect(await instruments(join(cwd, 'sample'))).toEqual(await instruments(DATA));
  });

  it('prints a fit as the flags that make the same market without the file', async () => {
    const file = requireData('candles/binance-spot-BTCUSDT-1m-202407-202408.parquet');
    const cwd = await temporaryFolder();
    const window = '--symbols BTC/USDT --from 2024-01-01 --to 2024-01-02';
    const { stdout } = await done(`data synth --catalog fitted ${window} --like ${file}`, cwd);
    expect(stdout).toMatch(/^43209 candles of 1m: volatility [0-9.]+ % a year, clustering [0-9.]+,\n/);
    const flags = /Fitted:\n(.*\n.*)\n/.exec(stdout)![1]!.replace(/\\\n/, '').trim().replace(/\s+/g, ' ');
    await done(`data synth --catalog said ${window} ${flags}`, cwd);
    expect(await digest(join(cwd, 'said'), 'BTC/USDT', '1m')).toBe(await digest(join(cwd, 'fitted'), 'BTC/USDT', '1m'));
  });

  it('says what it made as one JSON document', async () => {
    const cwd = await temporaryFolder();
    const { stdout } = await done(`${SMALL} --start-price 200 --interval 1h --trades 4 --json`, cwd);
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      venue: 'synthetic',
      interval: '1h',
      from: '2024-01-01T00:00:00Z',
      to: '2024-01-03T00:00:00Z',
      seed: 42,
      fit: null,
      series: ['A/B', 'C/D'].map((symbol) => ({
        symbol,
        candles: 48,
        trades: 192,
        tick_size: '0.001',
        lot_size: '0.001',
        price_decimals: 3,
      })),
    });
  });

  it('is interrupted in the middle of a series, and leaves none', async () => {
    const cwd = await temporaryFolder();
    const words = 'data synth --catalog c --symbols A/B --from 1990-01-01 --to 2024-01-01'.split(' ');
    const watch = (kill: (signal: NodeJS.Signals) => void) => setTimeout(() => kill('SIGINT'), 1500);
    const { code, stdout, stderr } = await papertape(words, { cwd, onStart: watch });
    expect([code, stdout, stderr]).toEqual([130, '', 'papertape: interrupted, nothing was written\n']);
    const files = await readdir(join(cwd, 'c'), { recursive: true, withFileTypes: true });
    expect(files.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual([]);
  });

  it.each([
    ['--cross A/C', '--cross A/C follows from A/X and C/X of one X: name both in --symbols'],
    ['--volatility 20', 'A/B: the volatility lies between 0 and 10'],
    ['--like nothing', '--like nothing: there is no such file'],
    ['--symbols A/B', '--symbols is given 2 times'],
  ])('refuses %s in one line', async (flags, message) => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await papertapeHere(`${SMALL} ${flags}`.split(' '), { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^papertape: [^\n]*\n$/);
    expect(stderr).toContain(message);
    expect(await readdir(cwd)).toEqual([]);
  });
});

describe('data resample', () => {
  it('makes the same hours from minutes and from trades', async () => {
    const cwd = await temporaryFolder();
    await done(`${SMALL} --trades 4`, cwd);
    const { stdout } = await done('data resample --catalog c --venue synthetic --to-interval 1h', cwd);
    expect(stdout.split('\n')).toEqual([
      'A/B on synthetic: 48 candles of 1h from 2880 of 1m, 2024-01-01T00:00:00Z to 2024-01-02T23:00:00Z',
      'C/D on synthetic: 48 candles of 1h from 2880 of 1m, 2024-01-01T00:00:00Z to 2024-01-02T23:00:00Z',
      '',
    ]);
    const ofMinutes = await digest(join(cwd, 'c'), 'A/B', '1h');
    const fromTrades = 'data resample --catalog c --venue synthetic --symbol A/B --trades --to-interval 1h';
    const again = await papertapeHere(fromTrades.split(' '), { cwd });
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('c has 1h candles of A/B on synthetic already: add --replace');
    const json = await done(`${fromTrades} --replace --from 2024-01-01 --to 2024-01-03 --json`, cwd);
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: 1,
      from_interval: null,
      to_interval: '1h',
      series: [{ symbol: 'A/B', candles: 48, missing: 0, source_rows: 11_520, left_out: 0 }],
    });
    expect(await digest(join(cwd, 'c'), 'A/B', '1h')).toBe(ofMinutes);
  });

  it.each([
    ['--venue synthetc --to-interval 1h', 'no 1m candles on synthetc'],
    ['--venue synthetic --to-interval 1h --symbol BTC/USD', 'did you mean BTC/USDT?'],
    [
      '--venue synthetic --to-interval 1h --trades --from-interval 1m',
      '--trades and --from-interval exclude each other',
    ],
    ['--venue synthetic', '--to-interval is missing'],
  ])('refuses %s in one line', async (flags, message) => {
    const { code, stderr } = await papertapeHere(['data', 'resample', '--catalog', DATA, ...flags.split(' ')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^papertape: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });
});
