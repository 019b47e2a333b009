import type { Decimal } from 'decimal.js';
import { D, downTo, money, pct, toMicros } from './amounts.ts';
import type { TwinInstrument, TwinMarket, TwinRun } from './types.ts';

export interface TwinCandleUs {
  time: number;
  end: number;
  open: Decimal;
  high: Decimal;
  low: Decimal;
  close: Decimal;
  volume: Decimal;
  /** A filled candle: flagged, "and nothing fills on" it. */
  filled: boolean;
}

export interface PathPoint {
  time: number;
  price: Decimal;
  lots: Decimal | null;
}

export function sourceOf(market: TwinMarket): 'candles' | 'trades' | 'quotes' | 'both' {
  // "quotes and trades if the tape has both, else trades, else quotes, else candles"
  if (market.trades !== undefined && market.quotes !== undefined) return 'both';
  if (market.trades !== undefined) return 'trades';
  return market.quotes !== undefined ? 'quotes' : 'candles';
}

/** The candles of the window, in time's order; with `gaps: fill` the missing ones between two candles stand flagged and flat. */
export function candlesOf(run: TwinRun, market: TwinMarket, instrument: TwinInstrument): TwinCandleUs[] {
  const interval = toMicros(market.interval_ms);
  const known =
    market.candles === undefined
      ? builtCandles(run, market, instrument, interval)
      : market.candles
          .filter((candle) => candle.time >= run.from && candle.time < run.to)
          .map((candle) => ({
            time: toMicros(candle.time),
            end: toMicros(candle.time) + interval,
            open: new D(candle.open),
            high: new D(candle.high),
            low: new D(candle.low),
            close: new D(candle.close),
            volume: new D(candle.volume),
            filled: false,
          }));
  if (market.candles !== undefined)
    return run.settings.gaps === 'fill' ? withFilled(known, interval, instrument) : known;
  // What is made of prints or quotes is made without a gap up to the last of them, whatever `gaps` says.
  const rows = (market.trades ?? market.quotes ?? []).filter(({ time }) => time >= run.from && time < run.to);
  const last = Math.floor(toMicros(rows.at(-1)?.time ?? run.from) / interval) * interval;
  return withFilled(known, interval, instrument, last + interval);
}

/** "missing time between two dates is no gap" where the market has sessions. */
function withFilled(
  candles: TwinCandleUs[],
  interval: number,
  { calendar }: TwinInstrument,
  until = 0,
): TwinCandleUs[] {
  const out: TwinCandleUs[] = [];
  for (const candle of [...candles, null]) {
    const before = out.at(-1);
    const next = candle?.time ?? until;
    const isBreak =
      calendar === 'sessions' &&
      (interval >= 86_400_000_000 || (before !== undefined && dayOf(before.time) !== dayOf(next)));
    if (before !== undefined && !isBreak)
      for (let time = before.end; time < next; time += interval) {
        const flat = { open: before.close, high: before.close, low: before.close, close: before.close };
        out.push({ ...flat, time, end: time + interval, volume: new D(0), filled: true });
      }
    if (candle !== null) out.push(candle);
  }
  return out;
}

/** "a symbol without candles gets them from its prints (else its middles) at `market.interval`" */
function builtCandles(run: TwinRun, market: TwinMarket, instrument: TwinInstrument, interval: number): TwinCandleUs[] {
  const prints: { time: number; price: Decimal; size: Decimal }[] = [];
  if (market.trades !== undefined)
    for (const trade of market.trades)
      prints.push({ time: trade.time, price: new D(trade.price), size: new D(trade.size) });
  else
    for (const quote of market.quotes ?? []) {
      const mid = middle(side(quote.bid, quote.bid_size), side(quote.ask, quote.ask_size), instrument);
      if (mid !== null) prints.push({ time: quote.time, price: mid, size: new D(0) });
    }
  const out: TwinCandleUs[] = [];
  for (const print of prints) {
    if (print.time < run.from || print.time >= run.to) continue;
    const time = Math.floor(toMicros(print.time) / interval) * interval;
    let candle = out.at(-1);
    if (candle === undefined || candle.time !== time) {
      const { price } = print;
      candle = {
        time,
        end: time + interval,
        open: price,
        high: price,
        low: price,
        close: price,
        volume: new D(0),
        filled: false,
      };
      out.push(candle);
    }
    candle.high = D.max(candle.high, print.price);
    candle.low = D.min(candle.low, print.price);
    candle.close = print.price;
    candle.volume = candle.volume.plus(print.size);
  }
  return out;
}

/** "A missing side (null or size 0) is no price." */
export const side = (price: string | null, size: string | null): Decimal | null =>
  price === null || size === null || new D(size).isZero() ? null : new D(price);

/** "on quotes alone the middle (half-even at `price_decimals`)" */
export function middle(bid: Decimal | null, ask: Decimal | null, instrument: TwinInstrument): Decimal | null {
  return bid === null || ask === null ? null : money(bid.plus(ask).div(2), instrument.price_decimals);
}

/** "at the start, 1/3, 2/3 and the end of the interval" */
export function pointTimes(candle: TwinCandleUs): [number, number, number, number] {
  const length = candle.end - candle.time;
  return [candle.time, candle.time + Math.floor(length / 3), candle.time + Math.floor((2 * length) / 3), candle.end];
}

/** "share x volume in whole lots, dealt to the four points by cumulative quarters (7 lots: 1, 2, 2, 2)" */
export function dealt(run: TwinRun, instrument: TwinInstrument, volume: Decimal): (Decimal | null)[] {
  const fills = run.settings.partial_fills;
  if (fills.model === 'none') return [null, null, null, null];
  const lot = new D(instrument.lot_size);
  const lots = volume.mul(pct(fills.share_pct)).div(lot).floor();
  const upTo = [0, 1, 2, 3, 4].map((quarter) => lots.mul(quarter).div(4).floor());
  return [1, 2, 3, 4].map((quarter) => upTo[quarter]!.minus(upTo[quarter - 1]!).mul(lot));
}

/** "on prints the share of the print, on quotes the displayed size", in whole lots; null: without end. */
export function sizeOf(run: TwinRun, instrument: TwinInstrument, size: string, ofQuote: boolean): Decimal | null {
  const fills = run.settings.partial_fills;
  if (fills.model === 'none') return null;
  const share = ofQuote ? new D(size) : new D(size).mul(pct(fills.share_pct));
  return downTo(share, instrument.lot_size);
}

/**
 * Which extreme comes first. "chosen as the path leaves the open, from the position then: long low first, short high first, flat the one
 * nearer to the open, low on a tie"; `favorable` the other way round for a position.
 */
export function firstExtreme(run: TwinRun, candle: TwinCandleUs, position: Decimal): 'high' | 'low' {
  const nearer = candle.high.minus(candle.open).lt(candle.open.minus(candle.low)) ? 'high' : 'low';
  switch (run.settings.intrabar) {
    case 'open_high_low_close':
      return 'high';
    case 'open_low_high_close':
      return 'low';
    case 'nearest':
      return nearer;
    case 'adverse':
      return position.isZero() ? nearer : position.gt(0) ? 'low' : 'high';
    case 'favorable':
      return position.isZero() ? nearer : position.gt(0) ? 'high' : 'low';
  }
}

/** The UTC date of a time, as whole days since 1970. */
export const dayOf = (time: number): number => Math.floor(time / 86_400_000_000);

/** "On `calendar: sessions` a session opens with the first candle of a date ...; every candle of a day or longer opens one." */
export function opensSession(instrument: TwinInstrument, candle: TwinCandleUs, before: TwinCandleUs | null): boolean {
  if (instrument.calendar !== 'sessions') return false;
  if (candle.end - candle.time >= 86_400_000_000 || before === null) return true;
  return dayOf(before.time) !== dayOf(candle.time);
}
