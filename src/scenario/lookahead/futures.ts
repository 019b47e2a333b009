/** Other futures of the same past: what the tape, and data that a strategy brings along, could have gone on to hold. */
import type {
  AsyncFeed,
  CandleColumns,
  Columns,
  QuoteColumns,
  SeriesInfo,
  TradeColumns,
} from '../../market/columns.ts';

/** How far a future is told behind its beginning, in the intervals of the coarsest series: who looks ahead looks near. */
const HORIZON = 1000;

/** What becomes of a price behind the beginning, `last` being the last one before it. */
type Turn = (price: number, last: number) => number;

export interface Future {
  /** `with what comes after T ...` */
  readonly words: string;
  /** Null: there is none. */
  readonly turn: Turn | null;
  /** What becomes of a number beside a time that lies behind the beginning, in data that the strategy brings along. */
  readonly number: (value: number) => number;
}

const atLeastOne = (price: number): number => Math.max(1, Math.round(price));

const MIRRORED: Future = {
  words: 'mirrored (what rose falls)',
  turn: (price, last) => atLeastOne(last * (last / price)),
  number: (value) => (Math.abs(value) > 1 ? value * 0.73 : value === 0 ? 1 : -value),
};

export const FUTURES: readonly Future[] = [
  { words: 'cut off', turn: null, number: (value) => (Math.abs(value) <= 1 ? 0 : value / 2) },
  MIRRORED,
  {
    words: 'three times as far away',
    turn: (price, last) => atLeastOne(last + 3 * (price - last)),
    number: (value) => (Math.abs(value) > 1 ? value * 1.37 : value === 0 ? -1 : 0),
  },
];

/** The same feed up to `from` (microseconds, a boundary of every candle), and another future behind it. */
export function withFuture(feed: AsyncFeed, from: number, { turn }: Future, horizon = HORIZON): AsyncFeed {
  const coarsest = Math.max(...feed.series.map(({ interval }) => interval), 60_000_000);
  const until = turn === null ? from : from + horizon * coarsest;
  const last = feed.series.map(() => Number.NaN);
  const over = feed.series.map(() => false);
  return {
    series: feed.series,
    async next(index) {
      const columns = over[index] === true ? null : await feed.next(index);
      if (columns === null) return null;
      const { interval } = feed.series[index] as SeriesInfo;
      const rows = rowsBefore(columns, until, interval);
      if (rows < columns.length) over[index] = true;
      const told = turn === null ? columns : turned(columns, rowsBefore(columns, from, interval), turn, last, index);
      if (rows === columns.length) return told;
      return rows === 0 ? null : { ...told, length: rows };
    },
    close: () => feed.close(),
  };
}

/** Rows that are wholly over by `end`: closed candles, prints before it. */
function rowsBefore({ time, length }: Columns, end: number, interval: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (interval > 0 ? time[middle]! + interval <= end : time[middle]! < end) low = middle + 1;
    else high = middle;
  }
  return low;
}

function turned<C extends Columns>(columns: C, first: number, turn: Turn, last: number[], index: number): C {
  if (first > 0) last[index] = priceAt(columns, first - 1);
  if (first >= columns.length) return columns;
  const reference = Number.isNaN(last[index]!) ? priceAt(columns, first) : last[index]!;
  const change = (column: Float64Array): Float64Array =>
    column.map((price, row) => (row < first || row >= columns.length || price <= 0 ? price : turn(price, reference)));
  switch (columns.kind) {
    case 'candles':
      return turnedCandles(columns, change) as C;
    case 'trades':
      return { ...(columns as TradeColumns), price: change((columns as TradeColumns).price) } as Columns as C;
    case 'quotes':
      return turnedQuotes(columns, change) as C;
    default:
      return columns;
  }
}

function turnedCandles(columns: CandleColumns, change: (column: Float64Array) => Float64Array): Columns {
  const [open, a, b, close] = [columns.open, columns.high, columns.low, columns.close].map(change) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return {
    ...columns,
    open,
    close,
    high: a.map((price, row) => Math.max(price, b[row]!)),
    low: a.map((price, row) => Math.min(price, b[row]!)),
  };
}

/** A bid stays below its ask. */
function turnedQuotes(columns: QuoteColumns, change: (column: Float64Array) => Float64Array): Columns {
  const [bid, ask] = [change(columns.bid), change(columns.ask)];
  const both = (row: number): boolean => bid[row]! > 0 && ask[row]! > 0;
  return {
    ...columns,
    bid: bid.map((price, row) => (both(row) ? Math.min(price, ask[row]!) : price)),
    ask: ask.map((price, row) => (both(row) ? Math.max(price, bid[row]!) : price)),
  };
}

function priceAt(columns: Columns, row: number): number {
  if (columns.kind === 'candles') return columns.close[row]!;
  if (columns.kind === 'trades') return columns.price[row]!;
  if (columns.kind === 'quotes') return Math.max(columns.bid[row]!, columns.ask[row]!);
  return Number.NaN;
}

/** The whole tape turned upside down, from `from` on. */
export const upsideDown = (feed: AsyncFeed, from: number): AsyncFeed =>
  withFuture(feed, from, MIRRORED, Number.POSITIVE_INFINITY);
