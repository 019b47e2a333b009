// Many symbols merged from Parquet into one idle session against a single one: candles a second, processor time, memory
// sampled while it runs (its peak, and its median over the last half), and a digest that no size of chunk may change.
// `npm run build && node bench/streaming.mjs [SYMBOLS] [YEARS] [CROWD]` (50, 2 and 300 unless given; 10 MB of disk a year).
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCatalog } from '../dist/catalog/index.js';
import { seriesFolder } from '../dist/catalog/layout.js';
import { synthesizeSeries } from '../dist/catalog/synthesis.js';
import { runAsync, TradingSession } from '../dist/engine/index.js';
import { costScale } from '../dist/model/instrument.js';
import { parsePct } from '../dist/model/rate.js';
import { openFeed } from '../dist/scenario/wiring/market.js';
import { defineStrategy } from '../dist/strategy/define.js';

const MINUTE = 60_000_000;
const YEAR = 365 * 1440 * MINUTE;
/** 2022-01-01. */
const FROM = 1_640_995_200_000_000;
const VENUE = 'synthetic';
const nameOf = (index) => `S${index}/USDT`;
const keyOf = (index) => ({ kind: 'candles', venue: VENUE, symbol: nameOf(index), interval: MINUTE });

/** One market under many names: each series is opened, decoded and merged for itself. */
async function makeCatalog(catalog, symbols, years) {
  await synthesizeSeries({
    catalog,
    venue: VENUE,
    seed: 7,
    from: FROM,
    to: FROM + years * YEAR,
    interval: MINUTE,
    symbols: [{ symbol: nameOf(0), startPrice: 40_000, volatility: 0.6, tick: '0.01', lot: '0.00001' }],
  });
  const first = seriesFolder(catalog, keyOf(0));
  for (let index = 1; index < symbols; index += 1) {
    const folder = seriesFolder(catalog, keyOf(index));
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(first)) linkSync(join(first, file), join(folder, file));
  }
}

function instrumentOf(index, quote) {
  return {
    index,
    symbol: nameOf(index),
    base: index,
    quote,
    baseDecimals: 5,
    quoteDecimals: 8,
    priceDecimals: 2,
    tickSize: 1,
    lotSize: 1,
    minSize: 0,
    maxSize: 0,
    minNotional: 0,
    maxNotional: 0,
    makerFee: parsePct('0.16'),
    takerFee: parsePct('0.26'),
    calendar: 'always',
    sessionZone: 'UTC',
    ...costScale(5, 2, 8),
  };
}

function sha256() {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
}

/** Resident memory in MB, looked at every few milliseconds at most. */
class Memory {
  samples = [];
  #last = 0;

  look() {
    const now = performance.now();
    if (now - this.#last < 5) return;
    this.#last = now;
    this.samples.push(process.memoryUsage.rss() / 1e6);
  }

  get peak() {
    return Math.max(...this.samples);
  }

  /** The median of the later half: what a longer run goes on with. */
  get level() {
    const late = this.samples.slice(this.samples.length >> 1).sort((a, b) => a - b);
    return late[late.length >> 1];
  }
}

/** One that only the merge is measured beside, and one that makes garbage at every candle as users' own do. */
const STRATEGIES = {
  idle: defineStrategy({ name: 'idle', onCandle() {} }),
  littering: defineStrategy({
    name: 'littering',
    state: () => ({ seen: [] }),
    onCandle(ctx) {
      ctx.state.seen = [ctx.candle.close, ...ctx.state.seen.slice(0, 5)];
    },
  }),
};

/** A session over the first `symbols` of the catalog, up to `to`. Nanoseconds are of all processors together. */
async function run(dir, symbols, to, chunkRows, strategy) {
  const instruments = Array.from({ length: symbols }, (_, index) => instrumentOf(index, symbols));
  const series = instruments.map(({ index }) => ({ kind: 'candles', symbol: index, interval: MINUTE }));
  const keys = instruments.map(({ index }) => keyOf(index));
  const matching = series.map(() => 'candles');
  const plan = { keys, series, matching, from: FROM, to, starts: series.map(() => FROM), ends: series.map(() => to) };
  const session = new TradingSession({
    assets: [...instruments.map(({ index }) => ({ name: `S${index}`, decimals: 5 })), { name: 'USDT', decimals: 8 }],
    instruments,
    reporting: symbols,
    initialBalance: [...instruments.map(() => 0), 100_000e8],
    exchange: {
      slippage: { model: 'none' },
      limitFill: { model: 'cross' },
      intrabar: 'adverse',
      fillDelay: 100_000,
      cancelDelay: 100_000,
    },
    strategy: { definition: STRATEGIES[strategy], params: {}, interval: null, warmup: 0 },
    window: { from: FROM, to },
    series,
    matching,
    sinks: [],
    hasher: sha256,
    log: { log() {} },
  });
  const catalog = await openCatalog(dir);
  const feed = await openFeed(plan, catalog, instruments, chunkRows);
  const candles = symbols * Math.round((to - FROM) / MINUTE);
  const memory = new Memory();
  const started = process.hrtime.bigint();
  const used = process.cpuUsage();
  let summary;
  try {
    summary = await runAsync(session, feed, () => memory.look());
  } finally {
    await feed.close();
    catalog.close();
  }
  const { user, system } = process.cpuUsage(used);
  const rate = candles / (Number(process.hrtime.bigint() - started) / 1e9);
  const digest = createHash('sha256')
    .update(JSON.stringify([summary.digests, summary.quality]))
    .digest('hex')
    .slice(0, 8);
  return { rate, cpu: ((user + system) * 1000) / candles, peak: memory.peak, level: memory.level, digest };
}

/** In a process of its own, warmed up; one symbol several times, since it is over so soon. */
async function measure(dir, symbols, years, chunkRows, strategy) {
  await run(dir, 1, FROM + YEAR / 4, chunkRows, strategy);
  let best = await run(dir, symbols, FROM + years * YEAR, chunkRows, strategy);
  for (let n = 1; n < (symbols === 1 ? 5 : 1); n += 1) {
    const again = await run(dir, symbols, FROM + years * YEAR, chunkRows, strategy);
    if (again.rate > best.rate) best = again;
  }
  return best;
}

function child(dir, symbols, years, chunkRows, strategy) {
  const words = [fileURLToPath(import.meta.url), '--child', dir, symbols, years, chunkRows, strategy].map(String);
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
}

/** The crowd is as many symbols as a machine's memory must not depend on. */
async function main(symbols, years, crowd) {
  const dir = mkdtempSync(join(tmpdir(), 'papertape-bench-'));
  try {
    await makeCatalog(dir, Math.max(symbols, crowd), 2 * years);
    const cases = [
      [1, years, 0, 'idle'],
      [symbols, years, 0, 'idle'],
      [symbols, years, 1000, 'idle'],
      [symbols, 2 * years, 0, 'idle'],
      [symbols, years / 2, 0, 'littering'],
      [symbols, years, 0, 'littering'],
      [crowd, years / 8, 0, 'idle'],
      [crowd, years / 4, 0, 'idle'],
    ];
    let single = null;
    for (const [count, span, chunkRows, strategy] of cases) {
      const { rate, cpu, peak, level, digest } = child(dir, count, span, chunkRows, strategy);
      single ??= rate;
      const chunks = chunkRows === 0 ? '' : `, chunks of ${chunkRows}`;
      process.stdout.write(
        `${`${count} x ${span} years, ${strategy}${chunks}`.padEnd(42)} ${(rate / 1e6).toFixed(2)} M candles/s, ${(rate / single).toFixed(2)} of one symbol's; ` +
          `${cpu.toFixed(0)} ns of processor each; peak ${peak.toFixed(0)} MB, level ${level.toFixed(0)} MB; ${digest}\n`,
      );
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--child') {
  const [dir, symbols, years, chunkRows, strategy] = rest;
  const found = await measure(dir, Number(symbols), Number(years), Number(chunkRows) || undefined, strategy);
  process.stdout.write(JSON.stringify(found));
} else await main(Number(first ?? 50), Number(rest[0] ?? 2), Number(rest[1] ?? 300));
