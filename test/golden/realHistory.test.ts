/**
 * What the scenarios of real history come to, on prices beside the project. `UPDATE_GOLDEN=1` writes `realDigests.json` anew.
 * The prices come from the recordings in `../shared/data`, a download has the same: the rules of the pair stand in the scenario.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dataDownloadWords } from '../../src/cli/commands/data-download.ts';
import { parseTime } from '../../src/model/time.ts';
import { replay } from '../../src/scenario/library.ts';
import { inProcess } from '../support/in-process.ts';
import { requireData } from '../support/shared-data.ts';

const SCENARIOS = fileURLToPath(new URL('../../scenarios', import.meta.url));
const DIGESTS = fileURLToPath(new URL('realDigests.json', import.meta.url));
const IS_UPDATE = process.env.UPDATE_GOLDEN === '1';

/** Recordings under `candles/`, by scenario and symbol. */
const RECORDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'august-2024.yaml': { 'BTC/USDT': 'binance-spot-BTCUSDT-1m-202407-202408' },
  'march-2020.yaml': { 'ETH/USDT': 'binance-spot-ETHUSDT-5m-202002-202003' },
  'may-2021.yaml': {
    'BTC/USDT': 'binance-spot-BTCUSDT-1m-202104-202105',
    'ETH/USDT': 'binance-spot-ETHUSDT-1m-202104-202105',
    'XRP/USDT': 'binance-spot-XRPUSDT-1m-202104-202105',
  },
  'november-2022.yaml': { 'SOL/USDT': 'binance-spot-SOLUSDT-5m-202208-202309' },
};
const names = Object.keys(RECORDED);

interface Scenario {
  readonly strategy: { readonly interval?: string };
  readonly market: {
    readonly catalog: string;
    readonly venue: string;
    readonly symbols: readonly string[];
    readonly interval: string;
    readonly from: string;
    readonly to: string;
  };
}
const textOf = (name: string): string => readFileSync(join(SCENARIOS, name), 'utf8');
const marketOf = (name: string) => (parse(textOf(name)) as Scenario).market;

describe('the scenarios of real history', () => {
  const golden: Record<string, unknown> = existsSync(DIGESTS) ? JSON.parse(readFileSync(DIGESTS, 'utf8')) : {};
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'papertape-history-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(names)('come to the orders, fills and equity they came to before: %s', async (name) => {
    const { venue, interval } = marketOf(name);
    const catalog = join(folder, name);
    for (const [symbol, recording] of Object.entries(RECORDED[name]!)) {
      const file = requireData(`candles/${recording}.parquet`);
      const words = ['--catalog', catalog, '--venue', venue, '--symbol', symbol, '--interval', interval];
      await inProcess(['data', 'import', file, ...words]);
    }
    const scenario = join(SCENARIOS, name);
    const { digests, report } = await replay(scenario, { out: null, catalog });
    const { orders, fills, equity } = digests;
    if (IS_UPDATE) {
      golden[name] = { orders, fills, equity };
      writeFileSync(
        DIGESTS,
        `${JSON.stringify(golden, Object.keys({ ...golden, orders, fills, equity }).sort(), 2)}\n`,
      );
    }
    expect({ orders, fills, equity }).toEqual(golden[name]);
    expect(report.metrics.fill_count).toBeGreaterThan(10);
  });

  it.each(names)('say themselves how their prices are fetched: %s', (name) => {
    const { venue, symbols, interval, from, to, catalog } = marketOf(name);
    const commands = [...textOf(name).matchAll(/^# {3}papertape data download (.+)$/gm)].map(([, words]) =>
      words!.split(' '),
    );
    expect(commands.map(([, symbol]) => symbol)).toEqual(symbols);
    for (const words of commands) {
      const [exchange, , candles] = words;
      const said = (flag: string): string => words[words.indexOf(flag) + 1]!;
      expect([exchange, candles, `../${said('--catalog')}`]).toEqual([venue, interval, catalog]);
      expect(parseTime(said('--from'))).toBeLessThanOrEqual(parseTime(String(from)));
      expect(said('--to')).toBe(String(to));
      const flags = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
      for (const flag of flags) expect(dataDownloadWords.options).toHaveProperty(flag);
    }
  });

  it.each(names)('without their prices: exit 2, with that command: %s', async (name) => {
    const { venue, symbols, interval, from, to } = marketOf(name);
    const failure = inProcess(['replay', join(SCENARIOS, name), '--set', `market.catalog=${join(folder, 'none')}`]);
    await expect(failure).rejects.toMatchObject({ name: 'InputError' });
    const message = await failure.catch((error: Error) => error.message);
    expect(message).toContain('there is no catalog at');
    expect(message).toContain(`or fetch it: papertape data download ${venue} ${symbols[0]} ${interval} --from `);
    expect(message).toContain(`--to ${to}T00:00:00Z --catalog ${join(folder, 'none')}`);
    const [, said] = /--from (\S+)/.exec(message)!;
    expect(parseTime(said!)).toBeLessThanOrEqual(parseTime(String(from)));
    if (symbols.length > 1) expect(message).toContain(`(${symbols.slice(1).join(', ')} likewise)`);
  });

  it('are all there are', () => {
    const files = readdirSync(SCENARIOS).filter(
      (name) => name.endsWith('.yaml') && marketOf(name).catalog === '../data-real',
    );
    expect(files).toEqual(names);
  });
});
