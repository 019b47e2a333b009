/** What `papertape bench` and `npm run bench` measure alike: a bench a row. */
import { SHIPPED_STRATEGIES } from '../../strategy/shipped/index.ts';
import { decode } from './decode.ts';
import { minutes } from './market.ts';
import type { CaseName } from './names.ts';
import { digestOf, replay } from './setup.ts';
import { everyCandle, everyCandleLimit, idle } from './strategies.ts';

/** How many of the unit were done, and a digest of what came out: the same in every run, on every machine. */
export interface Done {
  readonly count: number;
  readonly digest: string;
}

export interface BenchCase {
  readonly name: CaseName;
  readonly unit: 'candles' | 'fills' | 'rows';
  /** Candles that are over in a moment, and those of `--full` and of `npm run bench`. Equal candles, equal digests. */
  readonly size: number;
  readonly fullSize: number;
  /** @param catalog a folder with as many minutes, where the case reads Parquet */
  run(candles: number, catalog: string): Done | Promise<Done>;
}

/** Minutes. */
export const YEAR = 525_600;
const smaCross = SHIPPED_STRATEGIES.get('sma-cross')!;

/** Runs a strategy over the first `candles` minutes of each of `symbols` symbols. */
export function candlesOf(strategy: unknown, params: unknown, candles: number, symbols = 1): Done {
  const summary = replay(strategy, params, minutes(candles), symbols);
  return { count: summary.events, digest: digestOf(summary) };
}

export function fillsOf(strategy: unknown, candles: number): Done {
  const summary = replay(strategy, undefined, minutes(candles));
  return { count: summary.fillCount, digest: digestOf(summary) };
}

export const BENCH_CASES: readonly BenchCase[] = [
  {
    name: 'idle',
    unit: 'candles',
    size: YEAR,
    fullSize: 2_000_000,
    run: (candles) => candlesOf(idle, undefined, candles),
  },
  {
    name: 'sma-cross',
    unit: 'candles',
    size: YEAR,
    fullSize: YEAR,
    run: (candles) => candlesOf(smaCross, { fast: 20, slow: 50, fraction: 0.01 }, candles),
  },
  {
    name: 'orders',
    unit: 'fills',
    size: YEAR / 4,
    fullSize: 1_000_000,
    run: (candles) => fillsOf(everyCandle, candles),
  },
  {
    name: 'limits',
    unit: 'fills',
    size: YEAR / 4,
    fullSize: 1_000_000,
    run: (candles) => fillsOf(everyCandleLimit, candles),
  },
  { name: 'parquet', unit: 'rows', size: YEAR, fullSize: YEAR, run: (candles, catalog) => decode(catalog, candles) },
];
