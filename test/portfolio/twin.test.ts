/**
 * The books beside a slow, obvious twin that counts in decimals: balances, average-free cost, round trips and equity of
 * one symbol, from nothing but the fills' quantities and prices.
 */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CandleColumns } from '../../src/market/columns.ts';
import { type FillRow, play, text } from '../support/play.ts';
import { randomRun } from '../support/randomRun.ts';

Decimal.set({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN });
const money = (amount: Decimal): Decimal => amount.toDecimalPlaces(8, Decimal.ROUND_HALF_EVEN);

interface Trip {
  side: string;
  entryTime: number;
  exitTime: number;
  quantity: Decimal;
  entryValue: Decimal;
  exitValue: Decimal;
  fees: Decimal;
  pnl: Decimal;
}

class Twin {
  cash: Decimal;
  coins: Decimal;
  position = new Decimal(0);
  cost = new Decimal(0);
  trip: Trip | null = null;
  readonly trips: Trip[] = [];

  constructor(coins: Decimal, cash: Decimal) {
    this.coins = coins;
    this.cash = cash;
  }

  apply(fill: FillRow, feePct: number): void {
    const sign = fill.side === 'buy' ? 1 : -1;
    const quantity = new Decimal(fill.quantity).div(1e8);
    const cost = money(quantity.mul(new Decimal(fill.price).div(100)));
    const fee = money(cost.mul(feePct).div(100));
    this.cash = this.cash.minus(cost.mul(sign)).minus(fee);
    this.coins = this.coins.plus(quantity.mul(sign));
    this.move(sign, quantity, cost, fee, fill.time);
  }

  private move(sign: number, quantity: Decimal, value: Decimal, fee: Decimal, time: number): void {
    const opposes = this.position.mul(sign).isNegative() && !this.position.isZero();
    const closed = opposes ? Decimal.min(quantity, this.position.abs()) : new Decimal(0);
    const rest = quantity.minus(closed);
    const closedValue = rest.isZero() ? value : money(value.mul(closed).div(quantity));
    const closedFee = rest.isZero() ? fee : money(fee.mul(closed).div(quantity));
    if (!closed.isZero()) this.close(sign, closed, closedValue, closedFee, time);
    if (!rest.isZero()) this.open(sign, rest, value.minus(closedValue), fee.minus(closedFee), time);
  }

  private close(sign: number, quantity: Decimal, value: Decimal, fee: Decimal, time: number): void {
    const trip = this.trip!;
    const share = quantity.eq(this.position.abs())
      ? this.cost
      : money(this.cost.mul(quantity).div(this.position.abs()));
    const gain = sign < 0 ? value.minus(share) : share.minus(value);
    this.position = this.position.plus(quantity.mul(sign));
    this.cost = this.cost.minus(share);
    trip.exitValue = trip.exitValue.plus(value);
    trip.fees = trip.fees.plus(fee);
    trip.pnl = trip.pnl.plus(gain).minus(fee);
    if (!this.position.isZero()) return;
    this.trips.push({ ...trip, exitTime: time });
    this.trip = null;
  }

  private open(sign: number, quantity: Decimal, value: Decimal, fee: Decimal, time: number): void {
    const zero = new Decimal(0);
    const side = sign > 0 ? 'long' : 'short';
    this.trip ??= {
      side,
      entryTime: time,
      exitTime: -1,
      quantity: zero,
      entryValue: zero,
      exitValue: zero,
      fees: zero,
      pnl: zero,
    };
    const { trip } = this;
    this.position = this.position.plus(quantity.mul(sign));
    this.cost = this.cost.plus(value);
    trip.quantity = trip.quantity.plus(quantity);
    trip.entryValue = trip.entryValue.plus(value);
    trip.fees = trip.fees.plus(fee);
    trip.pnl = trip.pnl.minus(fee);
  }
}

it('the books agree with decimals to the last digit', () => {
  let trips = 0;
  let fills = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.integer({ min: 2, max: 25 }),
      fc.boolean(),
      (seed, length, isHolder) => {
        const { setup, series } = randomRun({ seed, length, gaps: true, only: true });
        const [btc] = setup.instruments;
        const one = { ...btc!, minSize: 0, calendar: 'always' as const };
        const { columns, interval } = series[0]!;
        const candles = columns as CandleColumns;
        const exchange = { ...setup.exchange, fillDelay: 100_000 };
        const initialBalance = [10_000e8, isHolder ? 30e8 : 0];
        const played = play({ ...setup, instruments: [one], initialBalance, exchange }, series);
        const twin = new Twin(new Decimal(isHolder ? 30 : 0), new Decimal(10_000));
        const pct = ({ numerator, denominator }: { numerator: number; denominator: number }) =>
          (100 * numerator) / denominator;
        const rows = [...played.fillRows];
        for (const [i, row] of played.equityRows.entries()) {
          const isLast = i === played.equityRows.length - 1;
          while (rows.length > 0 && (isLast || comesBefore(rows[0]!, row.time))) {
            const fill = rows.shift()!;
            twin.apply(fill, fill.liquidity === 'maker' ? pct(one.makerFee) : pct(one.takerFee));
            fills += 1;
          }
          const at = candles.time.findLastIndex((time) => time + interval <= row.time);
          const worth = money(twin.coins.mul(candles.close[at]!).div(100));
          expect([text(row.cash), text(row.equity)]).toEqual(
            [twin.cash.toFixed(), twin.cash.plus(worth).toFixed()].map(trimmed),
          );
        }
        expect(played.tripRows.map(shown)).toEqual(twin.trips.map(shownTwin));
        trips += twin.trips.length;
      },
    ),
    { numRuns: 400 },
  );
  expect(trips).toBeGreaterThan(100);
  expect(fills).toBeGreaterThan(1000);
});

/** With a delay nothing is sent and filled at one close: a fill of the candle that closes comes before its row. */
const comesBefore = (fill: FillRow, row: number): boolean =>
  fill.time < row || (fill.time === row && fill.candleTime < row);

const trimmed = (amount: string): string => (amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount);

function shown(trip: {
  side: string;
  entryTime: number;
  exitTime: number;
  quantity: number;
  entryValue: number;
  exitValue: number;
  fees: number;
  pnl: number;
}) {
  const { side, entryTime, exitTime, ...amounts } = trip;
  const { quantity, entryValue, exitValue, fees, pnl } = amounts;
  return [side, entryTime, exitTime, ...[quantity, entryValue, exitValue, fees, pnl].map((units) => text(units))];
}

function shownTwin({ side, entryTime, exitTime, quantity, entryValue, exitValue, fees, pnl }: Trip) {
  return [
    side,
    entryTime,
    exitTime,
    ...[quantity, entryValue, exitValue, fees, pnl].map((amount) => trimmed(amount.toFixed())),
  ];
}
