import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runReplay } from '../../src/scenario/replay.ts';
import { type CompareOptions, runCompare, type StudyHooks } from '../../src/study/index.ts';
import { sql } from '../catalog/support.ts';
import { temporaryFolder } from '../e2e/papertape.ts';

const QUICKSTART = fileURLToPath(new URL('../../scenarios/quickstart.yaml', import.meta.url));
const SLIPPAGE = 'exchange.slippage.pct=0.05,0.1';

function compared(options: Partial<CompareOptions>, hooks: StudyHooks = {}) {
  const words = { scenarios: [QUICKSTART], vary: [SLIPPAGE], seeds: 1, isLarge: false, out: null, env: {} };
  return runCompare({ ...words, ...options }, hooks);
}

/** All but what is of this machine. */
async function document(options: Partial<CompareOptions>) {
  const { timing: _, ...rest } = (await compared(options)).comparison;
  return rest;
}

const replayed = async (set: string[], more: { to?: string; seed?: string } = {}, scenario = QUICKSTART) => {
  const { digests, report } = await runReplay({ scenario, overrides: { set, ...more }, out: null, env: {} });
  return { digest: digests, metrics: report.metrics };
};

describe('a comparison', () => {
  it('runs each setting to the digests and metrics of its replay, whatever the number of threads', async () => {
    const vary = ['exchange.slippage.pct=0,0.2', 'strategy.params.fast=10,20'];
    const to = '2024-02-01';
    const one = await document({ vary, to, workers: 1 });
    expect(await document({ vary, to, workers: 3 })).toEqual(one);
    expect(one.settings.map(({ label }) => label)).toEqual([
      'exchange.slippage.pct=0, strategy.params.fast=10',
      'exchange.slippage.pct=0, strategy.params.fast=20',
      'exchange.slippage.pct=0.2, strategy.params.fast=10',
      'exchange.slippage.pct=0.2, strategy.params.fast=20',
    ]);
    expect(one.settings[3]!.vary).toEqual({ 'exchange.slippage.pct': '0.2', 'strategy.params.fast': 20 });
    for (const { digest, metrics, vary: values } of one.settings) {
      const set = Object.entries(values).map(([path, value]) => `${path}=${value}`);
      expect({ digest, metrics }).toEqual(await replayed(set, { to }));
    }
    // One line of the grid a value of the other axis.
    expect(one.break_even.map(({ path, others }) => [path, others])).toEqual([
      ['exchange.slippage.pct', { 'strategy.params.fast': 10 }],
      ['exchange.slippage.pct', { 'strategy.params.fast': 20 }],
    ]);
  });

  it('tells 0.05 % from 0.1 % on the quickstart more than five times closer than days that are drawn apart', async () => {
    const { comparison, summary } = await compared({});
    const [reference, other] = comparison.settings;
    expect(reference!.difference).toBeNull();
    const { value, low, high, apart_low, apart_high, times_narrower } = other!.difference!.mean_daily_return_pct;
    expect(apart_high! - apart_low!).toBeGreaterThan(5 * (high! - low!));
    expect(times_narrower).toBeCloseTo((apart_high! - apart_low!) / (high! - low!), 9);
    expect(high).toBeLessThan(0);
    expect(low).toBeLessThan(value!);
    expect(other!.difference!.metrics.total_slippage).toMatch(/^[0-9]+\.[0-9]+$/);
    const text = summary({ width: 100, color: false });
    expect(text).toMatch(/Drawn apart, the days of two settings would give intervals [0-9]+ times as wide/);
    expect(text).toContain('no chance');
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it('tells luck apart where something is drawn, on the same seeds in every setting', async () => {
    const to = '2024-02-15';
    const vary = ['exchange.partial_fills={ model: none },{ model: random, probability: 0.5 }'];
    const { comparison, summary } = await compared({ vary, to, seeds: 4 });
    const { settings, chance } = comparison;
    expect(chance).toEqual({ is_drawn: true, text: 'exchange.partial_fills drew: luck is over 4 seeds' });
    expect(settings[0]!.seeds.map(({ seed }) => seed)).toEqual([42, 43, 44, 45]);
    // The one without chance comes to the same on every seed: it was run once.
    expect(new Set(settings[0]!.seeds.map(({ digest }) => digest)).size).toBe(1);
    expect(new Set(settings[1]!.seeds.map(({ digest }) => digest)).size).toBe(4);
    const last = settings[1]!.seeds[3]!;
    const { digest } = await replayed([`exchange.partial_fills={ model: random, probability: 0.5 }`], {
      to,
      seed: '45',
    });
    expect(last.digest).toBe(digest.run);
    // Settings that are long to say stand below, so that the table keeps what it is for.
    const text = summary({ width: 80, color: false });
    expect(text).toMatch(/^ +P&L +change a day, % +luck/m);
    expect(text).toContain('b: exchange.partial_fills={ model: random, probability: 0.5 }');
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(settings[0]!.luck).toMatchObject({ seeds: 4, deviation: 0 });
    expect(settings[1]!.luck!.deviation).toBeGreaterThan(0);
    const { luck } = settings[1]!.difference!;
    expect(luck!.deviation).toBeCloseTo(luck!.standard_error * 2, 12);
    expect(settings[1]!.difference!.mean_daily_return_pct.value).toBeCloseTo(luck!.mean, 12);
  });

  it('tells means over the seeds of a strategy that buys at random', async () => {
    const folder = await temporaryFolder({
      'random.ts': `import { defineStrategy } from 'papertape';
export default defineStrategy({ name: 'random', onCandle(ctx) {
  if (Math.random() < 0.2) ctx.position.isFlat ? ctx.buy({ fraction: 0.9 }) : ctx.close({});
} });\n`,
      'random.yaml': `strategy: { use: ./random.ts, interval: 1h }
market: { catalog: ${join(QUICKSTART, '../../data')}, venue: synthetic, symbols: [BTC/USDT], to: 2024-01-20 }
exchange: { slippage: { model: fixed, pct: 0.1 } }\n`,
    });
    const scenario = join(folder, 'random.yaml');
    const { comparison, summary } = await compared({ scenarios: [scenario], seeds: 5 });
    const alone = await Promise.all(
      [42, 43, 44, 45, 46].map((seed) => replayed(['exchange.slippage.pct=0.1'], { seed: String(seed) }, scenario)),
    );
    const [one, two] = comparison.settings;
    const mean = (name: string): number => alone.reduce((sum, { metrics }) => sum + Number(metrics[name]), 0) / 5;
    expect(new Set(alone.map(({ metrics }) => metrics.total_pnl_pct)).size).toBe(5);
    for (const { metrics, luck } of comparison.settings) expect(metrics.total_pnl_pct).toBe(luck!.mean);
    expect(two!.digest).toEqual(alone[0]!.digest);
    expect(two!.metrics.total_pnl_pct).toBeCloseTo(mean('total_pnl_pct'), 9);
    expect(two!.metrics.fill_count).toBeCloseTo(mean('fill_count'), 9);
    expect(two!.metrics.total_fees).toMatch(/^[0-9]+\.[0-9]+$/);
    expect(Number(two!.metrics.total_fees)).toBeCloseTo(mean('total_fees'), 5);
    const { metrics } = two!.difference!;
    expect(metrics.total_pnl_pct).toBeCloseTo(two!.luck!.mean - one!.luck!.mean, 9);
    const shown = one!.luck!.mean.toFixed(2);
    expect(summary({ width: 200, color: false })).toMatch(new RegExp(`^a .*${shown.replace('.', '\\.')} %`, 'm'));
  });

  it('makes no pretence of luck where nothing is drawn', async () => {
    const { comparison } = await compared({ to: '2024-02-01', seeds: 5 });
    expect(comparison.chance).toEqual({
      is_drawn: false,
      text: 'no chance in this scenario: each setting was run once, 5 seeds would have come to the same',
    });
    expect(comparison.timing.runs).toBe(2);
    expect(comparison.settings.map(({ seeds, luck }) => [seeds.length, luck])).toEqual([
      [1, null],
      [1, null],
    ]);
  });

  it('knows that a strategy asks for chance', async () => {
    const folder = await temporaryFolder({
      'dice.ts': `import { defineStrategy } from 'papertape';
export default defineStrategy({ name: 'dice', onCandle(ctx) {
  if (Math.random() < 0.1) ctx.position.isFlat ? ctx.buy({ fraction: 1 }) : ctx.close({});
} });\n`,
      'dice.yaml': `strategy: { use: ./dice.ts, interval: 1h }
market: { catalog: ${join(QUICKSTART, '../../data')}, venue: synthetic, symbols: [BTC/USDT], to: 2024-02-01 }
exchange: { slippage: { model: fixed, pct: 0.1 } }\n`,
    });
    const { chance, settings } = await document({ scenarios: [join(folder, 'dice.yaml')], seeds: 3 });
    expect(chance.text).toBe('the strategy drew: luck is over 3 seeds');
    expect(settings[1]!.difference!.luck!.seeds).toBe(3);
  });

  it('says why there is no interval', async () => {
    const { settings } = await document({ to: '2024-01-08' });
    expect(settings[1]!.difference!.mean_daily_return_pct).toMatchObject({
      value: expect.any(Number),
      low: null,
      high: null,
      reason: '8 days are fewer than 20',
    });
  });
});

describe('its folder', () => {
  it('has the document, its Markdown and tables, and each setting as a scenario that runs to its digest', async () => {
    const folder = await temporaryFolder();
    const out = join(folder, 'c');
    const { comparison } = await compared({ to: '2024-02-01', out });
    expect(JSON.parse(await readFile(join(out, 'comparison.json'), 'utf8'))).toEqual(comparison);
    const markdown = await readFile(join(out, 'comparison.md'), 'utf8');
    expect(markdown).toContain('## What it stands on');
    expect(markdown).toContain(comparison.settings[1]!.digest.run);
    expect((await replayed([], {}, join(out, 'settings/02.yaml'))).digest).toEqual(comparison.settings[1]!.digest);
    const [row] = await sql(
      `SELECT label, final_equity::varchar AS final_equity, "exchange.slippage.pct" AS pct FROM '${out}/settings.parquet' WHERE setting = 2`,
    );
    expect(row).toEqual({
      label: 'exchange.slippage.pct=0.1',
      final_equity: comparison.settings[1]!.metrics.final_equity,
      pct: '0.1',
    });
    const [mean] = await sql(
      `SELECT avg(return_pct) AS mean, count(*)::int AS days FROM '${out}/daily.parquet' WHERE setting = 2`,
    );
    expect(mean!.days).toBe(comparison.method.days);
    expect(mean!.mean).toBeCloseTo(comparison.settings[1]!.seeds[0]!.mean_daily_return_pct!, 10);
    // An older comparison may be written over, anything else not.
    await compared({ to: '2024-01-20', out });
    await expect(compared({ to: '2024-01-20', out: folder })).rejects.toThrow('it holds files that are no comparison');
  });
});
