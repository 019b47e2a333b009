/** The seeded market of the benches: one year and more of BTC/USDT minutes, made once a process. */
import type { CandleColumns, SyncFeed } from '../../market/columns.ts';
import { Synthesizer, type SynthSymbol } from '../../market/synthesizer.ts';

export const MINUTE = 60_000_000;
/** 2020-01-01. */
export const FROM = 1_577_836_800_000_000;

export const BTC: SynthSymbol = {
  symbol: 'BTC/USDT',
  startPrice: 40_000,
  volatility: 0.6,
  priceDecimals: 2,
  tickSize: 1,
  baseDecimals: 8,
};

let made: CandleColumns | null = null;

/** The first `count` minutes. A shorter history is the beginning of a longer one. */
export function minutes(count: number): CandleColumns {
  if (made === null || made.length < count) {
    made = new Synthesizer({ seed: 7, symbols: [BTC], from: FROM, interval: MINUTE }).next(count)[0]!;
  }
  return rowsOf(made, 0, count);
}

/** Rows of columns, as views. */
export function rowsOf(columns: CandleColumns, from: number, to: number): CandleColumns {
  return {
    kind: 'candles',
    length: to - from,
    time: columns.time.subarray(from, to),
    open: columns.open.subarray(from, to),
    high: columns.high.subarray(from, to),
    low: columns.low.subarray(from, to),
    close: columns.close.subarray(from, to),
    volume: columns.volume.subarray(from, to),
    filled: null,
  };
}

/** Gives the same columns as each of `symbols` series, in chunks as the catalog's. */
export function feedOf(columns: CandleColumns, symbols = 1, rows = 65_536): SyncFeed {
  const at = new Float64Array(symbols);
  return {
    series: Array.from(at, (_, symbol) => ({ kind: 'candles', symbol, interval: MINUTE })),
    next(series) {
      const from = at[series]!;
      if (from >= columns.length) return null;
      at[series] = Math.min(from + rows, columns.length);
      return rowsOf(columns, from, at[series]!);
    },
  };
}
