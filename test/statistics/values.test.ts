/** Numbers worked out by hand, and against slow twins that read like the formulas. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentile } from '../../src/statistics/distribution.ts';
import { PeriodReturns } from '../../src/statistics/index.ts';
import { Moments } from '../../src/statistics/moments.ts';
import { type ALWAYS, DAY, daily, measureRun, numberOf, reasonOf } from './support.ts';

const close = (actual: number | null, expected: number): void => {
  expect(actual).not.toBeNull();
  expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
};

describe('daily returns', () => {
  // Returns +10 %, -10 %, +20 %, 0 %: mean 5 %, squares of distance 25 + 225 + 225 + 25 = 500 (%^2) over n-1 = 3.
  const run = measureRun({ initialEquity: 1000, equity: daily([1100, 990, 1188, 1188]) });

  it('give Sharpe, Sortino, volatility, omega as by hand', () => {
    const deviation = Math.sqrt(500 / 3);
    close(numberOf(run, 'sharpe_ratio'), (5 / deviation) * Math.sqrt(365));
    close(numberOf(run, 'volatility_pct'), deviation * Math.sqrt(365));
    // One day below zero, -10 %, over all four: the root of 100 / 4 is 5 %.
    close(numberOf(run, 'sortino_ratio'), Math.sqrt(365));
    close(numberOf(run, 'omega_ratio'), 3);
  });

  it('give annual return, CAGR, Calmar as by hand', () => {
    close(numberOf(run, 'total_pnl_pct'), 18.8);
    const annual = (1.188 ** (365 / 4) - 1) * 100;
    close(numberOf(run, 'annual_return_pct')! / annual, 1);
    // Start at midnight of the first day, end at noon of the fourth: 3.5 days.
    close(numberOf(run, 'cagr_pct')! / ((1.188 ** (365.25 / 3.5) - 1) * 100), 1);
    close(numberOf(run, 'max_drawdown_pct'), 10);
    close(numberOf(run, 'calmar_ratio')! / (annual / 10), 1);
  });

  it('give percentiles and tails as by hand', () => {
    // Sorted -10, 0, 10, 20: the 5th percentile lies 0.15 of the way from the first to the second.
    close(numberOf(run, 'value_at_risk_95_pct'), -8.5);
    close(numberOf(run, 'conditional_value_at_risk_95_pct'), -10);
    close(numberOf(run, 'tail_ratio'), 18.5 / 8.5);
    close(numberOf(run, 'skew'), 0);
  });

  it('measure against the risk-free rate of a period', () => {
    const options = { periodsPerYear: 1, riskFreePct: 5 } as const;
    const measured = measureRun({ initialEquity: 1000, equity: daily([1100, 990, 1188, 1188]), options });
    expect(Math.abs(numberOf(measured, 'sharpe_ratio')!)).toBeLessThan(1e-12);
    // Above 5 %: 5 + 15; below: 15 + 5.
    close(numberOf(measured, 'omega_ratio'), 1);
  });

  it('count a date once, by its last row, and skip dates without one', () => {
    const rows = [
      [0, 1010],
      [DAY - 1, 1020],
      [DAY, 1030],
      [5 * DAY, 1000],
      [5 * DAY + 1, 1040],
    ] as const;
    const measured = measureRun({ initialEquity: 1000, equity: rows });
    const twin = measureRun({ initialEquity: 1000, equity: daily([1020, 1030, 1040]) });
    for (const name of ['sharpe_ratio', 'volatility_pct', 'annual_return_pct', 'skew', 'value_at_risk_95_pct']) {
      expect(numberOf(measured, name)).toBe(numberOf(twin, name));
    }
  });

  it('take 252 periods a year on sessions', () => {
    const values = daily([1100, 990, 1188, 1188]);
    const sessions = measureRun({ initialEquity: 1000, equity: values, options: { calendar: 'sessions' } });
    close(numberOf(sessions, 'sharpe_ratio'), numberOf(run, 'sharpe_ratio')! * Math.sqrt(252 / 365));
  });

  it('have no deviation where every day gains the same', () => {
    const measured = measureRun({ initialEquity: 10_000, equity: daily([11_000, 12_100, 13_310, 14_641]) });
    expect(reasonOf(measured, 'sharpe_ratio')).toBe('returns do not deviate');
    expect(reasonOf(measured, 'sortino_ratio')).toBe('no return lies below the target');
    expect(reasonOf(measured, 'calmar_ratio')).toBe('no drawdown');
    const rounded = new Moments();
    for (const x of [0.1, 0.1 + Number.EPSILON / 8, 0.1]) rounded.add(x);
    expect(rounded.deviation).toBe(0);
  });

  it('can be looked at in mid-run without being changed', () => {
    const once = measureRun({ initialEquity: 1000, equity: daily([1100, 990, 1188, 1188]) });
    expect([...once.values()]).toEqual([...run.values()]);
  });
});

describe('drawdown', () => {
  it('runs from the last row at the maximum to the first back at or above it', () => {
    const rows = [
      [0, 100],
      [DAY, 100],
      [2 * DAY, 80],
      [3 * DAY, 100],
      [4 * DAY, 95],
      [6 * DAY, 97],
      [10 * DAY, 96],
    ] as const;
    const measured = measureRun({ initialEquity: 100, equity: rows });
    close(numberOf(measured, 'max_drawdown_pct'), 20);
    // From day 3 to the end: 7 days; the deeper one lasted from day 1 to day 3.
    expect(numberOf(measured, 'max_drawdown_days')).toBe(7);
  });

  it('starts from the initial equity', () => {
    const measured = measureRun({ initialEquity: 100, equity: [[DAY, 90]] });
    close(numberOf(measured, 'max_drawdown_pct'), 10);
    expect(numberOf(measured, 'max_drawdown_days')).toBe(1);
  });

  it('equals the obvious double loop', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 }), (values) => {
        const all = [25, ...values];
        let deepest = 0;
        let longest = 0;
        all.forEach((peak, i) => {
          if (Math.max(...all.slice(0, i + 1)) > peak || all[i + 1]! >= peak) return;
          let end = i + 1;
          while (end < all.length && all[end]! < peak) {
            deepest = Math.max(deepest, (peak - all[end]!) / peak);
            end += 1;
          }
          if (i + 1 < all.length) longest = Math.max(longest, Math.min(end, all.length - 1) - i);
        });
        const equity = values.map((value, i) => [(i + 1) * DAY, value] as const);
        const measured = measureRun({ initialEquity: 25, equity });
        close(numberOf(measured, 'max_drawdown_pct'), deepest * 100);
        expect(numberOf(measured, 'max_drawdown_days')).toBe(longest);
      }),
    );
  });
});

describe('round trips', () => {
  const hour = DAY / 24;
  const measured = measureRun({
    initialEquity: 1000,
    equity: daily([1000]),
    trips: [
      { pnl: 30, entryValue: 100, entryTime: 0, exitTime: hour },
      { pnl: 10, entryValue: 100, entryTime: 2 * hour, exitTime: 4 * hour },
      { pnl: 0, entryValue: 100, entryTime: 5 * hour, exitTime: 6 * hour },
      { pnl: -20, entryValue: 200, entryTime: 6 * hour, exitTime: 10 * hour },
    ],
  });

  it('are counted net, breakevens in the denominator', () => {
    expect(numberOf(measured, 'win_rate')).toBe(0.5);
    expect(numberOf(measured, 'profit_factor')).toBe(2);
    expect(numberOf(measured, 'expectancy')).toBe(5);
    expect(numberOf(measured, 'avg_win')).toBe(20);
    expect(numberOf(measured, 'avg_loss')).toBe(-20);
    expect(numberOf(measured, 'payoff_ratio')).toBe(1);
    expect(numberOf(measured, 'kelly')).toBe(0);
    expect(numberOf(measured, 'avg_duration_hours')).toBe(2);
    expect([numberOf(measured, 'max_win_streak'), numberOf(measured, 'max_loss_streak')]).toEqual([2, 1]);
  });

  it('have returns on their entry value, and a drawdown of their own', () => {
    close(numberOf(measured, 'best_round_trip_pct'), 30);
    close(numberOf(measured, 'worst_round_trip_pct'), -10);
    close(numberOf(measured, 'avg_round_trip_pct'), 7.5);
    close(numberOf(measured, 'round_trip_max_drawdown_pct'), (20 / 1040) * 100);
    // P&L 30, 10, 0, -20: mean 5, squares of distance 625 + 25 + 25 + 625 = 1300 over 3.
    close(numberOf(measured, 'sqn'), (2 * 5) / Math.sqrt(1300 / 3));
  });

  it('say why a ratio of them is undefined', () => {
    const win = { pnl: 5, entryValue: 10 };
    const wins = measureRun({ initialEquity: 1, equity: [], trips: [win, win] });
    expect(reasonOf(wins, 'profit_factor')).toBe('no losing round trip');
    expect(reasonOf(wins, 'sqn')).toBe('round trips do not deviate');
    expect(reasonOf(measureRun({ initialEquity: 1, equity: [] }), 'win_rate')).toBe('no round trip');
  });

  it('keep money exact where totals pass 2^53, halves going to the even unit', () => {
    const big = 9_007_199_254_740_991;
    const trips = [big, big, big - 2].map((pnl) => ({ pnl, entryValue: big }));
    const outcome = measureRun({ initialEquity: 1, equity: [], trips }).get('avg_win')!.outcome;
    expect(outcome).toMatchObject({ units: 9_007_199_254_740_990n });
    const half = [1, 2, -2, -3].map((pnl) => ({ pnl, entryValue: 10 }));
    const halves = measureRun({ initialEquity: 1, equity: [], trips: half });
    expect([numberOf(halves, 'avg_win'), numberOf(halves, 'avg_loss'), numberOf(halves, 'expectancy')]).toEqual([
      2, -2, 0,
    ]);
  });
});

describe('what the engine hands in', () => {
  it('is shown as it is', () => {
    const measured = measureRun({
      initialEquity: 1000,
      equity: [[10 * DAY, 1100]],
      end: {
        realizedPnl: 70,
        unrealizedPnl: 30,
        totalFees: 2n ** 60n,
        timeInPosition: 2.5 * DAY,
        buyHold: { firstPrice: 200, lastPrice: 150 },
      },
    });
    expect(numberOf(measured, 'total_pnl')).toBe(100);
    expect(measured.get('total_fees')!.outcome).toMatchObject({ units: 2n ** 60n });
    expect(numberOf(measured, 'exposure_pct')).toBe(25);
    expect(numberOf(measured, 'buy_hold_pct')).toBe(-25);
  });
});

describe('running sums', () => {
  const values = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 4, maxLength: 60 });
  const power = (x: number, n: number): number => Array.from({ length: n }, () => x).reduce((a, b) => a * b, 1);

  it('equal two passes', () => {
    fc.assert(
      fc.property(values, (xs) => {
        const moments = new Moments();
        for (const x of xs) moments.add(x);
        const n = xs.length;
        const mean = xs.reduce((a, b) => a + b, 0) / n;
        const central = (k: number): number => xs.reduce((a, x) => a + power(x - mean, k), 0) / n;
        const variance = central(2);
        if (variance < 1e-6) return;
        close(moments.deviation, Math.sqrt((variance * n) / (n - 1)));
        const skew = (Math.sqrt(n * (n - 1)) / (n - 2)) * (central(3) / variance ** 1.5);
        const kurtosis = ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * (central(4) / variance ** 2 - 3) + 6);
        expect(Math.abs(moments.skew! - skew)).toBeLessThan(1e-9 * Math.max(1, Math.abs(skew)));
        expect(Math.abs(moments.excessKurtosis! - kurtosis)).toBeLessThan(1e-9 * Math.max(1, Math.abs(kurtosis)));
      }),
    );
  });

  it('stay within 1e-12 over a million small returns with a large mean', () => {
    const returns = new PeriodReturns(0);
    // 1000 +- 0.001, half each: deviation 0.001 but for n-1.
    for (let i = 0; i < 1_000_000; i += 1) returns.add(1000 + (i % 2 === 0 ? 0.0009765625 : -0.0009765625));
    const expected = 0.0009765625 * Math.sqrt(1_000_000 / 999_999);
    expect(Math.abs(returns.moments.deviation! / expected - 1)).toBeLessThan(1e-9);
    expect(returns.above).toBe(1_000_000_000);
  });

  it('interpolate percentiles between neighbours', () => {
    expect(percentile(Float64Array.of(1, 2, 3, 4), 0.5)).toBe(2.5);
    expect(percentile(Float64Array.of(7), 0.05)).toBe(7);
    expect(percentile(Float64Array.of(1, 2), 1)).toBe(2);
  });
});

it('settings that cannot be used are refused', () => {
  const run = (options: Partial<typeof ALWAYS>): unknown => measureRun({ initialEquity: 1, equity: [], options });
  expect(run({})).toBeInstanceOf(Map);
  expect(() => run({ periodsPerYear: 0 })).toThrow('statistics.periods_per_year must be a number above zero, not 0');
  expect(() => run({ riskFreePct: -100 })).toThrow('statistics.risk_free_pct');
});
