/** The statistics of a run against DuckDB's own aggregates over the report's own tables: another author's arithmetic. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type SqlRow, sqlReadPath } from '../../src/catalog/duckdb.ts';
import { type RecordChunk, ROUND_TRIP_ROW_WIDTH } from '../../src/model/record.ts';
import { ReportTables } from '../../src/report/index.ts';
import { RunStatistics } from '../../src/statistics/index.ts';
import { chunk, folder, MINUTE, ONE, START } from './support.ts';

const INITIAL = 10_000e8;
const DAYS = 400;
const HOURS = 24 * DAYS;
const RISK_FREE_PCT = 3;

/** A plain generator of whole numbers below 2^32: the same walk on every machine. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
}

/** Hourly equity, with a week missing in the middle. */
function equityRows(): number[][] {
  const next = numbers(7);
  const rows: number[][] = [];
  let equity = INITIAL;
  for (let hour = 1; hour <= HOURS; hour += 1) {
    equity += Math.round(equity * ((next() / 2 ** 32 - 0.499) * 0.02));
    if (hour < 4000 || hour > 4168) rows.push([START + hour * 60 * MINUTE, equity, equity, 0]);
  }
  return rows;
}

function tripRows(): number[][] {
  const next = numbers(11);
  return Array.from({ length: 500 }, (_, i) => {
    const entry = START + i * 600 * MINUTE;
    const entryValue = 1000e8 + (next() % 1000) * 1e8;
    const pnl = i % 50 === 0 ? 0 : Math.round((next() / 2 ** 32 - 0.45) * 50e8);
    const row = [i + 1, 0, 0, entry, entry + (1 + (next() % 500)) * MINUTE, 1e6, entryValue, entryValue + pnl, pnl];
    return [...row, ...new Array<number>(ROUND_TRIP_ROW_WIDTH - row.length).fill(0)];
  });
}

const RETURNS = (path: string): string => `
  days AS (
    SELECT time::DATE AS day, arg_max(equity_f64, time) AS value
    FROM read_parquet(${sqlReadPath(join(path, 'equity.parquet'))}) GROUP BY ALL
  ),
  returns AS (SELECT value / lag(value, 1, 10000.0) OVER (ORDER BY day) - 1 AS r FROM days),
  target AS (SELECT pow(1 + ${RISK_FREE_PCT} / 100, 1.0 / 365) - 1 AS rf)`;

const OF_RETURNS = (path: string): string => `WITH ${RETURNS(path)}
  SELECT
    (avg(r) - any_value(rf)) / stddev_samp(r) * sqrt(365) AS sharpe_ratio,
    (avg(r) - any_value(rf)) / sqrt(avg(pow(least(r - rf, 0), 2))) * sqrt(365) AS sortino_ratio,
    sum(greatest(r - rf, 0)) / sum(greatest(rf - r, 0)) AS omega_ratio,
    stddev_samp(r) * sqrt(365) * 100 AS volatility_pct,
    skewness(r) AS skew,
    kurtosis(r) AS excess_kurtosis,
    quantile_cont(r, 0.05) * 100 AS value_at_risk_95_pct,
    abs(quantile_cont(r, 0.95)) / abs(quantile_cont(r, 0.05)) AS tail_ratio,
    list_avg(list_sort(list(r))[1:(floor(0.05 * (count(*) - 1)) + 1)::INT]) * 100 AS conditional_value_at_risk_95_pct,
    (pow(exp(sum(ln(1 + r))), 365 / count(*)) - 1) * 100 AS annual_return_pct
  FROM returns, target`;

const OF_EQUITY = (path: string): string => `WITH rows AS (
    SELECT equity_f64 AS e, greatest(10000, max(equity_f64) OVER (ORDER BY time)) AS peak
    FROM read_parquet(${sqlReadPath(join(path, 'equity.parquet'))})
  ) SELECT max((peak - e) / peak) * 100 AS max_drawdown_pct FROM rows`;

const OF_TRIPS = (path: string): string => `WITH trips AS (
    SELECT *, 10000 + sum(pnl_f64) OVER (ORDER BY exit_time) AS realized
    FROM read_parquet(${sqlReadPath(join(path, 'round_trips.parquet'))})
  ), peaks AS (SELECT *, greatest(10000, max(realized) OVER (ORDER BY exit_time)) AS peak FROM trips)
  SELECT
    count(*) AS round_trip_count,
    count_if(pnl > 0) AS win_count,
    count_if(pnl < 0) AS loss_count,
    count_if(pnl = 0) AS breakeven_count,
    count_if(pnl > 0) / count(*) AS win_rate,
    sum(pnl_f64) FILTER (pnl > 0) / -sum(pnl_f64) FILTER (pnl < 0) AS profit_factor,
    avg(pnl_f64) FILTER (pnl > 0) / -avg(pnl_f64) FILTER (pnl < 0) AS payoff_ratio,
    win_rate - (1 - win_rate) / payoff_ratio AS kelly,
    sqrt(count(*)) * avg(pnl_f64) / stddev_samp(pnl_f64) AS sqn,
    max(pnl_pct) AS best_round_trip_pct,
    min(pnl_pct) AS worst_round_trip_pct,
    avg(pnl_pct) AS avg_round_trip_pct,
    avg(epoch(exit_time - entry_time)) / 3600 AS avg_duration_hours,
    max((peak - realized) / peak) * 100 AS round_trip_max_drawdown_pct
  FROM peaks`;

describe('statistics equal SQL over the tables of the report', () => {
  const path = folder();
  const ours = new Map<string, number | null>();
  const theirs: SqlRow = {};

  beforeAll(async () => {
    const options = { periodsPerYear: null, riskFreePct: RISK_FREE_PCT, calendar: 'always' } as const;
    const statistics = new RunStatistics(options);
    const tables = await ReportTables.open(path, ONE);
    statistics.start(INITIAL, START);
    const equity = equityRows();
    const both = (name: 'equity' | 'roundTrips', rows: RecordChunk): void => {
      statistics[name](rows);
      tables[name](rows);
    };
    for (let at = 0; at < equity.length; at += 1000) both('equity', chunk(equity.slice(at, at + 1000)));
    both('roundTrips', chunk(tripRows().map((row) => row.with(14, -1))));
    await tables.finish();
    const last = equity.at(-1)!;
    const measured = statistics.finish({
      finalEquity: last[1]!,
      endTime: last[0]!,
      realizedPnl: 0,
      unrealizedPnl: 0,
      totalFees: 0,
      totalSlippage: 0,
      turnover: 0,
      orderCount: 0,
      fillCount: 0,
      timeInPosition: 0,
      buyHold: null,
    });
    for (const { name, outcome } of measured) ours.set(name, outcome.value);
    const database = await openDatabase();
    for (const sql of [OF_RETURNS(path), OF_EQUITY(path), OF_TRIPS(path)]) {
      Object.assign(theirs, await database.with((session) => session.row(sql)));
    }
    database.close();
  });

  it.each([
    ...['sharpe_ratio', 'sortino_ratio', 'omega_ratio', 'volatility_pct', 'skew', 'excess_kurtosis', 'tail_ratio'],
    ...['value_at_risk_95_pct', 'conditional_value_at_risk_95_pct', 'annual_return_pct', 'max_drawdown_pct'],
    ...['round_trip_count', 'win_count', 'loss_count', 'breakeven_count', 'win_rate', 'profit_factor', 'payoff_ratio'],
    ...['kelly', 'sqn', 'best_round_trip_pct', 'worst_round_trip_pct', 'avg_round_trip_pct', 'avg_duration_hours'],
    ...['round_trip_max_drawdown_pct'],
  ])('%s', (name) => {
    const expected = Number(theirs[name]);
    expect(Number.isFinite(expected)).toBe(true);
    expect(Math.abs(ours.get(name)! - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
  });
});
