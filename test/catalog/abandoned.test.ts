/** What a kill leaves in a catalog: no reader trips over it, the next write of any kind removes it, and never what is alive. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeAbandoned, temporaryPath } from '../../src/catalog/abandoned.ts';
import { makeFolder } from '../../src/catalog/files.ts';
import { writeInstrument } from '../../src/catalog/instruments.ts';
import { listSeries } from '../../src/catalog/layout.ts';
import { listCatalog } from '../../src/catalog/list.ts';
import { resampleCandles } from '../../src/catalog/resample.ts';
import { storeCandles } from '../../src/catalog/store.ts';
import { papertapeHere } from '../e2e/papertape.ts';
import { candles } from '../support/market.ts';
import { importFile, MINUTE, NEW_YEAR, put, refusal, temporaryFolder } from './support.ts';

const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** No system gives so high a number to a process. */
const DEAD = 4_194_999;
const DAYS = 86_400;

const csv = (count: number): string =>
  Array.from({ length: count }, (_, i) => `${NEW_YEAR / 1000 + i * 60_000},10,12,9,11,1`).join('\n');
const SERIES = 'candles/venue=test/symbol=BTC-USDT/interval=1m';
const OTHER = 'trades/venue=test/symbol=LTC-USDT';

/** A catalog with one series and the litter of processes that are gone, and of some that are not. */
async function littered(): Promise<{ catalog: string; litter: string[]; alive: string[] }> {
  const folder = temporaryFolder();
  const catalog = join(folder, 'data');
  await importFile(join(folder, 'elsewhere'), put(join(folder, 'a.csv'), csv(120)));
  // A process sweeps a catalog once: to this one it is new.
  renameSync(join(folder, 'elsewhere'), catalog);
  const old = put(join(catalog, `import.0123abcd-7-0-1.tmp`), 'of a machine that is gone');
  utimesSync(old, Date.now() / 1000 - 8 * DAYS, Date.now() / 1000 - 8 * DAYS);
  const litter = [
    put(join(catalog, `import.${HOST}-${DEAD}-0-1.tmp`), 'x'),
    put(join(catalog, `import.${HOST}-${DEAD}-0-1.tmp.wal`), 'x'),
    put(join(catalog, SERIES, `candles.parquet.${HOST}-${DEAD}-0-2.tmp`), 'x'),
    put(join(catalog, OTHER, `trades.parquet.${HOST}-${DEAD}-1-3.tmp`), 'x'),
    old,
  ];
  const alive = [
    put(temporaryPath(join(catalog, 'import')), 'ours'),
    put(join(catalog, `import.${HOST}-1-0-1.tmp`), 'of the first process of the system'),
    put(join(catalog, SERIES, `candles.parquet.0123abcd-${DEAD}-0-1.tmp`), 'of another machine, at work'),
  ];
  return { catalog, litter, alive };
}

const KEY = { venue: 'test', symbol: 'BTC/USDT', interval: MINUTE } as const;
const RULES = {
  tick_size: '0.01',
  lot_size: '0.01',
  price_decimals: 2,
  calendar: 'always',
  session_zone: 'UTC',
} as const;

describe('temporary files of processes that are gone', () => {
  it('are no series, no finding and no error to list and check', async () => {
    const { catalog, litter } = await littered();
    expect(await listSeries(catalog)).toEqual([{ kind: 'candles', ...KEY }]);
    expect((await listCatalog(catalog)).series).toHaveLength(1);
    for (const command of ['list', 'check']) {
      const { code, stderr } = await papertapeHere(['data', command, '--catalog', catalog]);
      expect([command, code, stderr]).toEqual([command, 0, '']);
    }
    expect(litter.every(existsSync)).toBe(true);
  });

  it.each<[string, (catalog: string) => Promise<unknown>]>([
    ['an import', (catalog) => importFile(catalog, put(join(catalog, '../b.csv'), csv(3)), { symbol: 'ETH/USDT' })],
    ['a resampling', (catalog) => resampleCandles({ ...KEY, catalog, fromInterval: MINUTE, toInterval: 5 * MINUTE })],
    ['an instrument', (catalog) => writeInstrument(catalog, 'test', 'XRP/USDT', { ...RULES, inferred: false })],
    [
      'a made-up market',
      (catalog) =>
        storeCandles(
          {
            ...{ ...KEY, symbol: 'ADA/USDT', catalog, priceDecimals: 2, volumeDecimals: 2 },
            instrument: { ...RULES, inferred: false },
          },
          [candles([[10, 12, 9, 11]], { start: NEW_YEAR })],
        ),
    ],
  ])('go with %s, of whatever series they are; those that live stay', async (_, write) => {
    const { catalog, litter, alive } = await littered();
    await write(catalog);
    expect(litter.filter(existsSync)).toEqual([]);
    expect(alive.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('a folder at which a process of another machine works is not taken for old', async () => {
    const folder = temporaryFolder();
    const own = join(folder, 'report.0123abcd-7-0-1.tmp');
    mkdirSync(own);
    put(join(own, 'orders.parquet'), 'x');
    utimesSync(own, 0, 0);
    await removeAbandoned(folder);
    expect(readdirSync(folder)).toEqual(['report.0123abcd-7-0-1.tmp']);
    utimesSync(join(own, 'orders.parquet'), 0, 0);
    await removeAbandoned(folder);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a folder that cannot be made', () => {
  it('makes those above it, and says whether there was none', async () => {
    const folder = temporaryFolder();
    expect([await makeFolder(join(folder, 'a/b/c')), await makeFolder(join(folder, 'a/b/c'))]).toEqual([true, false]);
    const all = await Promise.all(Array.from({ length: 8 }, () => makeFolder(join(folder, 'x/y/z'))));
    expect(all.some(Boolean)).toBe(true);
    put(join(folder, 'file'), 'x');
    expect(await refusal(makeFolder(join(folder, 'file/a')))).toContain('a file stands where a folder is needed');
  });

  // Node's own mkdir with `recursive` never comes back there.
  it.runIf(existsSync('/proc/self'))(
    'where the system makes none is an error of every command that writes',
    async () => {
      const folder = temporaryFolder();
      const file = put(join(folder, 'a.csv'), csv(3));
      put(
        join(folder, 's.yaml'),
        'strategy: { use: buy-and-hold }\nmarket: { catalog: data, venue: test, symbols: [BTC/USDT] }\n',
      );
      const market = { venue: 'test', symbol: 'BTC/USDT' };
      await importFile(join(folder, 'data'), file);
      const pair = { wsname: 'XBT/USD', pair_decimals: 1, lot_decimals: 8, ordermin: '0.0001' };
      put(join(folder, 'i.json'), JSON.stringify({ error: [], result: { XXBTZUSD: pair } }));
      const words = [
        `data import a.csv --catalog /proc/x --venue ${market.venue} --symbol ${market.symbol}`,
        'data synth --catalog /proc/x --symbols BTC/USDT --from 2024-01-01 --to 2024-01-02',
        'data instruments i.json --catalog /proc/x --venue kraken',
        `replay s.yaml --out /proc/x/report`,
        'init /proc/x/mine',
      ];
      for (const line of words) {
        const { code, stderr } = await papertapeHere(line.split(' '), { cwd: folder });
        expect([line, code, stderr.split('\n').at(-2)]).toEqual([
          line,
          2,
          expect.stringMatching(
            /cannot write .*\/proc\/x.*: no file or folder can be made there; choose another folder$/,
          ),
        ]);
      }
    },
  );
});
