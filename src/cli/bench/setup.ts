/** A run as a scenario would wire it: exact books, fees, slippage, 100 ms delay, record and SHA-256 digests. */
import { createHash } from 'node:crypto';
import { type RunSummary, runSync, type SessionSetup, TradingSession } from '../../engine/index.ts';
import type { CandleColumns } from '../../market/columns.ts';
import { costScale, type Instrument } from '../../model/instrument.ts';
import type { Hasher } from '../../model/ports.ts';
import { parsePct } from '../../model/rate.ts';
import type { StrategyDefinition } from '../../strategy/define.ts';
import { FROM, feedOf } from './market.ts';

export function sha256(): Hasher {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
}

function instrument(index: number, symbols: number): Instrument {
  return {
    index,
    symbol: index === 0 ? 'BTC/USDT' : `BTC${index}/USDT`,
    base: index,
    quote: symbols,
    baseDecimals: 8,
    quoteDecimals: 8,
    priceDecimals: 2,
    tickSize: 1,
    lotSize: 1000,
    minSize: 0,
    maxSize: 0,
    minNotional: 0,
    maxNotional: 0,
    makerFee: parsePct('0.16'),
    takerFee: parsePct('0.26'),
    calendar: 'always',
    sessionZone: 'UTC',
    ...costScale(8, 2, 8),
  };
}

export function setupOf(strategy: StrategyDefinition, params: unknown, symbols = 1): SessionSetup {
  const instruments = Array.from({ length: symbols }, (_, index) => instrument(index, symbols));
  const usdt = { name: 'USDT', decimals: 8 };
  return {
    assets: [...instruments.map(({ symbol }) => ({ name: symbol.slice(0, -5), decimals: 8 })), usdt],
    instruments,
    reporting: symbols,
    initialBalance: [...instruments.map(() => 0), 100_000e8],
    exchange: {
      slippage: { model: 'fixed', share: parsePct('0.05') },
      limitFill: { model: 'cross' },
      intrabar: 'adverse',
      fillDelay: 100_000,
      cancelDelay: 100_000,
    },
    strategy: { definition: strategy, params, interval: null, warmup: 0 },
    window: { from: FROM, to: null },
    series: instruments.map(({ index }) => ({ kind: 'candles', symbol: index, interval: 60_000_000 })),
    matching: instruments.map(() => 'candles'),
    sinks: [],
    hasher: sha256,
    log: { log() {} },
  };
}

/** Runs a strategy over candles of `symbols` symbols that all move alike. */
export function replay(strategy: unknown, params: unknown, candles: CandleColumns, symbols = 1): RunSummary {
  const setup = setupOf(strategy as StrategyDefinition, params, symbols);
  return runSync(new TradingSession(setup), feedOf(candles, symbols));
}

/** One short text for the three digests that results are made of. */
export function digestOf({ digests }: RunSummary): string {
  const hash = sha256();
  hash.update(Buffer.from(`${digests.orders} ${digests.fills} ${digests.equity}`));
  return hash.digest().slice(0, 16);
}
