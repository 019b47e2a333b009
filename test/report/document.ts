/** A small run's summary and document, without an engine. */
import type { RunSummary } from '../../src/engine/summary.ts';
import { NONE } from '../../src/model/record.ts';
import { WideSum } from '../../src/model/wide.ts';
import {
  buildReport,
  calendarOf,
  type ReportDocument,
  type ReportInput,
  statisticsInput,
} from '../../src/report/index.ts';
import { RunStatistics } from '../../src/statistics/index.ts';
import { chunk, MINUTE, ONE, START } from './support.ts';

const DAY = 1440 * MINUTE;
const HEX = 'ab'.repeat(32);

function wide(units: number): WideSum {
  const sum = new WideSum();
  sum.add(units);
  return sum;
}

export const SUMMARY: RunSummary = {
  ...ONE,
  startTime: START,
  endTime: START + 91 * DAY,
  initialEquity: 10_000e8,
  finalEquity: 10_123.456e8,
  realizedPnl: 120e8,
  unrealizedPnl: 3.456e8,
  fees: wide(40e8),
  slippage: wide(2.5e8),
  turnover: wide(21_000e8),
  frictions: {
    latency: wide(-1.25e8),
    latencyFills: 2,
    partialFills: [{ symbol: 0, orders: 2, quantity: 15_000_000n, notional: 600_000_000_000n, value: 600_000_000_000 }],
    limitFill: [],
  },
  orderCount: 5,
  fillCount: 3,
  timeInPosition: 10 * DAY,
  initialBalance: [0, 10_000e8],
  totals: [5e7, 9000e8],
  held: [0, 100e8],
  positions: [
    {
      asset: 0,
      quantity: 5e7,
      cost: 20_000e8,
      unrealized: 3.456e8,
      isDust: false,
      isAmbiguous: false,
      markSymbol: 0,
      mark: 4_000_691,
      markTime: START + 91 * DAY - MINUTE,
    },
  ],
  openOrders: [
    {
      id: 5,
      clientId: 'o5',
      symbol: 0,
      side: 'buy',
      type: 'limit',
      status: 'open',
      quantity: 250_001,
      budget: NONE,
      filled: 0,
      price: 3_999_999,
      stopPrice: NONE,
      triggerPrice: NONE,
      activationPrice: NONE,
      trailAmount: NONE,
      trailRate: null,
      timeInForce: 'GTC',
      expireAt: NONE,
      postOnly: false,
      reduceOnly: false,
      parentId: NONE,
      group: null,
      reason: null,
    },
  ],
  refusals: [
    {
      rule: 'min_notional',
      by: 'refused',
      count: 2,
      places: [
        { time: START, orderId: 3, detail: '3 USDT is below 10' },
        { time: START + MINUTE, orderId: 4, detail: '4 USDT is below 10' },
      ],
    },
  ],
  quality: [
    {
      symbol: 0,
      matching: 'candles',
      candles: 131_040,
      filledCandles: 0,
      prints: 0,
      quotes: 0,
      gaps: 1,
      detail: null,
      missing: 60 * MINUTE,
      live: { lateTrades: 0, backfilled: 0, interruptions: 0, dropped: [] },
      lacks: { before: null, after: null },
      warmupLeft: 0,
      warmupBefore: 0,
      firstPrice: 4_000_000,
      lastPrice: 4_400_000,
    },
  ],
  warmupIntents: 0,
  events: 131_040,
  digests: { orders: HEX, fills: HEX, equity: HEX },
};

const trip = (id: number, pnl: number): number[] => [
  ...[id, 0, 0, START + id * DAY, START + id * DAY + 60 * MINUTE, 5e7, 20_000e8, 20_000e8 + pnl, pnl],
  ...[20e8, 1e8, -5e8, 70e8, 0, NONE],
];

export function inputOf(change: Partial<RunSummary> = {}, trips: readonly number[] = [100e8, 20e8]): ReportInput {
  const summary = { ...SUMMARY, ...change };
  const options = { periodsPerYear: null, riskFreePct: 0, calendar: calendarOf(summary.instruments) };
  const statistics = new RunStatistics(options);
  statistics.start(summary.initialEquity, summary.startTime);
  const days = [10_050e8, 10_010e8, 10_200e8, summary.finalEquity];
  statistics.equity(chunk(days.map((equity, i) => [START + (i + 1) * DAY, equity, equity, 0])));
  if (trips.length > 0) statistics.roundTrips(chunk(trips.map((pnl, i) => trip(i + 1, pnl))));
  return {
    run: {
      name: 'quickstart',
      seed: 42,
      tradingMode: 'paper',
      priceSource: 'historical',
      engineVersion: '0.1.0',
      scenario: { name: 'quickstart', seed: 42 },
      digest: { data: HEX, scenario: HEX, strategy: HEX, orders: HEX, fills: HEX, equity: HEX, run: HEX },
      bundle: null,
      inputs: { 'BTC/USDT': HEX },
    },
    summary,
    statistics: statistics.finish(statisticsInput(summary)),
    conventions: statistics.conventions,
    ambiguity: { roundTrips: 0, pnl: 0, pnlShare: 0 },
    timing: { loadMs: 12.5, runMs: 80 },
  };
}

export const reportOf = (...args: Parameters<typeof inputOf>): ReportDocument => buildReport(inputOf(...args));
