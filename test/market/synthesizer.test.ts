import { describe, expect, test } from 'vitest';
import type { CandleColumns } from '../../src/market/columns.ts';
import { Synthesizer, type SynthOptions, type SynthSymbol } from '../../src/market/synthesizer.ts';
import { synthFeed } from '../../src/market/synthFeed.ts';
import { TradeSynthesizer } from '../../src/market/synthTrades.ts';
import { InputError } from '../../src/model/errors.ts';
import { MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, parseTime } from '../../src/model/time.ts';

const BTC: SynthSymbol = {
  symbol: 'BTC/USDT',
  startPrice: 42_000,
  volatility: 0.6,
  priceDecimals: 2,
  tickSize: 10,
  baseDecimals: 8,
};
const XRP: SynthSymbol = {
  symbol: 'XRP/USDT',
  startPrice: 0.62,
  volatility: 0.8,
  priceDecimals: 6,
  tickSize: 100,
  baseDecimals: 1,
};
const CROSS: SynthSymbol = {
  symbol: 'XRP/BTC',
  startPrice: 0,
  volatility: 0,
  priceDecimals: 10,
  tickSize: 100,
  baseDecimals: 0,
  cross: { base: 'XRP/USDT', quote: 'BTC/USDT' },
};
const OPTIONS: SynthOptions = {
  seed: 42,
  symbols: [BTC, XRP, CROSS],
  from: parseTime('2024-01-01'),
  interval: MICROS_PER_MINUTE,
};
const DAYS_90 = 90 * 1440;

const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean(a.map((x, i) => (x - meanA) * (b[i]! - meanB)));
  const spread = (list: readonly number[], middle: number) =>
    Math.sqrt(mean(list.map((x) => (x - middle) * (x - middle))));
  return covariance / (spread(a, meanA) * spread(b, meanB));
}

function logReturns(candles: CandleColumns): number[] {
  return Array.from(candles.close.subarray(1), (close, i) => Math.log(close / candles.close[i]!));
}

function kurtosis(list: readonly number[]): number {
  const middle = mean(list);
  const variance = mean(list.map((x) => (x - middle) ** 2));
  return mean(list.map((x) => (x - middle) ** 4)) / variance ** 2;
}

const bytesOf = (candles: CandleColumns): string =>
  [candles.time, candles.open, candles.high, candles.low, candles.close, candles.volume]
    .map((column) => column.join())
    .join(';');

/** Whether row i is a candle on the tick, in its place, opening beside the close before it, with whole units of volume. */
function holdsTogether(candles: CandleColumns, i: number, tickSize: number, baseDecimals: number): boolean {
  const [open, high, low, close] = [candles.open[i]!, candles.high[i]!, candles.low[i]!, candles.close[i]!];
  const onTick = [open, high, low, close].every((price) => Number.isSafeInteger(price / tickSize) && price > 0);
  const inOrder = low <= Math.min(open, close) && high >= Math.max(open, close);
  const inPlace = candles.time[i] === OPTIONS.from + i * OPTIONS.interval;
  const beside = i === 0 || Math.abs(open - candles.close[i - 1]!) <= tickSize;
  const units = candles.volume[i]! * Number(`1e${baseDecimals}`);
  return onTick && inOrder && inPlace && beside && units >= 4 && Math.abs(units - Math.round(units)) < 1e-3;
}

describe('synthesized candles', () => {
  const [btc, xrp, cross] = new Synthesizer(OPTIONS).next(DAYS_90) as [CandleColumns, CandleColumns, CandleColumns];

  test('are the same whatever the chunks', () => {
    const whole = new Synthesizer(OPTIONS).next(3000).map(bytesOf);
    for (const chunk of [1, 7, 1000, 2999]) {
      const feed = synthFeed(OPTIONS, OPTIONS.from + 3000 * OPTIONS.interval, chunk);
      whole.forEach((want, symbol) => {
        const parts: CandleColumns[] = [];
        for (let part = feed.next(symbol); part !== null; part = feed.next(symbol)) parts.push(part as CandleColumns);
        expect(parts[0]!.length).toBe(chunk);
        const joined = (column: 'time' | 'open' | 'high' | 'low' | 'close' | 'volume') =>
          parts.map((part) => part[column].join()).join();
        expect(
          [joined('time'), joined('open'), joined('high'), joined('low'), joined('close'), joined('volume')].join(';'),
        ).toBe(want);
      });
    }
  });

  test('are the same whatever other symbols there are, and others for another seed', () => {
    const alone = new Synthesizer({ ...OPTIONS, symbols: [XRP] }).next(500)[0]!;
    expect(bytesOf(alone)).toBe(bytesOf(new Synthesizer(OPTIONS).next(500)[1]!));
    const other = new Synthesizer({ ...OPTIONS, seed: 43, symbols: [XRP] }).next(500)[0]!;
    expect(Math.abs(correlation(logReturns(alone), logReturns(other)))).toBeLessThan(0.2);
  });

  test('are pinned: another number here moves every committed sample', () => {
    const row = (candles: CandleColumns, i: number) =>
      [candles.open, candles.high, candles.low, candles.close, candles.volume].map((c) => c[i]);
    expect([row(btc, 0), row(xrp, 1000), row(cross, DAYS_90 - 1)]).toMatchInlineSnapshot(`
      [
        [
          4200000,
          4203450,
          4198750,
          4199010,
          0.95206635,
        ],
        [
          615800,
          616700,
          615000,
          616200,
          145864.2,
        ],
        [
          290500,
          290700,
          290200,
          290500,
          2920,
        ],
      ]
    `);
  });

  test('hold together: on the tick, low <= open, close <= high, opening beside the last close, with volume', () => {
    [btc, xrp, cross].forEach((candles, symbol) => {
      const { tickSize, baseDecimals } = OPTIONS.symbols[symbol]!;
      const wrong = Array.from(candles.time.keys()).filter((i) => !holdsTogether(candles, i, tickSize, baseDecimals));
      expect(wrong).toStrictEqual([]);
    });
  });

  test.each([
    ['BTC/USDT', btc, 0.6],
    ['XRP/USDT', xrp, 0.8],
  ])('%s moves as a crypto market does', (_, candles, volatility) => {
    const returns = logReturns(candles);
    const annual = Math.sqrt(mean(returns.map((r) => r * r)) * 365.25 * 1440);
    expect(annual).toBeGreaterThan(volatility * 0.75);
    expect(annual).toBeLessThan(volatility * 1.35);
    expect(kurtosis(returns)).toBeGreaterThan(6);
    const sizes = returns.map(Math.abs);
    for (const [lag, least] of [
      [1, 0.2],
      [60, 0.1],
      [1440, 0.03],
    ] as const) {
      expect(correlation(sizes.slice(lag), sizes.slice(0, -lag))).toBeGreaterThan(least);
    }
    // Signs cannot be foreseen: six standard deviations of independent returns, widened for their fat tails.
    expect(Math.abs(correlation(returns.slice(1), returns.slice(0, -1)))).toBeLessThan(0.03);
    expect(correlation(sizes, Array.from(candles.volume.subarray(1)))).toBeGreaterThan(0.5);
    const ranges = Array.from(candles.high, (high, i) => Math.log(high / candles.low[i]!));
    // E(range) / E|return| of a Brownian path is 2.
    expect(mean(ranges) / mean(sizes)).toBeGreaterThan(1.9);
    expect(mean(ranges) / mean(sizes)).toBeLessThan(2.15);
  });

  test('go together as much as they are told to', () => {
    for (const wanted of [0, 0.6, 0.95]) {
      const [a, b] = new Synthesizer({ ...OPTIONS, symbols: [BTC, XRP], correlation: wanted }).next(20_000) as [
        CandleColumns,
        CandleColumns,
      ];
      expect(Math.abs(correlation(logReturns(a), logReturns(b)) - wanted)).toBeLessThan(0.08);
    }
  });

  test('are nearly normal without clustering and jumps', () => {
    const calm = { ...OPTIONS, symbols: [{ ...BTC, tickSize: 1 }], clustering: 0, jumps: { perDay: 0, sizePct: 0 } };
    const returns = logReturns(new Synthesizer(calm).next(50_000)[0]!);
    expect(Math.abs(kurtosis(returns) - 3)).toBeLessThan(0.15);
    expect(Math.sqrt(mean(returns.map((r) => r * r)) * 365.25 * 1440)).toBeCloseTo(0.6, 1);
  });

  test('of a cross pair follow its legs within a few basis points', () => {
    let farthest = 0;
    for (let i = 0; i < cross.length; i += 1) {
      const quotient = xrp.close[i]! / 1e6 / (btc.close[i]! / 1e2);
      farthest = Math.max(farthest, Math.abs(cross.close[i]! / 1e10 / quotient - 1));
    }
    expect(farthest).toBeGreaterThan(0.0002);
    expect(farthest).toBeLessThan(0.0025);
  });

  test('fall and win back where a crash is asked for', () => {
    const crash = {
      at: OPTIONS.from + 2 * MICROS_PER_DAY,
      duration: 6 * MICROS_PER_HOUR,
      depthPct: 30,
      reboundPct: 50,
    };
    const logMove = (candles: CandleColumns, from: number, to: number) =>
      Math.log(candles.close[to]! / candles.close[from]!);
    const falls: number[] = [];
    const rebounds: number[] = [];
    for (let seed = 0; seed < 12; seed += 1) {
      const candles = new Synthesizer({ ...OPTIONS, seed, symbols: [BTC], crashes: [crash] }).next(5 * 1440)[0]!;
      falls.push(logMove(candles, 2 * 1440 - 1, 2 * 1440 + 359));
      rebounds.push(logMove(candles, 2 * 1440 + 359, 2 * 1440 + 359 + 36 * 60));
    }
    expect(mean(falls)).toBeCloseTo(Math.log(0.7), 1);
    expect(mean(rebounds)).toBeCloseTo(-Math.log(0.7) / 2, 1);
    expect(Math.max(...falls)).toBeLessThan(-0.15);
  });

  test('of a day keep their meaning', () => {
    const daily = new Synthesizer({ ...OPTIONS, symbols: [BTC], interval: MICROS_PER_DAY }).next(3000)[0]!;
    const returns = logReturns(daily);
    const annual = Math.sqrt(mean(returns.map((r) => r * r)) * 365.25);
    expect(annual).toBeGreaterThan(0.5);
    expect(annual).toBeLessThan(0.8);
  });
});

describe('synthesized trades', () => {
  const candles = new Synthesizer({ ...OPTIONS, symbols: [BTC] }).next(400)[0]!;
  const options = {
    seed: 42,
    symbol: 'BTC/USDT',
    interval: MICROS_PER_MINUTE,
    tickSize: 10,
    baseDecimals: 8,
    perCandle: 12,
  };
  const trades = new TradeSynthesizer(options).trades(candles);

  test('make the candle they were made from', () => {
    expect(trades.length).toBe(400 * 12);
    for (let row = 0; row < candles.length; row += 1) {
      const open = candles.time[row]!;
      const inside = Array.from(trades.time.keys()).slice(row * 12, row * 12 + 12);
      const prices = inside.map((n) => trades.price[n]!);
      expect([prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1)]).toStrictEqual([
        candles.open[row],
        candles.high[row],
        candles.low[row],
        candles.close[row],
      ]);
      expect(prices.every((price) => price % 10 === 0)).toBe(true);
      const units = inside.map((n) => Math.round(trades.size[n]! * 1e8));
      expect(units.every((unit) => unit >= 1)).toBe(true);
      expect(units.reduce((sum, unit) => sum + unit, 0)).toBe(Math.round(candles.volume[row]! * 1e8));
      inside.forEach((n) => {
        expect(trades.time[n]! >= open && trades.time[n]! < open + MICROS_PER_MINUTE).toBe(true);
        if (n > 0) expect(trades.time[n]!).toBeGreaterThan(trades.time[n - 1]!);
        expect(Math.abs(trades.side[n]!)).toBe(1);
      });
    }
  });

  test('are the same whatever the chunks', () => {
    const part = (from: number, to: number): CandleColumns => ({
      ...candles,
      length: to - from,
      time: candles.time.subarray(from, to),
      open: candles.open.subarray(from, to),
      high: candles.high.subarray(from, to),
      low: candles.low.subarray(from, to),
      close: candles.close.subarray(from, to),
      volume: candles.volume.subarray(from, to),
    });
    const again = new TradeSynthesizer(options);
    const parts = [again.trades(part(0, 1)), again.trades(part(1, 150)), again.trades(part(150, 400))];
    for (const column of ['time', 'price', 'size', 'side'] as const) {
      expect(parts.flatMap((one) => Array.from(one[column]))).toStrictEqual(Array.from(trades[column]));
    }
  });

  test('of a candle with hardly any volume are four', () => {
    const thin = { ...candles, length: 1, volume: Float64Array.of(3e-8) };
    const few = new TradeSynthesizer(options).trades(thin);
    expect(few.length).toBe(4);
    expect(few.size.reduce((sum, size) => sum + size, 0)).toBeCloseTo(3e-8, 15);
    expect([few.price[0], few.price[3]]).toStrictEqual([candles.open[0], candles.close[0]]);
  });
});

test.each([
  ['a correlation above one', { ...OPTIONS, correlation: 1.5 }],
  ['a symbol twice', { ...OPTIONS, symbols: [BTC, BTC] }],
  ['a cross pair before its legs', { ...OPTIONS, symbols: [CROSS, BTC, XRP] }],
  ['no price', { ...OPTIONS, symbols: [{ ...BTC, startPrice: 0 }] }],
  ['a crash of all there is', { ...OPTIONS, crashes: [{ at: 0, duration: 1, depthPct: 100, reboundPct: 0 }] }],
  ['no interval', { ...OPTIONS, interval: 0 }],
  ['noise without bounds', { ...OPTIONS, symbols: [{ ...BTC, volumeNoise: 4 }] }],
  ['negative jumps', { ...OPTIONS, jumps: { perDay: -1, sizePct: 1 } }],
])('%s is refused', (_, options) => {
  expect(() => new Synthesizer(options)).toThrow(InputError);
});

test('fewer than four prints in a candle are refused', () => {
  const options = { seed: 1, symbol: 'A/B', interval: MICROS_PER_MINUTE, tickSize: 1, baseDecimals: 0, perCandle: 3 };
  expect(() => new TradeSynthesizer(options)).toThrow(/four prints/);
});
