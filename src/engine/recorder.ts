/** Writes a run's rows, each at the time it is, extends their digests, and hands full chunks to the sinks. */
import type { Fill } from '../exchange/contract.ts';
import { MISSED, type Order } from '../exchange/order.ts';
import { BUY, hasEnded } from '../model/order.ts';
import type { Hasher, HasherFactory } from '../model/ports.ts';
import {
  BALANCE_CAUSE,
  BALANCE_ROW_WIDTH,
  EQUITY_ROW_WIDTH,
  FILL_ROW_WIDTH,
  NONE,
  ORDER_ROW_WIDTH,
  PLOT_ROW_WIDTH,
  packCode,
  type RecordSink,
  ROUND_TRIP_ROW_WIDTH,
} from '../model/record.ts';
import { Sha256 } from '../model/sha256.ts';
import type { Books } from '../portfolio/books.ts';
import type { RoundTrip } from '../portfolio/position.ts';
import { type FrictionCosts, Frictions } from './frictions.ts';
import type { Moment } from './moment.ts';
import { RecordTable } from './recordTable.ts';
import { Strings } from './strings.ts';

/** A chunk is hashed while it is still near the processor: 48 KB of orders. */
const DEFAULT_ROWS = 512;

type TableName = 'orders' | 'fills' | 'roundTrips' | 'equity' | 'plots' | 'balances';

export interface RecordDigests {
  readonly orders: string;
  readonly fills: string;
  readonly equity: string;
}

export class Recorder {
  readonly strings: Strings;
  private readonly moment: Moment;
  private readonly orderTable: RecordTable;
  private readonly fillTable: RecordTable;
  private readonly equityTable: RecordTable;
  private readonly tripTable: RecordTable;
  private readonly plotTable: RecordTable;
  /** Null where no sink asks for balances: then a fill costs nothing more. */
  private readonly balanceTable: RecordTable | null;
  private books: Books | null = null;
  private frictions: Frictions | null = null;
  private readonly orderHash: Hasher;
  private readonly fillHash: Hasher;
  private readonly equityHash: Hasher;
  private readonly stringHash: Hasher;
  private readonly hasher: HasherFactory;
  /** Why the order filled now was placed: a round trip that ends with it keeps that. */
  closingReason: number = NONE;
  private seq = 0;
  orderRows = 0;
  fillRows = 0;

  constructor(moment: Moment, sinks: readonly RecordSink[], hasher: HasherFactory, rows: number = DEFAULT_ROWS) {
    this.moment = moment;
    this.hasher = hasher;
    this.orderHash = hasher();
    this.fillHash = hasher();
    this.equityHash = hasher();
    this.stringHash = hasher();
    this.strings = new Strings(this.stringHash, () => this.flushNamed());
    const table = (width: number, hash: Hasher | null, name: TableName) => {
      const hearing = sinks.filter((sink) => sink[name] !== undefined);
      return new RecordTable(width, rows, hash, (filled, count) => {
        const chunk = { rows: filled, count, strings: this.strings.list };
        for (const sink of hearing) sink[name]!(chunk);
      });
    };
    this.orderTable = table(ORDER_ROW_WIDTH, this.orderHash, 'orders');
    this.fillTable = table(FILL_ROW_WIDTH, this.fillHash, 'fills');
    this.equityTable = table(EQUITY_ROW_WIDTH, this.equityHash, 'equity');
    this.tripTable = table(ROUND_TRIP_ROW_WIDTH, null, 'roundTrips');
    this.plotTable = table(PLOT_ROW_WIDTH, null, 'plots');
    const isAsked = sinks.some(({ balances }) => balances !== undefined);
    this.balanceTable = isAsked ? table(BALANCE_ROW_WIDTH, null, 'balances') : null;
  }

  /** Whose balances change with each fill; their initial ones are the first rows. */
  open(books: Books): void {
    this.books = books;
    this.frictions = new Frictions(books);
    if (this.balanceTable === null) return;
    books.initial.forEach((amount, asset) => {
      this.balance(NONE, this.moment.now, asset, amount, amount, BALANCE_CAUSE.initial, null);
    });
  }

  order(order: Order, event: number, reason: number): void {
    const at = this.orderTable.next();
    const { rows } = this.orderTable;
    rows[at] = this.seq++;
    rows[at + 1] = this.moment.now;
    rows[at + 2] = order.id;
    rows[at + 3] = order.clientId;
    rows[at + 4] = packCode(event, order.status, order.side, order.type, order.symbol);
    rows[at + 5] = order.quantity;
    rows[at + 6] = order.filled;
    rows[at + 7] = order.cost;
    rows[at + 8] = order.price;
    rows[at + 9] = order.stopPrice;
    rows[at + 10] = order.triggerPrice;
    rows[at + 11] = reason;
    this.orderRows += 1;
    if (order.missed !== MISSED.nothing && hasEnded(order.status)) this.frictions!.ended(order);
  }

  fill(order: Order, fill: Fill): void {
    const at = this.fillTable.next();
    const { rows } = this.fillTable;
    const seq = this.seq++;
    rows[at] = seq;
    rows[at + 1] = fill.time;
    rows[at + 2] = order.id;
    rows[at + 3] = order.clientId;
    rows[at + 4] = packCode(fill.liquidity, order.status, fill.side, order.type, fill.symbol);
    rows[at + 5] = fill.price;
    rows[at + 6] = fill.referencePrice;
    rows[at + 7] = fill.quantity;
    rows[at + 8] = fill.cost;
    rows[at + 9] = fill.fee;
    rows[at + 10] = fill.slippage;
    rows[at + 11] = fill.candleTime;
    this.fillRows += 1;
    this.frictions!.filled(order, fill);
    if (this.balanceTable !== null) this.balancesOf(order, fill, seq);
  }

  /** What a fill that the books have taken changed: the base, the quote, and for the fee the quote once more. */
  private balancesOf(order: Order, fill: Fill, seq: number): void {
    const { totals, instruments } = this.books!;
    const { base, quote } = instruments[fill.symbol]!;
    const { time, quantity, cost, fee } = fill;
    const sign = fill.side === BUY ? 1 : -1;
    const [baseNow, quoteNow] = [totals[base]!, totals[quote]!];
    this.balance(seq, time, base, sign * quantity, baseNow, BALANCE_CAUSE.fill, order);
    this.balance(seq, time, quote, -sign * cost, quoteNow + fee, BALANCE_CAUSE.fill, order);
    this.balance(seq, time, quote, -fee, quoteNow, BALANCE_CAUSE.fee, order);
  }

  private balance(
    seq: number,
    time: number,
    asset: number,
    change: number,
    after: number,
    cause: number,
    order: Order | null,
  ): void {
    if (change === 0) return;
    const table = this.balanceTable!;
    const at = table.next();
    const { rows } = table;
    rows[at] = seq;
    rows[at + 1] = time;
    rows[at + 2] = asset;
    rows[at + 3] = change;
    rows[at + 4] = after;
    rows[at + 5] = cause;
    rows[at + 6] = order === null ? NONE : order.id;
    rows[at + 7] = order === null ? NONE : order.clientId;
    rows[at + 8] = order === null ? NONE : order.reason;
  }

  equity(books: Books): void {
    const at = this.equityTable.next();
    this.equityTable.rows[at] = this.moment.now;
    this.worth(books, at);
  }

  /** Takes the last equity row again, at its own time: it is still here, as another has not needed its place. */
  retakeEquity(books: Books): void {
    this.worth(books, this.equityTable.last);
  }

  /** NONE before the first. */
  get lastEquityTime(): number {
    const { rows, count, last } = this.equityTable;
    return count === 0 ? NONE : rows[last]!;
  }

  private worth(books: Books, at: number): void {
    const { rows } = this.equityTable;
    books.mark();
    rows[at + 1] = books.worth;
    rows[at + 2] = books.totals[books.valuation.reporting]!;
    rows[at + 3] = books.exposed;
  }

  roundTrip(trip: RoundTrip): void {
    const at = this.tripTable.next();
    const { rows } = this.tripTable;
    rows[at] = trip.id;
    rows[at + 1] = trip.asset;
    rows[at + 2] = trip.direction > 0 ? 0 : 1;
    rows[at + 3] = trip.entryTime;
    rows[at + 4] = trip.exitTime;
    rows[at + 5] = trip.quantity;
    rows[at + 6] = trip.entryValue;
    rows[at + 7] = trip.exitValue;
    rows[at + 8] = trip.pnl;
    rows[at + 9] = trip.fees;
    rows[at + 10] = trip.slippage;
    rows[at + 11] = trip.mae;
    rows[at + 12] = trip.mfe;
    rows[at + 13] = trip.ambiguous ? 1 : 0;
    rows[at + 14] = this.closingReason;
    rows[at + 15] = trip.exitQuantity;
  }

  /** What frictions have cost so far, with what is left of the orders that still work. */
  frictionCosts(alive: readonly Order[]): FrictionCosts {
    return this.frictions!.costs(alive);
  }

  plot(symbol: number, name: number, value: number): void {
    const at = this.plotTable.next();
    const { rows } = this.plotTable;
    rows[at] = this.moment.now;
    rows[at + 1] = symbol;
    rows[at + 2] = name;
    rows[at + 3] = value;
  }

  /** True where its digests are ones that a checkpoint can keep. */
  get canBeKept(): boolean {
    return this.orderHash instanceof Sha256;
  }

  /** Hands on what is left and closes the digests. Orders fold in the texts their rows name. */
  finish(): RecordDigests {
    this.flushNamed();
    this.equityTable.flush();
    const orders = this.hasher();
    orders.update(asciiBytes(this.orderHash.digest()));
    orders.update(asciiBytes(this.stringHash.digest()));
    return { orders: orders.digest(), fills: this.fillHash.digest(), equity: this.equityHash.digest() };
  }

  /** Hands on the rows so far; the last equity row stays, as it may be taken again. */
  handOn(): void {
    this.flushNamed();
    this.equityTable.flushAllButLast();
  }

  private flushNamed(): void {
    this.orderTable.flush();
    this.fillTable.flush();
    this.tripTable.flush();
    this.plotTable.flush();
    this.balanceTable?.flush();
  }
}

/** The bytes of plain ASCII text. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
