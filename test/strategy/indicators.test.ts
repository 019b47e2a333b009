/** One contract for every indicator: our own exact ones beside slow twins, and all of trading-signals. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CandleView } from '../../src/strategy/candle.ts';
import * as indicators from '../../src/strategy/indicators.ts';
import { Highest, Lowest, load, type Saved, Sma, save } from '../../src/strategy/indicators.ts';
import { SIGNALS } from '../../src/strategy/signals.ts';
import { candles } from '../support/market.ts';

interface Indicator {
  add(input: unknown): unknown;
  getResult(): unknown;
  readonly isStable: boolean;
}

/** A walk of candles in cents, the same every time. */
const LENGTH = 400;
const columns = candles(
  Array.from({ length: LENGTH }, (_, i) => {
    // Up and down for forty candles each, with noise.
    const at = (n: number) => 100 + Math.abs((n % 80) - 40) + ((n * 7919) % 41) / 20 + ((n * 104_729) % 13) / 100;
    const [open, close] = [at(i), at(i + 1)];
    const [high, low] = [Math.max(open, close) + (i % 5) / 2, Math.min(open, close) - (i % 3) / 2];
    return [open, high, low, close, 1 + ((i * 31) % 17)] as const;
  }),
);
const view = (row: number): CandleView => new CandleView('BTC/USDT', 60_000_000, 100).show(columns, row);

/** Through text, as a file would keep it. */
const again = <T>(value: T): T => load<T>(JSON.parse(JSON.stringify(save(value))) as Saved);

/** The contract: `count` inputs, saved and loaded after `pause` of them. */
function goesOn(make: () => Indicator, input: (row: number) => unknown, count: number, pause: number): unknown[] {
  let one = make();
  const other = make();
  const [paused, straight]: [unknown[], unknown[]] = [[], []];
  for (let row = 0; row < count; row++) {
    if (row === pause) one = again(one);
    paused.push([one.add(input(row)), one.getResult(), one.isStable]);
    straight.push([other.add(input(row)), other.getResult(), other.getResult() !== null]);
  }
  expect(paused).toEqual(straight);
  expect(save(one)).toEqual(save(other));
  return (straight as unknown[][]).map(([, result]) => result);
}

const slow = {
  Sma: (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length,
  Highest: (values: number[]) => Math.max(...values),
  Lowest: (values: number[]) => Math.min(...values),
};
const reads = { Sma: 'close', Highest: 'high', Lowest: 'low' } as const;

describe.each([Sma, Highest, Lowest])('%o', (OurOwn) => {
  const name = OurOwn.name as keyof typeof slow;

  it('is what a slow twin says, of candles and of numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 80 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat({ max: 60 }),
        (units, period, pause) => {
          const made = candles(units.map((one) => [one, one + 2, one - 1, one + 1] as const));
          const expected = units.map((_, i) => {
            if (i + 1 < period) return null;
            return slow[name](Array.from(made[reads[name]].slice(i + 1 - period, i + 1), (price) => price / 100));
          });
          const close = (a: unknown, b: unknown) =>
            a === b || (typeof a === 'number' && Math.abs(a - (b as number)) < 1e-9);
          const ofCandles = goesOn(
            () => new OurOwn(period),
            (row) => new CandleView('BTC/USDT', 60_000_000, 100).show(made, row),
            units.length,
            pause,
          );
          const ofNumbers = goesOn(
            () => new OurOwn(period),
            (row) => made[reads[name]][row]! / 100,
            units.length,
            pause,
          );
          expect(expected.findIndex((one, i) => !close(ofCandles[i], one) || !close(ofNumbers[i], one))).toBe(-1);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is stable after getRequiredInputs, and forgets all with reset', () => {
    const indicator = new OurOwn(3);
    expect(indicator.getRequiredInputs()).toBe(3);
    expect([1, 5, 2].map((one) => [indicator.update(one), indicator.isStable])).toEqual([
      [null, false],
      [null, false],
      [slow[name]([1, 5, 2]), true],
    ]);
    indicator.reset();
    expect([indicator.isStable, indicator.getResult()]).toEqual([false, null]);
    expect(save(indicator)).toEqual(save(new OurOwn(3)));
    // After it, candles may come where numbers came before.
    expect([0, 1, 2].map((row) => indicator.update(view(row))).at(-1)).toBeGreaterThan(90);
  });

  it('takes one kind of input, of one unit', () => {
    const indicator = new OurOwn(3);
    indicator.update(view(0));
    expect(() => indicator.update(100.5)).toThrow(`${name} was given candles of 1/100 before, and numbers now`);
    expect(() => indicator.update(new CandleView('ETH/USDT', 60_000_000, 1000).show(columns, 1))).toThrow(
      'candles of 1/1000 now',
    );
    for (const period of [0, -1, 1.5, Number.NaN]) {
      expect(() => new OurOwn(period)).toThrow(`${name} takes a whole period of at least 1, not ${period}`);
    }
  });
});

describe('Sma', () => {
  it('of candles is exact: a tie is a tie where doubles break it', () => {
    const made = candles([0.1, 0.2, 0.3, 0.4].map((one) => [one, one, one, one] as const));
    const [long, short] = [new Sma(3), new Sma(1)];
    for (const row of [0, 1, 2]) long.update(new CandleView('A/B', 1000, 100).show(made, row));
    short.update(new CandleView('A/B', 1000, 100).show(made, 1));
    expect((0.1 + 0.2 + 0.3) / 3 === 0.2).toBe(false);
    expect(long.compare(short)).toBe(0);
    expect(long.getResult()).toBe(0.2);
  });

  it('is not compared with one of other units', () => {
    const [candlesOwn, numbers] = [new Sma(1), new Sma(1)];
    candlesOwn.update(view(0));
    numbers.update(100);
    expect(() => candlesOwn.compare(numbers)).toThrow('averages of different price units cannot be compared');
  });
});

const { BollingerBands, EMA } = indicators;
/** What is made of more than a period. */
const MADE_OF: Readonly<Record<string, readonly unknown[]>> = {
  AC: [3, 6, 3],
  AO: [3, 6],
  AccelerationBands: [5, 4],
  BollingerBandsWidth: [new BollingerBands(5)],
  BreakoutBarLow: [{ lookback: 3 }],
  CG: [5, 6],
  DMA: [3, 6],
  FRAMA: [6],
  HigherLowTrail: [{ lookback: 2 }],
  MACD: [new EMA(3), new EMA(6), new EMA(3)],
  PSAR: [{ accelerationMax: 0.2, accelerationStep: 0.02 }],
  StochasticOscillator: [{ dPeriod: 3, kPeriod: 5, kSlowingPeriod: 3 }],
  SwingHigh: [{ lookback: 2 }],
  SwingLow: [{ lookback: 2 }],
  ZigZag: [{ deviation: 2 }],
};
const ABSTRACT =
  /^(?:TechnicalIndicator|IndicatorSeries|TrendIndicator(?:Series)?|ZeroCrossSeries|ThresholdCrossSeries|MovingAverage|SwingLookback)$/;
const names = [...SIGNALS.keys()].filter((name) => !ABSTRACT.test(name));

function madeAnew(name: string): Indicator {
  const Signal = SIGNALS.get(name) as unknown as new (...options: unknown[]) => Indicator;
  // Options that are indicators belong to the one they are given to.
  return new Signal(...(again(MADE_OF[name] as Saved[] | undefined) ?? [5]));
}

function resultOf(call: () => unknown): unknown {
  try {
    return call();
  } catch {
    return null;
  }
}

/** Whether a result is all numbers (or words), and not NaN. */
const isSound = (result: unknown): boolean =>
  typeof result === 'object' && result !== null
    ? Object.values(result).every((one) => isSound(one) || one === null || typeof one === 'boolean')
    : typeof result === 'string' || Number.isFinite(result);

describe('trading-signals', () => {
  it('is there in breadth', () => {
    expect(names.length).toBeGreaterThan(100);
    for (const name of names) expect(indicators).toHaveProperty(name);
  });

  it.each(names)('%s is saved and loaded, and goes on to the same values', (name) => {
    // What is about numbers makes nothing of a candle, and the other way round: one of the two is its own.
    const own = [(row: number) => columns.close[row]! / 100, view].find((input) => {
      const indicator = madeAnew(name);
      const results = Array.from(columns.close, (_, row) => resultOf(() => indicator.add(input(row))));
      return new Set(results.filter(isSound).map((one) => JSON.stringify(one))).size > 1;
    });
    expect(own).toBeDefined();
    expect(goesOn(() => madeAnew(name), own!, 200, 130).some(isSound)).toBe(true);
  });

  it('may keep the candle it is given: it gets a copy of the view', () => {
    const atr = new indicators.ATR(2);
    const one = view(0);
    atr.add(one);
    one.end();
    expect(() => one.close).toThrow('this candle has ended');
    atr.add(view(1));
    atr.add(view(2));
    const copies = new indicators.ATR(2);
    for (const row of [0, 1, 2]) copies.add(view(row).copy());
    expect(atr.getResult()).toBe(copies.getResult());
  });

  it('goes by the portable functions, reads no clock and draws no chance', () => {
    const code = readFileSync(new URL('../../vendor/trading-signals.js', import.meta.url), 'utf8');
    expect(code.match(/\bMath\.(?:pow|exp|expm1|log\w*|sin|cos|tan|a?sinh|cbrt|hypot|random)\b/g)).toBeNull();
    expect(code.match(/\*\*|Date\.now|performance|#\w+\b(?=[;=(])/g)).toBeNull();
    expect(() => indicators.isMonday('UTC')).toThrow(
      'a day of the week needs its time: isMonday(zone, new Date(ctx.now))',
    );
    expect(indicators.isThursday('UTC', new Date(0))).toBe(true);
  });
});

describe('save and load', () => {
  it('keep plain data to the last bit, and what is shared shared', () => {
    fc.assert(
      fc.property(fc.anything({ withMap: true, withSet: true, withTypedArray: true, withBigInt: true }), (value) => {
        fc.pre(!/Float16|Symbol/.test(fc.stringify(value)));
        expect(again({ value, twice: [value, value] })).toEqual({ value, twice: [value, value] });
      }),
      { numRuns: 300 },
    );
    const inner = { sma: new Sma(2) };
    const loaded = again(new Map([[inner, [inner, -0, Number.NaN]]] as never)) as Map<typeof inner, unknown[]>;
    const [[key, [same, zero, nan]]] = [...loaded] as [[typeof inner, unknown[]]];
    expect(same).toBe(key);
    expect(key.sma).toBeInstanceOf(Sma);
    expect([Object.is(zero, -0), nan]).toEqual([true, Number.NaN]);
  });

  it('say what cannot be saved, and where', () => {
    class Mine {}
    expect(() => save({ a: [new Mine()] })).toThrow(
      'state.a[0] is a Mine: what is saved is plain data (objects, lists, Map, Set), typed arrays and shipped indicators',
    );
    expect(() => save({ later: () => 1 })).toThrow('state.later is a function');
    expect(() => save(new Map([['x', new Date(0)]]))).toThrow('state (a Map), entry 1 is a Date');
    expect(() => save({ candle: view(0) })).toThrow('state.candle is a CandleView');
    expect(() => load(['elephant', 1])).toThrow('"elephant" is no kind');
    expect(() => load(['indicator', 'NoSuch'])).toThrow('there is no indicator NoSuch');
  });
});
