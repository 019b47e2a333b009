/** What a session does, as lines of a log: fills, and orders that were refused. */
import { formatDecimal } from '../../model/decimal.ts';
import type { Instrument } from '../../model/instrument.ts';
import { EVENT, LIQUIDITIES, ORDER_EVENTS, SIDES } from '../../model/order.ts';
import {
  codeEvent,
  codeSide,
  codeSymbol,
  FILL_ROW,
  FILL_ROW_WIDTH,
  ORDER_ROW,
  ORDER_ROW_WIDTH,
  type RecordChunk,
  type RecordSink,
} from '../../model/record.ts';

type Say = (level: 'info' | 'warn', message: string, fields: Readonly<Record<string, unknown>>) => void;

/** Events of an order that a reader of the log wants to know of beside its fills. */
const TOLD: readonly number[] = [EVENT.submitted, EVENT.canceled, EVENT.expired, EVENT.rejected, EVENT.refused];

export class RecordLog implements RecordSink {
  readonly #instruments: readonly Instrument[];
  readonly #say: Say;

  constructor(instruments: readonly Instrument[], say: Say) {
    this.#instruments = instruments;
    this.#say = say;
  }

  fills({ rows, count }: RecordChunk): void {
    for (let at = 0; at < count * FILL_ROW_WIDTH; at += FILL_ROW_WIDTH) {
      const code = rows[at + FILL_ROW.code]!;
      const { symbol, priceDecimals, baseDecimals, quoteDecimals } = this.#instruments[codeSymbol(code)]!;
      this.#say('info', 'fill', {
        tape_time: rows[at + FILL_ROW.time],
        order_id: rows[at + FILL_ROW.orderId],
        symbol,
        side: SIDES[codeSide(code)],
        liquidity: LIQUIDITIES[codeEvent(code)],
        price: formatDecimal(rows[at + FILL_ROW.price]!, priceDecimals),
        quantity: formatDecimal(rows[at + FILL_ROW.quantity]!, baseDecimals),
        fee: formatDecimal(rows[at + FILL_ROW.fee]!, quoteDecimals),
      });
    }
  }

  orders({ rows, count, strings }: RecordChunk): void {
    for (let at = 0; at < count * ORDER_ROW_WIDTH; at += ORDER_ROW_WIDTH) {
      const code = rows[at + ORDER_ROW.code]!;
      const event = codeEvent(code);
      if (!TOLD.includes(event)) continue;
      const isBad = event === EVENT.rejected || event === EVENT.refused;
      this.#say(isBad ? 'warn' : 'info', `order ${ORDER_EVENTS[event]}`, {
        tape_time: rows[at + ORDER_ROW.time],
        order_id: rows[at + ORDER_ROW.orderId],
        symbol: this.#instruments[codeSymbol(code)]!.symbol,
        reason: strings[rows[at + ORDER_ROW.reason]!] ?? null,
      });
    }
  }
}
