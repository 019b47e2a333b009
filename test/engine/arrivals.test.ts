/** Where in a candle an order that arrives finds price standing. */
import { expect, it } from 'vitest';
import scripted from '../../src/strategy/shipped/scripted.ts';
import { candles, MINUTE, setupOf } from '../support/market.ts';
import { play } from '../support/play.ts';

/** O 100, H 104, L 98, C 103 from 60 s on; the candle before closes at 99, the next one opens at 103.5. */
function pricesMet(arrivals: readonly number[]): (number | undefined)[] {
  const orders = arrivals.map((seconds) => ({
    at: `1970-01-01T00:01:${String(seconds).padStart(seconds % 1 === 0 ? 2 : 4, '0')}Z`,
    side: 'buy',
    quantity: 1,
  }));
  const { fillRows } = play(
    setupOf({
      exchange: { intrabar: 'open_high_low_close', fillDelay: 0 },
      strategy: { definition: scripted as never, params: scripted.params!.parse({ orders }) },
    }),
    [
      {
        symbol: 0,
        interval: MINUTE,
        columns: candles([
          [99.5, 99.5, 99, 99],
          [100, 104, 98, 103],
          [103.5, 105, 103, 104],
        ]),
      },
    ],
  );
  return orders.map((_, i) => {
    const fill = fillRows.find(({ clientId }) => clientId === `o${i + 1}`);
    return fill === undefined ? undefined : fill.price / 100;
  });
}

it('arrivals at +0.1, +20, +25, +45 and +60 s meet 100, 104, 104, 98 and 103', () => {
  expect(pricesMet([0.1, 20, 25, 45])).toEqual([100, 104, 104, 98]);
  // 60 s after the open the candle ends: decided then without delay, or 100 ms before it with 100 ms.
  const at = (definition: string, fillDelay: number) =>
    play(
      setupOf({
        exchange: { intrabar: 'open_high_low_close', fillDelay },
        strategy: {
          definition: scripted as never,
          params: scripted.params!.parse({ orders: [{ at: definition, side: 'buy', quantity: 1 }] }),
        },
      }),
      [
        {
          symbol: 0,
          interval: MINUTE,
          columns: candles([
            [100, 104, 98, 103],
            [103.5, 105, 103, 104],
          ]),
        },
      ],
    ).fillRows.map(({ price, time }) => [price / 100, time / 1e6]);
  expect(at('1970-01-01T00:01:00Z', 0)).toEqual([[103, 60]]);
  expect(at('1970-01-01T00:00:59.9Z', 100_000)).toEqual([[103, 60]]);
  expect(at('1970-01-01T00:01:00Z', 100_000)).toEqual([[103.5, 60.1]]);
});

it('price stands at a point until the very microsecond of the next', () => {
  // The first extreme comes 20 s, the second 40 s after the open.
  expect(pricesMet([0, 19.9, 39.9, 40])).toEqual([99, 100, 104, 98]);
});
