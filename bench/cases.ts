/** What is measured: a bench a row. A new one is a row here. */
import { SHIPPED_STRATEGIES } from '../src/strategy/shipped/index.ts';
import { decode, scan } from './decode.ts';
import { minutes } from './market.ts';
import * as raw from './raw.ts';
import { digestOf, replay } from './setup.ts';
import { everyCandle, everyCandleLimit, idle } from './strategies.ts';

/** How many of the unit were done, and a digest of what came out: the same in every run, on every machine. */
export interface Done {
  readonly count: number;
  readonly digest: string;
}

export interface Case {
  readonly name: string;
  readonly unit: 'candles' | 'fills' | 'rows';
  /** Millions of the unit a second on two cores. */
  readonly target: number | null;
  run(): Done | Promise<Done>;
  /** The least a machine can do for the same: a loop over the bare columns, or the library's own scan. Answers the count. */
  ceiling(): number | Promise<number>;
}

const YEAR = 525_600;
const smaCross = SHIPPED_STRATEGIES.get('sma-cross')!;

/** Runs a strategy over the first `candles` minutes of each of `symbols` symbols. */
function candlesOf(strategy: unknown, params: unknown, candles: number, symbols = 1): Done {
  const summary = replay(strategy, params, minutes(candles), symbols);
  return { count: summary.events, digest: digestOf(summary) };
}

export function fillsOf(strategy: unknown, candles: number): Done {
  const summary = replay(strategy, undefined, minutes(candles));
  return { count: summary.fillCount, digest: digestOf(summary) };
}

export const CASES: readonly Case[] = [
  {
    name: 'idle',
    unit: 'candles',
    target: 20,
    run: () => candlesOf(idle, undefined, 2_000_000),
    ceiling: () => raw.equity(minutes(2_000_000)),
  },
  {
    name: 'sma-cross',
    unit: 'candles',
    target: 8,
    run: () => candlesOf(smaCross, { fast: 20, slow: 50, fraction: 0.01 }, YEAR),
    ceiling: () => raw.smaCross(minutes(YEAR), 20, 50),
  },
  {
    name: 'orders',
    unit: 'fills',
    target: 2.5,
    run: () => fillsOf(everyCandle, 1_000_000),
    ceiling: () => raw.everyCandle(minutes(1_000_000)),
  },
  {
    name: 'limits',
    unit: 'fills',
    target: null,
    run: () => fillsOf(everyCandleLimit, 1_000_000),
    ceiling: () => raw.everyCandle(minutes(1_000_000)),
  },
  {
    name: 'fifty',
    unit: 'candles',
    target: 10,
    run: () => candlesOf(idle, undefined, 40_000, 50),
    ceiling: () => raw.equity(minutes(2_000_000)),
  },
  { name: 'parquet', unit: 'rows', target: null, run: () => decode(YEAR), ceiling: () => scan(YEAR) },
];
