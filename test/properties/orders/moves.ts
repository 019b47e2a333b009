/** The way that price took, from the candles, prints and quotes alone: where it stood, and what it moved through. */
import { pointTime } from '../../../src/exchange/path.ts';
import type { CandleColumns, QuoteColumns, TradeColumns } from '../../../src/market/columns.ts';
import type { FillRow } from '../../support/play.ts';
import { movedBy } from './lives.ts';
import type { Trial } from './trial.ts';

export interface Move {
  readonly time: number;
  readonly from: number;
  readonly to: number;
  /** To an open, on the way to another point, from print to print, from quote to quote. */
  readonly kind: 'open' | 'way' | 'print' | 'quote';
  /** Who meets it. */
  readonly side: 'buy' | 'sell' | 'both';
}

/** One candle, as the path goes through it with one of its extremes first. */
export interface CandlePath {
  readonly open: number;
  readonly end: number;
  readonly low: number;
  readonly high: number;
  readonly times: readonly number[];
  readonly points: readonly number[];
  readonly moves: readonly Move[];
  /** It is the first of a session. */
  readonly opensSession: boolean;
}

function columnsOf<T>(trial: Trial, symbol: number, kind: string): T | null {
  const found = trial.series.find((one) => one.symbol === symbol && one.columns.kind === kind);
  return (found?.columns ?? null) as T | null;
}

/** The ways price may have gone through a candle: two where nothing tells which extreme came first. None of a time without candle. */
export function pathsOf(trial: Trial, symbol: number, candleTime: number): CandlePath[] {
  const columns = columnsOf<CandleColumns>(trial, symbol, 'candles');
  const row = columns === null ? -1 : columns.time.indexOf(candleTime);
  if (columns === null || row < 0) return [];
  const { interval } = trial.series.find((one) => one.columns === columns)!;
  const [open, high, low, close] = [columns.open[row]!, columns.high[row]!, columns.low[row]!, columns.close[row]!];
  const times = [0, 1, 2, 3].map((point) => pointTime(candleTime, interval, point));
  const before = row > 0 ? columns.close[row - 1]! : open;
  const day = (time: number): number => Math.floor(time / 86_400e6);
  const isFirst = row === 0 || day(candleTime) !== day(columns.time[row - 1]!);
  const opensSession = trial.setup.instruments[symbol]!.calendar === 'sessions' && isFirst;
  return highFirst(trial, symbol, times[1]!, open, high, low).map((isHighFirst) => {
    const points = isHighFirst ? [open, high, low, close] : [open, low, high, close];
    const moves = points.map((to, i): Move => {
      const from = i === 0 ? before : points[i - 1]!;
      return { time: times[i]!, from, to, kind: i === 0 ? 'open' : 'way', side: 'both' };
    });
    return { open: candleTime, end: times[3]!, low, high, times, points, moves, opensSession };
  });
}

/** As the path leaves the open, by the position then: both where fills of that very instant moved it. */
function highFirst(trial: Trial, symbol: number, time: number, open: number, high: number, low: number): boolean[] {
  const { intrabar } = trial.tried.settings;
  if (intrabar === 'open_high_low_close') return [true];
  if (intrabar === 'open_low_high_close') return [false];
  const nearer = high - open < open - low;
  if (intrabar === 'nearest') return [nearer];
  const { base } = trial.setup.instruments[symbol]!;
  const choose = (position: number): boolean =>
    position === 0 ? nearer : intrabar === 'adverse' ? position < 0 : position > 0;
  // Cash is no position.
  if (base === trial.setup.reporting) return [choose(0)];
  const { minSize, lot } = trial.tried.settings;
  let position = 0;
  const answers = new Set<boolean>();
  const look = (): void => {
    answers.add(choose(position));
    // What is too little to trade may count as flat.
    if (Math.abs(position) < Math.max(minSize, lot)) answers.add(choose(0));
  };
  for (const fill of trial.fillRows) {
    if (fill.time > time) break;
    if (fill.time === time) look();
    position += movedBy(fill, base, trial.setup.instruments[fill.symbol]!);
  }
  look();
  return [...answers];
}

/** All candles of a symbol, each with the one path that its fills agree with best; filled-in ones are none. */
export function candleTimesOf(trial: Trial, symbol: number): readonly number[] {
  return Array.from(columnsOf<CandleColumns>(trial, symbol, 'candles')?.time ?? []);
}

/** What prints and quotes moved through, by time. */
export function jumpsOf(trial: Trial, symbol: number): readonly Move[] {
  const source = trial.setup.matching[symbol]!;
  const moves: Move[] = [];
  if (source === 'quotes' || source === 'quotes and trades') {
    const { time, bid, bidSize, ask, askSize } = columnsOf<QuoteColumns>(trial, symbol, 'quotes')!;
    const add = (side: 'buy' | 'sell', price: Float64Array, size: Float64Array): void => {
      let from = -1;
      time.forEach((at, i) => {
        if (price[i]! <= 0 || size[i] === 0) return;
        moves.push({ time: at, from: from < 0 ? price[i]! : from, to: price[i]!, kind: 'quote', side });
        from = price[i]!;
      });
    };
    add('buy', ask, askSize);
    add('sell', bid, bidSize);
  }
  if (source === 'trades' || source === 'quotes and trades') {
    const { time, price } = columnsOf<TradeColumns>(trial, symbol, 'trades')!;
    time.forEach((at, i) => {
      moves.push({ time: at, from: i > 0 ? price[i - 1]! : price[i]!, to: price[i]!, kind: 'print', side: 'both' });
    });
  }
  return moves.sort((a, b) => a.time - b.time);
}

/** What somebody who comes at `time` may meet on prints or quotes: the last before it, or one of that instant. */
export function standingOn(trial: Trial, symbol: number, side: 'buy' | 'sell', time: number): number[] {
  const isQuoted = trial.setup.matching[symbol]!.startsWith('quotes');
  const own = jumpsOf(trial, symbol).filter(
    (move) => move.kind === (isQuoted ? 'quote' : 'print') && (move.side === 'both' || move.side === side),
  );
  const last = own.findLast((move) => move.time < time);
  return [...(last === undefined ? [] : [last.to]), ...own.filter((move) => move.time === time).map(({ to }) => to)];
}

/** Where price stands in a candle at `time`, before and after what happens then. */
export function standingIn({ times, points }: CandlePath, time: number): number[] {
  const last = times.findLastIndex((at) => at < time);
  const now = times.indexOf(time);
  return [...(last < 0 ? [] : [points[last]!]), ...(now < 0 ? [] : [points[now]!])];
}

export const isBetween = (price: number, a: number, b: number): boolean =>
  price >= Math.min(a, b) && price <= Math.max(a, b);

/** True where a move that ends at `to` fills a limit that rests. */
export function reaches({ tried }: Trial, side: string, limit: number, { to, kind }: Move): boolean {
  const isEnough = kind === 'quote' || tried.settings.limitFill === 'touch';
  if (side === 'buy') return isEnough ? to <= limit : to < limit;
  return isEnough ? to >= limit : to > limit;
}

/** The moves of the fill's symbol at its time: of its candle, in each of the ways price may have gone. */
export function movesAt(trial: Trial, { symbol, time, candleTime, side }: FillRow): readonly (readonly Move[])[] {
  const isNow = (move: Move): boolean => move.time === time && (move.side === 'both' || move.side === side);
  if (candleTime < 0) return [jumpsOf(trial, symbol).filter(isNow)];
  return pathsOf(trial, symbol, candleTime).map(({ moves }) => moves.filter(isNow));
}
