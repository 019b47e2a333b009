/** A year of real one-minute candles: one command, one table, one picture, and digests that are the same wherever it runs. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../e2e/papertape.ts';
import { inProcess } from '../support/in-process.ts';
import { requireData } from '../support/shared-data.ts';

const SCENARIO = `strategy: { use: sma-cross, interval: 1h, params: { fast: 20, slow: 50 } }
market: { catalog: catalog, venue: bitfinex, symbols: [BTC/USD], interval: 1m, from: 2018-01-01, to: 2019-01-01 }
portfolio: { initial_balance: { USD: 10000 }, reporting_asset: USD }
exchange:
  slippage: { model: fixed, pct: 0.1 }
  fees: { maker_pct: 0, taker_pct: 0 }
`;

/** Of the fills of each setting, pinned: whoever runs this comes to the same. */
const FILLS = ['5773f4db4bb44af5', '66bb9d3ff720ed11', 'cfd71562cbc9e81a', '7d15bd1dd9590544'];

it('compares four settings of slippage on a year of bitcoin', async () => {
  const file = requireData('candles/bitfinex-BTCUSD-1m-2018.parquet');
  const folder = await temporaryFolder();
  const scenario = join(folder, 'btc.yaml');
  await writeFile(scenario, SCENARIO);
  const series = ['--venue', 'bitfinex', '--symbol', 'BTC/USD', '--interval', '1m'];
  await inProcess(['data', 'import', file, '--catalog', join(folder, 'catalog'), ...series]);
  const vary = ['--vary', 'exchange.slippage.pct=0,0.05,0.1,0.2', '--workers', '2'];
  const printed = await inProcess(['compare', scenario, ...vary, '--out', join(folder, 'all')]);
  const { settings, method, timing } = JSON.parse(await readFile(join(folder, 'all/comparison.json'), 'utf8'));
  expect([timing.threads, timing.runs, method.days]).toEqual([2, 4, 366]);
  expect(settings.map(({ digest }: { digest: { fills: string } }) => digest.fills.slice(0, 16))).toEqual(FILLS);
  // Each step costs what a share of the turnover costs, and is told from nothing.
  const costs = settings
    .slice(1)
    .map((one: { difference: { mean_daily_return_pct: object } }) => one.difference.mean_daily_return_pct);
  for (const { value, low, high, times_narrower } of costs) {
    expect(low).toBeLessThan(value);
    expect(high).toBeLessThan(0);
    expect(times_narrower).toBeGreaterThan(5);
  }
  expect(costs[2].value / costs[1].value).toBeCloseTo(2, 1);
  expect(printed).toMatch(/^ {3}slippage\.pct +P&L/m);
  expect(printed).toMatch(/^-[0-9.]+ │.*dd/m);
  expect(printed).toContain('Break-even exchange.slippage.pct');
});
