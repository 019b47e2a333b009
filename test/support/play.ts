/** Runs a session in a test and keeps all it recorded, as rows of named fields. */
import { runSync, TradingSession } from '../../src/engine/index.ts';
import type { SessionSetup } from '../../src/engine/setup.ts';
import type { RunSummary } from '../../src/engine/summary.ts';
import type { Columns, SeriesInfo } from '../../src/market/columns.ts';
import { formatDecimal } from '../../src/model/decimal.ts';
import { AmountOverflowError, InputError } from '../../src/model/errors.ts';
import { LIQUIDITIES, ORDER_EVENTS, ORDER_STATUSES, ORDER_TYPES, SIDES } from '../../src/model/order.ts';
import {
  BALANCE_CAUSES,
  BALANCE_ROW_WIDTH,
  codeEvent,
  codeSide,
  codeStatus,
  codeSymbol,
  codeType,
  EQUITY_ROW_WIDTH,
  FILL_ROW_WIDTH,
  ORDER_ROW_WIDTH,
  type RecordChunk,
  type RecordSink,
  ROUND_TRIP_ROW_WIDTH,
} from '../../src/model/record.ts';
import { feedOf } from './market.ts';

/** A row of `orders`; amounts in units, -1 where there is none. */
export interface OrderRow {
  seq: number;
  time: number;
  orderId: number;
  clientId: string | null;
  event: string;
  status: string;
  side: string;
  type: string;
  symbol: number;
  quantity: number;
  filled: number;
  cost: number;
  price: number;
  stopPrice: number;
  triggerPrice: number;
  reason: string | null;
}

export interface FillRow {
  seq: number;
  time: number;
  orderId: number;
  clientId: string | null;
  liquidity: string;
  side: string;
  type: string;
  symbol: number;
  price: number;
  reference: number;
  quantity: number;
  cost: number;
  fee: number;
  slippage: number;
  candleTime: number;
}

export interface TripRow {
  id: number;
  asset: number;
  side: string;
  entryTime: number;
  exitTime: number;
  quantity: number;
  entryValue: number;
  exitValue: number;
  pnl: number;
  fees: number;
  slippage: number;
  mae: number;
  mfe: number;
  ambiguous: boolean;
  reason: string | null;
}

export interface BalanceRow {
  /** -1 of an initial balance, as is the order's id. */
  seq: number;
  time: number;
  asset: number;
  change: number;
  after: number;
  cause: string;
  orderId: number;
  clientId: string | null;
  reason: string | null;
}

export interface EquityRow {
  time: number;
  equity: number;
  cash: number;
  exposure: number;
}

/** A sink that keeps every row. */
export class Keeper implements RecordSink {
  readonly orderRows: OrderRow[] = [];
  readonly fillRows: FillRow[] = [];
  readonly tripRows: TripRow[] = [];
  readonly equityRows: EquityRow[] = [];
  readonly balanceRows: BalanceRow[] = [];
  initialEquity = Number.NaN;

  start(initialEquity: number): void {
    this.initialEquity = initialEquity;
  }

  orders(chunk: RecordChunk): void {
    each(chunk, ORDER_ROW_WIDTH, (row, text) => {
      const code = row[4]!;
      this.orderRows.push({
        seq: row[0]!,
        time: row[1]!,
        orderId: row[2]!,
        clientId: text(row[3]!),
        event: ORDER_EVENTS[codeEvent(code)]!,
        status: ORDER_STATUSES[codeStatus(code)]!,
        side: SIDES[codeSide(code)]!,
        type: ORDER_TYPES[codeType(code)]!,
        symbol: codeSymbol(code),
        quantity: row[5]!,
        filled: row[6]!,
        cost: row[7]!,
        price: row[8]!,
        stopPrice: row[9]!,
        triggerPrice: row[10]!,
        reason: text(row[11]!),
      });
    });
  }

  fills(chunk: RecordChunk): void {
    each(chunk, FILL_ROW_WIDTH, (row, text) => {
      const code = row[4]!;
      this.fillRows.push({
        seq: row[0]!,
        time: row[1]!,
        orderId: row[2]!,
        clientId: text(row[3]!),
        liquidity: LIQUIDITIES[codeEvent(code)]!,
        side: SIDES[codeSide(code)]!,
        type: ORDER_TYPES[codeType(code)]!,
        symbol: codeSymbol(code),
        price: row[5]!,
        reference: row[6]!,
        quantity: row[7]!,
        cost: row[8]!,
        fee: row[9]!,
        slippage: row[10]!,
        candleTime: row[11]!,
      });
    });
  }

  roundTrips(chunk: RecordChunk): void {
    each(chunk, ROUND_TRIP_ROW_WIDTH, (row, text) => {
      this.tripRows.push({
        id: row[0]!,
        asset: row[1]!,
        side: row[2] === 0 ? 'long' : 'short',
        entryTime: row[3]!,
        exitTime: row[4]!,
        quantity: row[5]!,
        entryValue: row[6]!,
        exitValue: row[7]!,
        pnl: row[8]!,
        fees: row[9]!,
        slippage: row[10]!,
        mae: row[11]!,
        mfe: row[12]!,
        ambiguous: row[13] === 1,
        reason: text(row[14]!),
      });
    });
  }

  balances(chunk: RecordChunk): void {
    each(chunk, BALANCE_ROW_WIDTH, (row, text) => {
      this.balanceRows.push({
        seq: row[0]!,
        time: row[1]!,
        asset: row[2]!,
        change: row[3]!,
        after: row[4]!,
        cause: BALANCE_CAUSES[row[5]!]!,
        orderId: row[6]!,
        clientId: text(row[7]!),
        reason: text(row[8]!),
      });
    });
  }

  equity(chunk: RecordChunk): void {
    each(chunk, EQUITY_ROW_WIDTH, (row) => {
      this.equityRows.push({ time: row[0]!, equity: row[1]!, cash: row[2]!, exposure: row[3]! });
    });
  }
}

function each(
  { rows, count, strings }: RecordChunk,
  width: number,
  take: (row: Float64Array, text: (index: number) => string | null) => void,
): void {
  const text = (index: number): string | null => (index < 0 ? null : strings[index]!);
  for (let i = 0; i < count; i++) take(rows.subarray(i * width, (i + 1) * width), text);
}

export interface Series extends Omit<SeriesInfo, 'kind'> {
  readonly columns: Columns;
}

export interface Played extends Keeper {
  readonly summary: RunSummary;
}

/** Runs the setup over the series, in chunks of `rows`. The setup's own list of series is taken from them. */
export function play(setup: SessionSetup, series: readonly Series[], rows?: number): Played {
  const keeper = new Keeper();
  const feed = feedOf(series, rows);
  const session = new TradingSession({ ...setup, series: feed.series, sinks: [keeper, ...setup.sinks] });
  const summary = runSync(session, feed);
  return Object.assign(keeper, { summary });
}

/** Units as the shortest decimal text. */
export function text(units: number, decimals = 8): string {
  return formatDecimal(units, decimals, { trim: true });
}

/** `play`, or null where the run never started because a held asset had no price, or where luck outgrew 2^53 units. */
export function playIfPriced(setup: SessionSetup, series: readonly Series[], rows?: number): Played | null {
  try {
    return play(setup, series, rows);
  } catch (error) {
    if (error instanceof InputError && error.message.startsWith('the run never started')) return null;
    if (error instanceof AmountOverflowError) return null;
    throw error;
  }
}
