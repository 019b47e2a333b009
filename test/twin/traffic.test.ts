import { describe, expect, test } from 'vitest';
import { D } from './amounts.ts';
import { traffic } from './traffic.ts';
import { runTwin } from './twin.ts';
import type { TwinAnswer, TwinFill, TwinOrderEvent, TwinRun } from './types.ts';

const RUNS = 150;
const TERMINAL = ['filled', 'canceled', 'expired', 'rejected', 'refused'];

/** For each asset: what was there at first, bought, sold and paid in fees is what is there at last. */
function conserves(run: TwinRun, answer: TwinAnswer): void {
  for (const { asset, total, held, free } of answer.balances) {
    let sum = new D(run.initial_balance[asset] ?? 0);
    for (const fill of answer.fills) {
      const { base, quote } = run.instruments.find((one) => one.symbol === fill.symbol)!;
      const sign = fill.side === 'buy' ? 1 : -1;
      if (base === asset) sum = sum.plus(new D(fill.quantity).mul(sign));
      if (quote === asset) sum = sum.minus(new D(fill.cost).mul(sign)).minus(fill.fee);
    }
    expect(total).toBe(sum.toString());
    expect(new D(held).plus(free).toString()).toBe(total);
    expect(new D(held).gte(0) && new D(free).gte(0)).toBe(true);
  }
}

/** The order as its own events tell it at the time of a fill. */
const storyOf = (answer: TwinAnswer, id: string): TwinOrderEvent[] =>
  answer.events.filter((event) => event.client_id === id);

function neverWorseThanItsLimit(fill: TwinFill, price: string | null): void {
  if (price === null) return;
  const worse = fill.side === 'buy' ? new D(fill.price).gt(price) : new D(fill.price).lt(price);
  expect(worse, `${fill.client_id} at ${fill.price}, limit ${price}`).toBe(false);
}

/** "a fill's reference price (before slippage) lies on the path travelled, jumps included" */
function onThePath(run: TwinRun, fill: TwinFill): boolean {
  const market = run.market.find((one) => one.symbol === fill.symbol)!;
  if (market.trades !== undefined || market.quotes !== undefined) return true;
  // Where lots ran out, what is left of a limit rests at its limit although price stands beyond it, and fills there.
  if (run.settings.partial_fills.model === 'volume' && fill.liquidity === 'maker') return true;
  const reference = new D(fill.reference_price);
  return market.candles!.some((candle, index) => {
    if (fill.time < candle.time || fill.time > candle.time + market.interval_ms) return false;
    const before = market.candles![index - 1]?.close ?? candle.open;
    const jumped =
      fill.time === candle.time &&
      reference.gte(D.min(before, candle.open)) &&
      reference.lte(D.max(before, candle.open));
    return jumped || (reference.gte(candle.low) && reference.lte(candle.high));
  });
}

function oneLife(events: TwinOrderEvent[]): void {
  let ended: string | null = null;
  for (const event of events) {
    const quantity = event.quantity === null ? null : new D(event.quantity);
    if (ended !== null) {
      // Only a late cancel or amend is heard after the end, and it changes nothing.
      expect([event.event, event.status]).toEqual(['rejected', ended]);
      continue;
    }
    if (quantity !== null) expect(quantity.gte(event.filled)).toBe(true);
    if (TERMINAL.includes(event.status)) ended = event.status;
    if (event.status === 'filled') expect(event.filled).toBe(event.quantity);
    if (event.leaves !== null) expect(new D(event.leaves).gte(0)).toBe(true);
  }
}

describe('random traffic', () => {
  test('the same seed is the same run, and the same run has the same answer', () => {
    for (const seed of ['a', 7]) {
      expect(traffic(seed)).toEqual(traffic(seed));
      expect(runTwin(traffic(seed))).toEqual(runTwin(JSON.parse(JSON.stringify(traffic(seed))) as TwinRun));
    }
    expect(traffic(1)).not.toEqual(traffic(2));
  });

  test('the twin keeps the invariants it is there to prove, and the traffic meets every corner', {
    timeout: 240_000,
  }, () => {
    const heard = new Map<string, number>();
    for (let seed = 0; seed < RUNS; seed += 1) {
      const run = traffic(seed);
      const answer = runTwin(run);
      conserves(run, answer);
      for (const id of new Set(answer.events.map((event) => event.client_id))) {
        // An id used twice is refused: the second has no life of its own.
        oneLife(storyOf(answer, id).filter((event) => event.reason !== 'id'));
      }
      for (const fill of answer.fills) {
        const story = storyOf(answer, fill.client_id);
        const then = story.findLast((event) => event.event === 'filled' && event.time === fill.time);
        neverWorseThanItsLimit(fill, then?.price ?? null);
        expect(onThePath(run, fill), `seed ${seed} ${JSON.stringify(fill)}`).toBe(true);
      }
      for (const event of answer.events) {
        const key = event.reason === null ? event.event : `${event.event} ${event.reason}`;
        heard.set(key, (heard.get(key) ?? 0) + 1);
      }
    }
    const corners = [
      'filled',
      'trailed',
      'triggered',
      'amended',
      'amended oco',
      'amended parent',
      'canceled cancel',
      'canceled close',
      'canceled fok',
      'canceled ioc',
      'canceled no_price',
      'canceled oco',
      'canceled parent',
      'canceled post_only',
      'expired expire_at',
      'rejected insufficient_balance',
      'rejected no_position',
      'refused max_drawdown_pct',
      'refused max_exposure_pct',
      'refused max_open_orders',
      'refused max_position_pct',
      'refused min_cash',
      'refused min_notional',
      'refused tick_size',
    ];
    expect(corners.filter((corner) => !heard.has(corner))).toEqual([]);
  });

  test('limits of the traffic are kept', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const run = traffic(seed, {
        sources: ['candles'],
        symbols: 1,
        orders: 5,
        rules: false,
        everyType: false,
        groups: false,
        changes: false,
        everySize: false,
      });
      expect(run.market.every((market) => market.candles !== undefined)).toBe(true);
      expect(run.instruments).toHaveLength(1);
      expect(run.orders.length).toBeLessThanOrEqual(5);
      expect(run.risk).toEqual({});
      for (const order of run.orders) {
        expect(['market', 'limit']).toContain(order.type);
        expect([
          order.oco,
          order.parent,
          order.stop_loss,
          order.amend,
          order.cancel_at,
          order.spend,
          order.close,
        ]).toEqual(Array(7).fill(undefined));
      }
    }
  });
});
