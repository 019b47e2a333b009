import type { Dice } from './dice.ts';
import type { TwinCandle, TwinInstrument, TwinMarket, TwinQuote, TwinTrade } from './types.ts';

export interface TrafficSymbol {
  instrument: TwinInstrument;
  source: 'candles' | 'trades' | 'quotes' | 'both';
  /** Where its walk starts, in ticks. */
  middle: number;
}

/** Gaps between prints are told by recorded tapes alone: they are not among these. */
export function randomMarket(
  roll: Dice,
  symbol: TrafficSymbol,
  from: number,
  count: number,
  interval: number,
): TwinMarket {
  const base = { symbol: symbol.instrument.symbol, interval_ms: interval };
  const end = from + count * interval;
  switch (symbol.source) {
    case 'candles':
      return { ...base, candles: randomCandles(roll, symbol, from, count, interval) };
    case 'trades':
      return { ...base, trades: randomTrades(roll, symbol, from, end, interval) };
    case 'quotes':
      return { ...base, quotes: randomQuotes(roll, symbol, from, end, interval) };
    case 'both':
      return {
        ...base,
        trades: randomTrades(roll, symbol, from, end, interval, 1),
        quotes: randomQuotes(roll, symbol, from, end, interval),
      };
  }
}

const price = (roll: Dice, symbol: TrafficSymbol, ticks: number): string =>
  roll.times(symbol.instrument.tick_size, Math.max(ticks, 1));
const lots = (roll: Dice, symbol: TrafficSymbol): string =>
  roll.times(symbol.instrument.lot_size, roll.pick([0, 1, 3, 7, 8, 20, 40, 1000]));

/** A walk in ticks: flat candles, jumps between candles, missing ones, extremes at the open or the close, and ties between them. */
function randomCandles(roll: Dice, symbol: TrafficSymbol, from: number, count: number, interval: number): TwinCandle[] {
  const out: TwinCandle[] = [];
  let last = symbol.middle;
  const gappy = roll.chance(0.3) ? 0.15 : 0;
  for (let n = 0; n < count; n += 1) {
    if (roll.chance(gappy)) continue;
    const open = Math.max(last + (roll.chance(0.5) ? 0 : roll.int(-6, 6)), 20);
    const flat = roll.chance(0.1);
    const close = flat ? open : Math.max(open + roll.int(-5, 5), 20);
    const high = Math.max(open, close) + (flat ? 0 : roll.pick([0, 0, 1, 2, 5]));
    const low = Math.min(open, close) - (flat ? 0 : roll.pick([0, 0, 1, 2, 5]));
    const [o, h, l, c] = [open, high, low, close].map((ticks) => price(roll, symbol, ticks));
    out.push({ time: from + n * interval, open: o!, high: h!, low: l!, close: c!, volume: lots(roll, symbol) });
    last = close;
  }
  return out;
}

/** Times a third of an interval, or little, or nothing apart; `shift` keeps two series of a symbol off each other's times. */
function randomTimes(roll: Dice, from: number, end: number, interval: number, shift: number): number[] {
  const out: number[] = [];
  let time = from + shift + roll.pick([0, 10, interval]);
  while (time < end && out.length < 120) {
    out.push(time);
    time += roll.pick([0, 20, 100, 1000, interval / 3, interval / 3, interval, 2 * interval]);
  }
  return out;
}

function randomTrades(
  roll: Dice,
  symbol: TrafficSymbol,
  from: number,
  end: number,
  interval: number,
  shift = 0,
): TwinTrade[] {
  let ticks = symbol.middle;
  return randomTimes(roll, from, end, interval, shift).map((time) => {
    ticks = Math.max(ticks + roll.int(-3, 3), 20);
    return { time, price: price(roll, symbol, ticks), size: roll.times(symbol.instrument.lot_size, roll.int(1, 20)) };
  });
}

function randomQuotes(roll: Dice, symbol: TrafficSymbol, from: number, end: number, interval: number): TwinQuote[] {
  let ticks = symbol.middle;
  const missing = roll.chance(0.3) ? 0.1 : 0;
  return randomTimes(roll, from, end, interval, 0).map((time) => {
    ticks = Math.max(ticks + roll.int(-3, 3), 20);
    const bid = roll.chance(missing) ? null : price(roll, symbol, ticks);
    const ask = roll.chance(missing) ? null : price(roll, symbol, ticks + roll.int(1, 4));
    const size = (side: string | null): string | null =>
      side === null ? null : roll.chance(missing) ? '0' : roll.times(symbol.instrument.lot_size, roll.int(1, 20));
    return { time, bid, bid_size: size(bid), ask, ask_size: size(ask) };
  });
}
