/** What a run decided, and at which times its whole tape can be cut. */
import type { AsyncFeed } from '../../market/columns.ts';
import type { Instrument } from '../../model/instrument.ts';
import { ORDER_EVENTS, ORDER_TYPES, SIDES, type Side } from '../../model/order.ts';
import {
  codeEvent,
  codeSide,
  codeSymbol,
  codeType,
  NONE,
  ORDER_ROW,
  ORDER_ROW_WIDTH,
  type RecordChunk,
  type RecordSink,
} from '../../model/record.ts';

/** One event in the life of an order. */
export interface Decision {
  readonly time: number;
  readonly symbol: number;
  /** As a person reads it; equal exactly where nothing of it differs. */
  readonly text: string;
  readonly isNew: boolean;
  /** A `close` has its own once it has arrived. */
  side: Side;
}

const NEW = new Set(['submitted', 'refused', 'rejected']);

/** Keeps the order events of a run, up to a time. */
export class Decisions implements RecordSink {
  readonly list: Decision[] = [];
  private readonly instruments: readonly Instrument[];
  private readonly until: number;
  /** By the order's id. */
  private readonly begun = new Map<number, Decision>();

  /** @param until microseconds: what comes after is of no interest */
  constructor(instruments: readonly Instrument[], until = Number.POSITIVE_INFINITY) {
    this.instruments = instruments;
    this.until = until;
  }

  orders({ rows, count, strings }: RecordChunk): void {
    for (let at = 0; at < count * ORDER_ROW_WIDTH; at += ORDER_ROW_WIDTH) {
      const time = rows[at + ORDER_ROW.time]!;
      if (time > this.until) return;
      const code = rows[at + ORDER_ROW.code]!;
      const symbol = codeSymbol(code);
      const side = SIDES[codeSide(code)]!;
      const event = ORDER_EVENTS[codeEvent(code)]!;
      const { baseDecimals, priceDecimals } = this.instruments[symbol]!;
      const said = (name: string, column: number, decimals: number): string => {
        const units = rows[at + column]!;
        return units === NONE ? '' : ` ${name}${units / 10 ** decimals}`;
      };
      const reason = rows[at + ORDER_ROW.reason]!;
      const text = [
        `${event}: ${side} ${ORDER_TYPES[codeType(code)]} order ${rows[at + ORDER_ROW.orderId]}`,
        said('', ORDER_ROW.quantity, baseDecimals),
        said('at ', ORDER_ROW.price, priceDecimals),
        said('stop ', ORDER_ROW.stopPrice, priceDecimals),
        reason === NONE ? '' : ` (${strings[reason]})`,
      ].join('');
      const decision = { time, symbol, text, side, isNew: NEW.has(event) };
      this.list.push(decision);
      const id = rows[at + ORDER_ROW.orderId]!;
      const begun = this.begun.get(id);
      if (begun === undefined) this.begun.set(id, decision);
      else begun.side = side;
    }
  }
}

/** The times at which everything on the tape is over that has begun: candles closed, prices told in each interval. */
export class Boundaries {
  private readonly bySeries: Set<number>[];
  /** Closes as numbers by the end of their candle, of the first symbol with candles. */
  readonly closes = new Map<number, number>();
  private readonly feed: AsyncFeed;
  private readonly step: number;
  /** The symbol of `closes`. */
  readonly symbol: number;
  private readonly main: number;
  private readonly scale: number;

  /** @param step microseconds: a multiple of every interval of the tape */
  constructor(feed: AsyncFeed, step: number, instruments: readonly Instrument[]) {
    this.feed = feed;
    this.step = step;
    this.bySeries = feed.series.map(() => new Set<number>());
    this.main = feed.series.findIndex(({ kind, isDetail }) => kind === 'candles' && isDetail !== true);
    this.symbol = feed.series[this.main]?.symbol ?? 0;
    this.scale = 10 ** instruments[this.symbol]!.priceDecimals;
  }

  /** The same feed, looked at while it passes. */
  get watched(): AsyncFeed {
    const { feed, bySeries, step, closes, main, scale } = this;
    return {
      series: feed.series,
      async next(index) {
        const columns = await feed.next(index);
        if (columns === null) return null;
        const { interval } = feed.series[index]!;
        const ends = bySeries[index]!;
        for (let row = 0; row < columns.length; row++) {
          const time = columns.time[row]!;
          const end = interval > 0 ? time + interval : (Math.floor(time / step) + 1) * step;
          if (end % step === 0) ends.add(end);
          if (index === main && columns.kind === 'candles') closes.set(end, columns.close[row]! / scale);
        }
        return columns;
      },
      close: () => feed.close(),
    };
  }

  /** Oldest first. */
  get times(): number[] {
    const [first, ...others] = this.bySeries;
    return [...(first ?? [])].filter((time) => others.every((ends) => ends.has(time))).sort((a, b) => a - b);
  }
}
