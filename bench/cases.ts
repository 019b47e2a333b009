/** What is measured: a bench a row. A new one is a row here. */
import { BENCH_CASES, candlesOf, type Done, YEAR } from '../src/cli/bench/cases.ts';
import { minutes } from '../src/cli/bench/market.ts';
import type { CaseName } from '../src/cli/bench/names.ts';
import { idle } from '../src/cli/bench/strategies.ts';
import { catalogOf, scan } from './decode.ts';
import { frictionOf, probabilityOf } from './frictions.ts';
import { bracketsOf, ladderOf, volumeOf } from './orders.ts';
import * as raw from './raw.ts';

export interface Case {
  readonly name: string;
  readonly unit: 'candles' | 'fills' | 'rows';
  /** Millions of the unit a second on two cores. */
  readonly target: number | null;
  run(): Done | Promise<Done>;
  /** The least a machine can do for the same: a loop over the bare columns, or the library's own scan. Answers the count. */
  ceiling(): number | Promise<number>;
}

/** A case that users measure too, over as many candles as `papertape bench --full`. */
function shared(name: CaseName): Pick<Case, 'name' | 'unit' | 'run'> {
  const { unit, fullSize, run } = BENCH_CASES.find((one) => one.name === name)!;
  return { name, unit, run: async () => run(fullSize, name === 'parquet' ? await catalogOf(fullSize) : '') };
}

/** Beside `orders` and `limits`: what a knob costs. */
const friction = {
  unit: 'fills',
  target: null,
  ceiling: () => raw.everyCandle(minutes(YEAR / 2)),
} as const;

export const CASES: readonly Case[] = [
  { ...shared('idle'), target: 20, ceiling: () => raw.equity(minutes(2_000_000)) },
  { ...shared('sma-cross'), target: 8, ceiling: () => raw.smaCross(minutes(YEAR), 20, 50) },
  { ...shared('orders'), target: 2.5, ceiling: () => raw.everyCandle(minutes(1_000_000)) },
  { ...shared('limits'), target: null, ceiling: () => raw.everyCandle(minutes(1_000_000)) },
  {
    name: 'brackets',
    unit: 'fills',
    target: null,
    run: () => bracketsOf(YEAR / 2),
    ceiling: () => raw.everyCandle(minutes(YEAR / 2)),
  },
  {
    name: 'volume',
    unit: 'fills',
    target: null,
    run: () => volumeOf(YEAR / 2, '1'),
    ceiling: () => raw.everyCandle(minutes(YEAR / 2)),
  },
  { ...friction, name: 'spread', run: () => frictionOf('spread', YEAR / 2) },
  { ...friction, name: 'volume-share', run: () => frictionOf('volume-share', YEAR / 2) },
  { ...friction, name: 'square-root', run: () => frictionOf('square-root', YEAR / 2) },
  { ...friction, name: 'random', run: () => frictionOf('random', YEAR / 2) },
  { ...friction, name: 'jitter', run: () => frictionOf('jitter', YEAR / 2) },
  { ...friction, name: 'tiers', run: () => frictionOf('tiers', YEAR / 2) },
  { ...friction, name: 'parts', run: () => frictionOf('parts', YEAR / 2) },
  { ...friction, name: 'probability', run: () => probabilityOf(YEAR / 2) },
  {
    name: 'one',
    unit: 'candles',
    target: null,
    run: () => ladderOf(1, YEAR),
    ceiling: () => raw.equity(minutes(YEAR)),
  },
  {
    name: 'hundred',
    unit: 'candles',
    target: null,
    run: () => ladderOf(100, YEAR),
    ceiling: () => raw.equity(minutes(YEAR)),
  },
  {
    name: 'fifty',
    unit: 'candles',
    target: 10,
    run: () => candlesOf(idle, undefined, 40_000, 50),
    ceiling: () => raw.equity(minutes(2_000_000)),
  },
  { ...shared('parquet'), target: null, ceiling: () => scan(YEAR) },
];
