/** What frictions cost, counted by hand: the way to the exchange, parts that found no volume, limits that were only touched. */
import { describe, expect, it } from 'vitest';
import type { Unfilled } from '../../src/engine/frictions.ts';
import type { SessionSetup } from '../../src/engine/setup.ts';
import { parsePct } from '../../src/model/rate.ts';
import scripted from '../../src/strategy/shipped/scripted.ts';
import { type CandleLine, candles, MINUTE, quotes, SECOND, setupOf } from '../support/market.ts';
import { play } from '../support/play.ts';

interface Scene {
  readonly orders: readonly object[];
  readonly lines?: readonly CandleLine[];
  readonly exchange?: Partial<SessionSetup['exchange']>;
}

/** Ten BTC and 10,000 USDT. */
function run({ orders, lines = [], exchange = {} }: Scene) {
  const setup = setupOf({
    initialBalance: [10e8, 10_000e8],
    exchange: { intrabar: 'open_high_low_close', fillDelay: 30 * SECOND, cancelDelay: SECOND, ...exchange },
    strategy: { definition: scripted as never, params: scripted.params!.parse({ orders }) },
  });
  const { summary } = play(setup, [{ symbol: 0, interval: MINUTE, columns: candles(lines) }]);
  const { latency, latencyFills, partialFills, limitFill } = summary.frictions;
  return {
    latency: latency.toNumber() / 1e8,
    latencyFills,
    partialFills: partialFills.map(short),
    limitFill: limitFill.map(short),
  };
}

const short = ({ orders, quantity, notional, value }: Unfilled) => ({
  orders,
  quantity: Number(quantity) / 1e8,
  notional: Number(notional) / 1e8,
  value: value === null ? null : value / 1e8,
});

const at = (second: number) => new Date(second * 1000).toISOString();
// 30 s after its open a candle stands at its high, 50 s after it at its low.
const LINES: readonly CandleLine[] = [
  [100, 104, 98, 103],
  [103, 104, 98, 100],
];

describe('latency', () => {
  it('costs what price ran away from a purchase, and earns where it came closer', () => {
    const buy = (second: number, size: string) => ({ at: at(second), side: 'buy', quantity: size });
    // Decided at 100, met 104.
    expect(run({ lines: LINES, orders: [buy(0.5, '2')] })).toMatchObject({ latency: 8, latencyFills: 1 });
    // Decided at 104, met 98.
    expect(run({ lines: LINES, orders: [buy(20, '2')] })).toMatchObject({ latency: -12, latencyFills: 1 });
  });

  it('the other way round for a sale, and nothing without a delay', () => {
    const sale = { at: at(0.5), side: 'sell', quantity: '2' };
    expect(run({ lines: LINES, orders: [sale] })).toMatchObject({ latency: -8, latencyFills: 1 });
    expect(run({ lines: LINES, orders: [sale], exchange: { fillDelay: 0 } })).toMatchObject({
      latency: 0,
      latencyFills: 1,
    });
  });

  it('is none of a limit that rests, nor of a stop that is reached later', () => {
    const orders = [
      { at: at(0.5), side: 'buy', quantity: '1', type: 'limit', price: '99' },
      { at: at(0.5), side: 'sell', quantity: '1', type: 'stop', stop_price: '98.5' },
    ];
    expect(run({ lines: LINES, orders })).toMatchObject({ latency: 0, latencyFills: 0 });
  });

  it('grows with the delay while price rises', () => {
    const lines: CandleLine[] = Array.from({ length: 5 }, (_, n) => [100 + n, 101 + n, 100 + n, 101 + n]);
    const costs = [0, 1, 2, 3].map(
      (minutes) =>
        run({ lines, orders: [{ at: at(1), side: 'buy', quantity: '1' }], exchange: { fillDelay: minutes * MINUTE } })
          .latency,
    );
    expect(costs).toEqual([0, 1, 2, 3]);
  });
});

describe('partial fills', () => {
  const share = (pct: string) => ({
    partialFills: { model: 'volume', share: parsePct(pct) } as const,
    fillDelay: 0.1 * SECOND,
  });
  const lines: CandleLine[] = [
    [100, 100, 100, 100, 8],
    [90, 90, 90, 90, 0],
  ];

  it('leave what found no volume: canceled at once, or still working at the end, at the limit or the mark', () => {
    const orders = [
      { at: at(0), side: 'buy', quantity: '5', time_in_force: 'IOC', type: 'limit', price: '110' },
      { at: at(1), side: 'sell', quantity: '7' },
    ];
    // Two lots a point: 2 of 5 for the first; the second gets none at the open, then 6 at the next three points.
    expect(run({ lines, orders, exchange: { ...share('100') } })).toMatchObject({
      partialFills: [{ orders: 2, quantity: 4, notional: 3 * 110 + 1 * 90, value: 3 * 110 + 1 * 90 }],
      limitFill: [],
    });
  });

  it('leave more the smaller the share, and nothing where the whole is filled', () => {
    const orders = [{ at: at(0), side: 'buy', quantity: '6' }];
    const left = ['100', '50', '25'].map(
      (pct) => run({ lines, orders, exchange: share(pct) }).partialFills[0]?.quantity ?? 0,
    );
    expect(left).toEqual([0, 2, 4]);
  });
});

describe('limit fills', () => {
  const orders = [
    { at: at(0), side: 'buy', quantity: '2', type: 'limit', price: '98', cancel_at: at(70) },
    { at: at(0), side: 'buy', quantity: '1', type: 'limit', price: '97' },
  ];
  const exchange = (model: 'cross' | 'touch') => ({ limitFill: { model }, fillDelay: 0.1 * SECOND });

  it('leave limits that were touched and not passed; those that price never came to are left by nobody', () => {
    const lines = LINES;
    expect(run({ lines, orders, exchange: exchange('cross') }).limitFill).toEqual([
      { orders: 1, quantity: 2, notional: 196, value: 196 },
    ]);
    expect(run({ lines, orders, exchange: exchange('touch') }).limitFill).toEqual([]);
    const never = { limitFill: { model: 'probability', probability: 0 } as const, fillDelay: 0.1 * SECOND };
    expect(run({ lines, orders, exchange: never }).limitFill).toEqual([
      { orders: 1, quantity: 2, notional: 196, value: 196 },
    ]);
  });

  it('leave nothing of one that fills later, nor of one that has asked for another price since', () => {
    const lines: CandleLine[] = [...LINES, [100, 100, 97.5, 99]];
    const still = [{ ...orders[0], cancel_at: undefined }];
    expect(run({ lines, orders: still, exchange: exchange('cross') }).limitFill).toEqual([]);
    const amended = [{ ...orders[0], cancel_at: undefined, amend: [{ at: at(70), price: '90' }] }];
    expect(run({ lines, orders: amended, exchange: exchange('cross') }).limitFill).toEqual([]);
  });
});

it('on quotes latency is counted from the middle, which is the mark', () => {
  const setup = setupOf({
    matching: ['quotes'],
    interval: MINUTE,
    exchange: { fillDelay: SECOND },
    strategy: {
      definition: scripted as never,
      params: scripted.params!.parse({ orders: [{ at: at(1), side: 'buy', quantity: '1' }] }),
    },
  });
  const columns = quotes([
    [0, 99, 5, 101, 5],
    [1.5 * SECOND, 100, 5, 102, 5],
  ]);
  const { summary } = play(setup, [{ symbol: 0, interval: 0, columns }]);
  expect(summary.frictions.latency.toNumber() / 1e8).toBe(2);
});
