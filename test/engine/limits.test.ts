import { describe, expect, it } from 'vitest';
import { runSync } from '../../src/engine/run.ts';
import { TradingSession } from '../../src/engine/session.ts';
import { AmountOverflowError, StrategyError } from '../../src/model/errors.ts';
import { EVENT } from '../../src/model/order.ts';
import { codeEvent, ORDER_ROW, ORDER_ROW_WIDTH, type RecordSink } from '../../src/model/record.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import { type CandleLine, candles, feedOf, MINUTE, setupOf } from '../support/market.ts';

function run(definition: unknown, columns: ReturnType<typeof candles>, sinks: RecordSink[] = [], options: object = {}) {
  const setup = setupOf({ strategy: { definition: definition as StrategyDefinition }, sinks, ...options });
  return runSync(new TradingSession(setup), feedOf([{ symbol: 0, interval: MINUTE, columns }]));
}

const flat = (count: number) => candles(Array.from({ length: count }, (): CandleLine => [100, 100, 100, 100]));

describe('the limits of a run', () => {
  it('an order keeps its own id and reason, however many texts come after them', () => {
    const canceled: (readonly (string | null)[])[] = [];
    const sink: RecordSink = {
      orders({ rows, count, strings }) {
        for (let at = 0; at < count * ORDER_ROW_WIDTH; at += ORDER_ROW_WIDTH) {
          if (codeEvent(rows[at + ORDER_ROW.code]!) !== EVENT.canceled) continue;
          canceled.push([strings[rows[at + ORDER_ROW.clientId]!] ?? null]);
        }
      },
    };
    let seen = 0;
    const definition = defineStrategy({
      name: 'talkative',
      onCandle(ctx) {
        seen += 1;
        if (seen === 1) ctx.buy({ type: 'limit', quantity: 1, price: 1, id: 'FIRST', reason: 'the first' });
        // Each makes texts of its own: a name, a reason, and what is said of it.
        else if (seen < 40_000) ctx.sell({ quantity: 5, id: `n${seen}`, reason: `r${seen}` });
        else if (seen === 40_000) {
          expect(ctx.orders).toMatchObject([{ clientId: 'FIRST', reason: 'the first' }]);
          ctx.cancel(1);
        }
      },
    });
    run(definition, flat(40_001), [sink]);
    expect(canceled).toEqual([['FIRST']]);
  });

  it('timers set for the present without end are an error that says so', () => {
    const definition = defineStrategy({
      name: 'restless',
      onCandle: (ctx) => ctx.timer(ctx.now),
      onTimer: (ctx) => ctx.timer(ctx.now),
    });
    expect(() => run(definition, flat(2))).toThrow(StrategyError);
    expect(() => run(definition, flat(2))).toThrow(
      /restless: onTimer .*more than 1000 timers were set for the present/,
    );
  });

  it('a value that is no number is not drawn', () => {
    const definition = defineStrategy({
      name: 'plotter',
      onCandle: (ctx) => ctx.plot({ fine: 1, none: null, odd: Number.NaN }),
    });
    expect(() => run(definition, flat(1))).toThrow(/ctx.plot takes finite numbers and null, odd is NaN/);
  });

  it('an account that outgrows 2^53 units names its asset and what to change', () => {
    const definition = defineStrategy({
      name: 'lucky',
      onCandle(ctx) {
        if (ctx.position.isFlat) ctx.buy({ fraction: 1 });
      },
    });
    const soaring = candles([
      [100, 100, 100, 100],
      [100, 100, 100, 100],
      [100, 20_000, 100, 20_000],
    ]);
    const options = { initialBalance: [0, 900_000e8] };
    expect(() => run(definition, soaring, [], options)).toThrow(AmountOverflowError);
    expect(() => run(definition, soaring, [], options)).toThrow(/USDT.*portfolio\.decimals/);
  });
});
