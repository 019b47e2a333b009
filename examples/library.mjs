// biome-ignore-all lint/suspicious/noConsole: an example prints
// Papertape as a library: `node examples/library.mjs` in a clone after `npm ci`, or a copy of it beside `npm install papertape`.
//
// The quickstart with three settings of slippage, side by side; the same market with a strategy of this program; then one of
// the reports run again; then the prices themselves. What the commands do, `replay` and `verify` do; they write nothing that
// was not asked for.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineStrategy, InputError, openCatalog, replay, verify } from 'papertape';
import { Highest, Lowest } from 'papertape/indicators';
import { formatDecimal } from 'papertape/model';

// A scenario that ships goes by its name, one of yours by its path.
const quickstart = 'quickstart';

console.log('slippage  final equity  round trips  sharpe');
for (const pct of ['0', '0.1', '0.2']) {
  const overrides = { set: [`exchange.slippage.pct=${pct}`], to: '2024-02-01' };
  const { report } = await replay(quickstart, { out: null, overrides });
  const { final_equity, round_trip_count, sharpe_ratio } = report.metrics;
  // Money is a decimal text, a ratio a number, and what is undefined is null.
  const sharpe = sharpe_ratio === null ? '-' : Number(sharpe_ratio).toFixed(2);
  console.log(
    `${pct.padEnd(8)}  ${String(final_equity).padEnd(12)}  ${String(round_trip_count).padEnd(11)}  ${sharpe}`,
  );
}

// A strategy of this program in the place of the scenario's, whose own parameters it does not take.
const range = defineStrategy({
  name: 'range',
  state: () => ({ high: new Highest(100), low: new Lowest(50) }),
  onCandle(ctx) {
    const high = ctx.state.high.update(ctx.candle);
    const low = ctx.state.low.update(ctx.candle);
    if (ctx.candle.high === high && ctx.position.isFlat) ctx.buy({ fraction: 0.5, reason: 'new high' });
    if (ctx.candle.low === low && !ctx.position.isFlat) ctx.close({ reason: 'new low' });
  },
});
const own = await replay(quickstart, {
  strategy: range,
  out: null,
  overrides: { set: ['strategy.params={}'], to: '2024-02-01' },
});
console.log(`range: ${own.report.metrics.round_trip_count} round trips, ${own.report.metrics.total_pnl} USDT`);

// A report folder has all it takes to be run again.
const folder = await mkdtemp(join(tmpdir(), 'papertape-example-'));
try {
  const { digests } = await replay(quickstart, { out: join(folder, 'report'), overrides: { to: '2024-01-08' } });
  const again = await verify(join(folder, 'report'));
  console.log(`run digest ${digests.run.slice(0, 16)}, again ${again.digests.run.slice(0, 16)}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

// Bad input is an InputError whose message is one line: what, where, and how to mend it.
try {
  await replay(quickstart, { out: null, overrides: { set: ['exchange.slipage.pct=0'] } });
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.log(error.message);
}

// Prices come as columns, in whole units of 10^-priceDecimals; times in microseconds.
const catalog = await openCatalog(join(dirname(fileURLToPath(import.meta.resolve('papertape/package.json'))), 'data'));
try {
  const key = { venue: 'synthetic', symbol: 'BTC/USDT', interval: 60_000_000, priceDecimals: 2 };
  const { length, high, low } = await catalog.loadCandles(key);
  const text = (units) => formatDecimal(units, key.priceDecimals);
  const highest = high.reduce((most, units) => Math.max(most, units));
  const lowest = low.reduce((least, units) => Math.min(least, units));
  console.log(`${length} candles between ${text(lowest)} and ${text(highest)}`);
} finally {
  catalog.close();
}
