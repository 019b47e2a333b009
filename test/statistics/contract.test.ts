/** What every statistic of the table signs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATISTICS } from '../../src/statistics/index.ts';
import { daily, measureRun, numberOf, type Run } from './support.ts';

const WIN = { pnl: 50, entryValue: 1000 };
const LOSS = { pnl: -30, entryValue: 1000 };
const RUNS: Record<string, Run> = {
  'no rows': { initialEquity: 10_000, equity: [] },
  'no money': { initialEquity: 0, equity: daily([0, 0, 0, 0, 0]) },
  'one row': { initialEquity: 10_000, equity: daily([10_100]) },
  'two rows': { initialEquity: 10_000, equity: daily([10_100, 9_900]) },
  'nothing happens': { initialEquity: 10_000, equity: daily([10_000, 10_000, 10_000, 10_000, 10_000]) },
  'all zero trips': {
    initialEquity: 10_000,
    equity: daily([10_000, 10_000]),
    trips: [
      { pnl: 0, entryValue: 1000 },
      { pnl: 0, entryValue: 1000 },
    ],
  },
  'all win': { initialEquity: 10_000, equity: daily([10_050, 10_100, 10_150]), trips: [WIN, WIN, WIN] },
  'all loss': { initialEquity: 10_000, equity: daily([9_970, 9_940, 9_910]), trips: [LOSS, LOSS, LOSS] },
  ruin: { initialEquity: 10_000, equity: daily([5_000, 0, 0, 0]), trips: [{ pnl: -10_000, entryValue: 10_000 }] },
  'an endless gain': { initialEquity: 1, equity: daily([9e15]) },
};

describe.each(STATISTICS.map((statistic) => [statistic.name, statistic] as const))('%s', (name, statistic) => {
  it('says what it is', () => {
    expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    expect(statistic.formula.length).toBeGreaterThan(4);
    expect(name.endsWith('_pct')).toBe(statistic.unit === 'pct');
  });

  it.each(Object.keys(RUNS))('is a finite number or null with a reason: %s', (key) => {
    const outcome = measureRun(RUNS[key]!).get(name)!.outcome;
    if (outcome.value === null) expect(outcome.reason).toMatch(/^[^\n]{5,}$/);
    else expect(Number.isFinite(outcome.value) && !Object.is(outcome.value, -0)).toBe(true);
    if (statistic.unit === 'money' && outcome.value !== null) expect(Number(outcome.units)).toBe(outcome.value);
  });

  it('scales with money if it is money, and not at all otherwise', () => {
    fc.assert(
      fc.property(runs(), fc.constantFrom(2, 8, 1024), (run, factor) => {
        const plain = numberOf(measureRun(run), name);
        const scaled = numberOf(measureRun(scale(run, factor)), name);
        if (plain === null || scaled === null) expect(scaled).toBe(plain);
        else if (!MEANS_OF_MONEY.has(name)) expect(scaled).toBe(statistic.unit === 'money' ? plain * factor : plain);
        else expect(Math.abs(scaled - plain * factor)).toBeLessThanOrEqual(factor / 2 + 0.5);
      }),
      { numRuns: 25 },
    );
  });

  it('is the same whatever the size of the chunks', () => {
    fc.assert(
      fc.property(runs(), fc.integer({ min: 1, max: 7 }), (run, chunk) => {
        expect(measureRun({ ...run, chunk }).get(name)).toEqual(measureRun(run).get(name));
      }),
      { numRuns: 15 },
    );
  });
});

it('the names are unique and those of the report contract', () => {
  const names = STATISTICS.map((statistic) => statistic.name);
  expect(new Set(names).size).toBe(names.length);
  const contract =
    'initial_equity final_equity total_pnl total_pnl_pct realized_pnl unrealized_pnl total_fees total_slippage ' +
    'round_trip_count order_count fill_count win_count loss_count breakeven_count win_rate profit_factor expectancy ' +
    'sharpe_ratio sortino_ratio calmar_ratio omega_ratio tail_ratio annual_return_pct cagr_pct volatility_pct ' +
    'max_drawdown_pct max_drawdown_days exposure_pct buy_hold_pct sqn kelly best_round_trip_pct worst_round_trip_pct ' +
    'avg_round_trip_pct';
  expect(names).toEqual(expect.arrayContaining(contract.split(' ')));
});

/** Rounded to the unit: they scale to within that rounding. */
const MEANS_OF_MONEY = new Set(['expectancy', 'avg_win', 'avg_loss']);

function runs(): fc.Arbitrary<Run> {
  const amount = fc.integer({ min: 1, max: 1_000_000_000 });
  const trip = fc.record({ pnl: fc.integer({ min: -5000, max: 5000 }), entryValue: amount });
  return fc
    .record({
      initialEquity: amount,
      values: fc.array(amount, { maxLength: 12 }),
      trips: fc.array(trip, { maxLength: 12 }),
      costs: fc.nat(1_000_000),
    })
    .map(({ initialEquity, values, trips, costs }) => ({
      initialEquity,
      equity: daily(values),
      trips,
      end: { totalFees: costs, totalSlippage: costs, turnover: costs, realizedPnl: -costs, unrealizedPnl: costs },
    }));
}

function scale(run: Run, factor: number): Run {
  const end = Object.fromEntries(Object.entries(run.end ?? {}).map(([key, value]) => [key, Number(value) * factor]));
  return {
    initialEquity: run.initialEquity * factor,
    equity: run.equity.map(([time, value]) => [time, value * factor] as const),
    trips: (run.trips ?? []).map((trip) => ({ pnl: trip.pnl * factor, entryValue: trip.entryValue * factor })),
    end,
  };
}
