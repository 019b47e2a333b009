import { EQUITY_ROW_WIDTH, type RecordChunk, ROUND_TRIP_ROW, ROUND_TRIP_ROW_WIDTH } from '../../src/model/record.ts';
import { parseTime } from '../../src/model/time.ts';
import {
  type Measured,
  RunStatistics,
  type StatisticsInput,
  type StatisticsOptions,
} from '../../src/statistics/index.ts';

export const DAY = 86_400_000_000;
export const START = parseTime('2024-01-01');
export const ALWAYS: StatisticsOptions = { periodsPerYear: null, riskFreePct: 0, calendar: 'always' };

export interface Trip {
  readonly pnl: number;
  readonly entryValue: number;
  readonly entryTime?: number;
  readonly exitTime?: number;
}

export interface Run {
  readonly initialEquity: number;
  /** [microseconds after the start, equity]. */
  readonly equity: readonly (readonly [number, number])[];
  readonly trips?: readonly Trip[];
  readonly options?: Partial<StatisticsOptions>;
  readonly end?: Partial<StatisticsInput>;
  readonly chunk?: number;
}

export function equityChunk(rows: readonly (readonly [number, number])[]): RecordChunk {
  const values = new Float64Array(rows.length * EQUITY_ROW_WIDTH);
  rows.forEach(([time, equity], i) => {
    values.set([START + time, equity, equity, 0], i * EQUITY_ROW_WIDTH);
  });
  return { rows: values, count: rows.length, strings: [] };
}

export function tripChunk(trips: readonly Trip[]): RecordChunk {
  const rows = new Float64Array(trips.length * ROUND_TRIP_ROW_WIDTH);
  trips.forEach((trip, i) => {
    const at = i * ROUND_TRIP_ROW_WIDTH;
    rows[at + ROUND_TRIP_ROW.pnl] = trip.pnl;
    rows[at + ROUND_TRIP_ROW.entryValue] = trip.entryValue;
    rows[at + ROUND_TRIP_ROW.entryTime] = START + (trip.entryTime ?? i * DAY);
    rows[at + ROUND_TRIP_ROW.exitTime] = START + (trip.exitTime ?? i * DAY + DAY / 4);
  });
  return { rows, count: trips.length, strings: [] };
}

/** Drives a run's rows through the sink as the engine does, and answers its statistics by name. */
export function measureRun(run: Run): Map<string, Measured> {
  const sink = new RunStatistics({ ...ALWAYS, ...run.options });
  sink.start(run.initialEquity, START);
  const chunk = run.chunk ?? Number.POSITIVE_INFINITY;
  for (let at = 0; at < run.equity.length; at += Math.min(chunk, run.equity.length)) {
    sink.equity(equityChunk(run.equity.slice(at, at + chunk)));
  }
  const trips = run.trips ?? [];
  for (let at = 0; at < trips.length; at += Math.min(chunk, trips.length)) {
    sink.roundTrips(tripChunk(trips.slice(at, at + chunk)));
  }
  const last = run.equity.at(-1);
  const end: StatisticsInput = {
    finalEquity: last?.[1] ?? run.initialEquity,
    endTime: START + (last?.[0] ?? 0),
    realizedPnl: 0,
    unrealizedPnl: 0,
    totalFees: 0,
    totalSlippage: 0,
    turnover: 0,
    orderCount: 0,
    fillCount: 0,
    timeInPosition: 0,
    buyHold: null,
    ...run.end,
  };
  return new Map(sink.finish(end).map((measured) => [measured.name, measured]));
}

export function numberOf(measured: Map<string, Measured>, name: string): number | null {
  const found = measured.get(name);
  if (found === undefined) throw new Error(`there is no statistic ${name}`);
  return found.outcome.value;
}

export function reasonOf(measured: Map<string, Measured>, name: string): string | null {
  const outcome = measured.get(name)?.outcome;
  return outcome?.value === null ? outcome.reason : null;
}

/** Daily rows at noon. */
export function daily(values: readonly number[]): (readonly [number, number])[] {
  return values.map((value, i) => [i * DAY + DAY / 2, value] as const);
}
