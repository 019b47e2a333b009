/** The shipped strategies beside slow, obvious twins, and what scripts and parameters may say. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StrategyDefinition } from '../../src/strategy/define.ts';
import { SHIPPED_STRATEGIES, Sma } from '../../src/strategy/index.ts';
import buyAndHold from '../../src/strategy/shipped/buy-and-hold.ts';
import scripted from '../../src/strategy/shipped/scripted.ts';
import smaCross from '../../src/strategy/shipped/sma-cross.ts';
import { type CandleLine, candles, instrument, MINUTE, setupOf } from '../support/market.ts';
import { type Played, play } from '../support/play.ts';

const line = (close: number): CandleLine => [close, close, close, close];

function runOn(
  closes: readonly number[],
  shipped: StrategyDefinition,
  given: unknown,
  options: Parameters<typeof setupOf>[0] = {},
): Played {
  const { definition, params } = { definition: shipped, params: shipped.params!.parse(given) };
  const setup = setupOf({
    instruments: [instrument({ maker: '0', taker: '0' })],
    ...options,
    strategy: { definition, params, ...options.strategy },
  });
  return play(setup, [{ symbol: 0, interval: MINUTE, columns: candles(closes.map(line)) }]);
}

const orders = ({ orderRows }: Played) =>
  orderRows.filter(({ event }) => event === 'submitted').map(({ time, reason }) => `${time / MINUTE} ${reason}`);

/** In at the first close with fast > slow after one with fast <= slow, out at the first with fast < slow after one with fast >= slow. */
function crosses(cents: readonly number[], fast: number, slow: number): string[] {
  const sum = (until: number, count: number) =>
    cents.slice(until - count, until).reduce((all, one) => all + BigInt(one), 0n);
  const said: string[] = [];
  let isIn = false;
  for (let i = slow + 1; i <= cents.length; i++) {
    const sign = (until: number) => sum(until, fast) * BigInt(slow) - sum(until, slow) * BigInt(fast);
    const [before, now] = [sign(i - 1), sign(i)];
    if (!isIn && now > 0n && before <= 0n) {
      isIn = true;
      said.push(`${i} cross up`);
    } else if (isIn && now < 0n && before >= 0n) {
      isIn = false;
      said.push(`${i} cross down`);
    }
  }
  return said;
}

describe('sma-cross', () => {
  it('goes in and out where a slow twin does', () => {
    let crossed = 0;
    fc.assert(
      fc.property(
        // Few different closes: averages are often equal, and a tie is a tie.
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 80 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(1, 7, 100),
        (walk, fast, more, scale) => {
          const cents = walk.map((step) => 10_000 + step * scale);
          const slow = Math.max(2, fast + more);
          const played = runOn(
            cents.map((price) => price / 100),
            smaCross as never,
            { fast, slow },
          );
          const expected = crosses(cents, fast, slow);
          expect(orders(played)).toEqual(expected);
          crossed += expected.length;
        },
      ),
      { numRuns: 400 },
    );
    expect(crossed).toBeGreaterThan(300);
  });

  it('a tie is neither above nor below: leaving it upwards is a cross', () => {
    // fast 1, slow 2: 10 10 is a tie; 11 is above it.
    expect(orders(runOn([10, 10, 11, 11, 10], smaCross as never, { fast: 1, slow: 2 }))).toEqual([
      '3 cross up',
      '5 cross down',
    ]);
    // 11 is above at the first comparison already: nothing was crossed.
    expect(orders(runOn([10, 11, 12, 13], smaCross as never, { fast: 1, slow: 2 }))).toEqual([]);
    // Down to a tie is no way out; below it is.
    expect(orders(runOn([10, 10, 11, 11, 11, 10], smaCross as never, { fast: 1, slow: 2 }))).toEqual([
      '3 cross up',
      '6 cross down',
    ]);
  });

  it('puts in its fraction, all of it by default', () => {
    const closes = [10, 10, 11];
    expect(runOn(closes, smaCross as never, { fast: 1, slow: 2 }).fillRows[0]!.cost).toBe(10_000e8 - 1);
    expect(runOn(closes, smaCross as never, { fast: 1, slow: 2, fraction: 0.25 }).fillRows[0]!.cost).toBe(2500e8 - 3);
  });

  it('takes fast below slow, and no other keys', () => {
    const { params } = smaCross;
    expect(params!.parse({})).toEqual({ fast: 20, slow: 50, fraction: 1 });
    expect(() => params!.parse({ fast: 5, slow: 5 })).toThrow('fast must be below slow');
    expect(() => params!.parse({ fats: 5 })).toThrow();
    expect(() => params!.parse({ fast: 1.5 })).toThrow();
  });
});

describe('Sma', () => {
  it('of numbers is their mean', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (values, period) => {
          const sma = new Sma(period);
          values.forEach((value, i) => {
            const mean = values.slice(Math.max(0, i + 1 - period), i + 1).reduce((sum, one) => sum + one, 0) / period;
            const answer = sma.update(value);
            if (i + 1 < period) expect(answer).toBeNull();
            else expect(Math.abs(answer! - mean)).toBeLessThan(1e-6);
          });
        },
      ),
    );
    expect(() => new Sma(0)).toThrow('whole period');
  });

  it('compares exact sums, also past 2^53', () => {
    const [a, b] = [new Sma(3), new Sma(2)];
    for (const value of [9e15 + 1, 9e15 + 1, 9e15 + 2]) a.update(value);
    for (const value of [9e15 + 1, 9e15 + 2]) b.update(value);
    // (3 x 9e15 + 4) / 3 against (2 x 9e15 + 3) / 2: 1.333 and 1.5 above 9e15.
    expect(Math.sign(a.compare(b))).toBe(-1);
    expect(Math.sign(b.compare(a))).toBe(1);
    expect(a.compare(a)).toBe(0);
  });
});

describe('buy-and-hold', () => {
  it('puts an equal share into each symbol at its first close, once', () => {
    const assets = ['BTC', 'USDT', 'ETH'].map((name) => ({ name, decimals: 8 }));
    const free = { maker: '0', taker: '0' };
    const setup = setupOf({
      assets,
      instruments: [instrument(free), instrument({ index: 1, symbol: 'ETH/USDT', base: 2, ...free })],
      initialBalance: [0, 10_000e8, 0],
      strategy: { definition: buyAndHold as never, params: buyAndHold.params!.parse({}) },
    });
    const { fillRows } = play(setup, [
      { symbol: 0, interval: MINUTE, columns: candles([line(100), line(110), line(120)]) },
      { symbol: 1, interval: MINUTE, columns: candles([line(10), line(11)], { start: MINUTE }) },
    ]);
    // 50 x 110 and 5,000 in cash are 10,500; half of it is more than is free.
    expect(fillRows.map(({ time, symbol, cost }) => [time / MINUTE, symbol, cost])).toEqual([
      [1, 0, 5_000e8],
      [2, 1, 5_000e8],
    ]);
  });

  it('buys after its warm-up', () => {
    const { fillRows } = runOn([100, 110, 120, 130], buyAndHold as never, {}, { strategy: { warmup: 2 } as never });
    expect(fillRows.map(({ time, price }) => [time / MINUTE, price / 100])).toEqual([[3, 120]]);
  });
});

describe('scripted', () => {
  const at = (second: number) => `1970-01-01T00:00:${String(second).padStart(2, '0')}Z`;

  it('places orders of one time in the order of the list, under their names or o1, o2', () => {
    const { orderRows } = runOn([100, 100], scripted as never, {
      orders: [
        { at: at(20), side: 'buy', quantity: 1 },
        { at: at(10), side: 'buy', quantity: 2, id: 'mine' },
        { at: at(10), side: 'buy', quantity: 3 },
        { at: at(20), side: 'buy', quantity: 4 },
      ],
    });
    const submitted = orderRows.filter(({ event }) => event === 'submitted');
    expect(submitted.map(({ time, clientId, quantity }) => [time / 1e6, clientId, quantity / 1e8])).toEqual([
      [10, 'mine', 2],
      [10, 'o3', 3],
      [20, 'o1', 1],
      [20, 'o4', 4],
    ]);
  });

  it('cancels at cancel_at, of one time after the orders', () => {
    const { orderRows } = runOn([100, 100], scripted as never, {
      orders: [
        { at: at(10), side: 'buy', quantity: 1, type: 'limit', price: 90, cancel_at: at(20) },
        { at: at(20), side: 'buy', quantity: 1, type: 'limit', price: 91, cancel_at: at(20) },
      ],
    });
    expect(orderRows.map(({ time, clientId, event }) => `${time / 1e6} ${clientId} ${event}`)).toEqual([
      '10 o1 submitted',
      '10 o1 accepted',
      '20 o2 submitted',
      '20 o2 accepted',
      '20 o1 canceled',
      '20 o2 canceled',
    ]);
  });

  it('an order before the window is refused at its start', () => {
    const { orderRows } = runOn(
      [100, 100, 100],
      scripted as never,
      { orders: [{ at: at(10), side: 'buy', quantity: 1 }] },
      { window: { from: MINUTE } },
    );
    expect(orderRows.map(({ time, event }) => [time / 1e6, event])).toEqual([[60, 'refused']]);
  });

  it('says what is wrong with an entry in the run, and goes on', () => {
    const heard = (order: object) => {
      const { orderRows } = runOn([100, 100], scripted as never, {
        orders: [
          { at: at(10), ...order },
          { at: at(20), side: 'buy', quantity: 1 },
        ],
      });
      expect(orderRows.filter(({ event }) => event === 'filled')).toHaveLength(1);
      return orderRows
        .filter(({ event }) => event === 'refused')
        .map(({ clientId, reason }) => `${clientId} ${reason}`);
    };
    expect(heard({ side: 'long', quantity: 1 })).toEqual(['o1 side: side is buy or sell, not long']);
    expect(heard({ side: 'buy', quantity: 1, type: 'iceberg' })).toEqual([
      'o1 type: type is market, limit, stop, stop_limit, take_profit, take_profit_limit or trailing_stop, not iceberg',
    ]);
    expect(heard({ side: 'buy', quantity: Number.NaN })).toEqual([
      'o1 quantity: quantity NaN is not a number above zero',
    ]);
    expect(heard({ side: 'buy', quantity: null })).toEqual(['o1 quantity: quantity null is not a number above zero']);
    expect(heard({ side: 'buy', quantity: true })).toEqual(['o1 quantity: quantity true is not a number above zero']);
    expect(heard({ side: 'buy', fraction: 'half' })).toEqual(['o1 fraction: fraction half is not a number above zero']);
    expect(heard({ side: 'buy', quantity: 1, symbol: 'BTC/USD' })).toEqual([
      "o1 symbol: BTC/USD is not among the scenario's symbols (BTC/USDT) (did you mean BTC/USDT?)",
    ]);
    expect(heard({ close: 'yes' })).toEqual(['o1 close: close is true or left out, not yes']);
    expect(heard({ side: 'buy', quantity: 1, post_only: 'yes' })).toEqual([
      'o1 post_only: post_only is true or false, not yes',
    ]);
    expect(heard({ side: 'buy', quantity: 1, time_in_force: 'GTD', expire_at: 'noon' })[0]).toContain(
      'o1 expire_at: expire_at noon is not a time',
    );
    expect(heard({ id: 7, side: 'buy', quantity: 1, stop_loss: { id: 'own' } })).toEqual([
      '7 stop_loss: stop_loss needs a stop_price, or one of trail_amount and trail_pct',
    ]);
    expect(heard({ side: 'sell', parent: 'entry' })).toEqual(['o1 parent: there is no order entry that has not ended']);
  });

  it('asks for what ctx.order takes, in camelCase', () => {
    const asked: unknown[] = [];
    const entry = {
      at: at(10),
      symbol: 'BTC/USDT',
      side: 'buy',
      type: 'stop_limit',
      quantity: '1.5',
      price: 103,
      stop_price: 101.5,
      activation_price: 9,
      time_in_force: 'GTD',
      expire_at: '1970-01-01T00:01:00Z',
      post_only: true,
      reduce_only: false,
      oco: 'group',
      parent: 12,
      stop_loss: { trail_pct: '2', id: 1 },
      take_profit: 110,
      amend: [{ at: at(20), stop_price: 102, trail_amount: 1, expire_at: 5 }],
      cancel_at: at(30),
      reason: 'why',
    };
    const params = scripted.params!.parse({ orders: [entry] });
    const ctx = {
      params,
      state: scripted.state!({ params, symbols: [] }),
      timers: [] as [number, string][],
      timer: (time: number, name: string) => ctx.timers.push([time / 1000, name]),
      outsideWindow: () => null,
      order: (request: unknown) => asked.push(request) && 41,
      amend: (...words: unknown[]) => asked.push(words),
      cancel: (...words: unknown[]) => asked.push(words),
    };
    scripted.setup!(ctx as never);
    expect(ctx.timers).toEqual([
      [10, 'order 0'],
      [20, 'amend 0 0'],
      [30, 'cancel 0'],
    ]);
    scripted.onTimer!(ctx as never, { name: 'cancel 0', time: 0 });
    for (const [time, name] of ctx.timers) scripted.onTimer!(ctx as never, { name, time });
    expect(asked).toEqual([
      // Before it is placed, an order has its name only.
      ['o1'],
      {
        id: 'o1',
        symbol: 'BTC/USDT',
        side: 'buy',
        type: 'stop_limit',
        quantity: '1.5',
        price: 103,
        stopPrice: 101.5,
        activationPrice: 9,
        timeInForce: 'GTD',
        expireAt: '1970-01-01T00:01:00Z',
        postOnly: true,
        reduceOnly: false,
        oco: 'group',
        parent: '12',
        stopLoss: { trailPct: '2', id: '1' },
        takeProfit: 110,
        reason: 'why',
      },
      [41, { stopPrice: 102, trailAmount: 1, expireAt: 5 }],
      [41],
    ]);
  });

  it('takes only keys it knows, and times that are times', () => {
    const parse = (order: object) => () =>
      scripted.params!.parse({ orders: [{ at: at(1), side: 'buy', quantity: 1, ...order }] });
    expect(parse({})).not.toThrow();
    expect(parse({ quantiti: 1 })).toThrow('is no key of an order (did you mean quantity?): it takes id, at, symbol');
    expect(parse({ at: 'noon' })).toThrow('is not a time');
    expect(parse({ quantity: [1] })).toThrow('is a list or keys: write one value');
    expect(parse({ stop_loss: { stop_price: 1, stop: 1 } })).toThrow('is no key of stop_loss: it takes stop_price');
    expect(parse({ take_profit: { price: 1, type: [] } })).toThrow('is a list or keys');
    expect(parse({ stop_loss: [1] })).toThrow();
    expect(parse({ amend: [{ at: at(1), spend: 1 }] })).toThrow('spend');
    expect(parse({ amend: [{ quantity: 1 }] })).toThrow();
    expect(parse({ cancel_at: 'noon' })).toThrow('is not a time');
    try {
      parse({ stop_loss: { stop_price: 1, stop: 1 } })();
    } catch (error) {
      expect((error as { issues: unknown[] }).issues).toMatchObject([
        { code: 'unrecognized_keys', keys: ['stop'], path: ['orders', 0, 'stop_loss'] },
      ]);
    }
    expect(() => scripted.params!.parse({ orders: [], more: 1 })).toThrow();
  });
});

it('the shipped strategies are known by their names', () => {
  for (const [name, definition] of SHIPPED_STRATEGIES) expect(definition.name).toBe(name);
  expect([...SHIPPED_STRATEGIES.keys()]).toEqual(expect.arrayContaining(['sma-cross', 'buy-and-hold', 'scripted']));
});
