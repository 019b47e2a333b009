/** What a report is made of: plain data that whoever ran the session hands in. */
import type { RunDigests } from '../engine/digest.ts';
import type { RunSummary } from '../engine/summary.ts';
import type { Conventions, Measured } from '../statistics/index.ts';
import type { Ambiguity } from './ambiguity.ts';

export interface RunIdentity {
  readonly name: string;
  readonly seed: number;
  readonly tradingMode: 'paper' | 'live';
  readonly priceSource: 'historical' | 'live_feed' | 'mock';
  readonly engineVersion: string;
  /** The resolved scenario as it is shown: plain JSON. */
  readonly scenario: Readonly<Record<string, unknown>>;
  /** Lower-case hex SHA-256, all of them. */
  readonly digest: RunDigests;
  /** SHA-256 of the bundle's bytes; null for a shipped strategy. */
  readonly bundle: string | null;
  /** What `digest.data` is made of, a digest a series and instrument: `verify` names the one that changed. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** Time without a candle, from the end of one to the open of the next, in microseconds. */
export interface GapSeen {
  readonly from: number;
  readonly to: number;
}

/** What the candles of a symbol, warm-up and window, are like as data. */
export interface DataSeen {
  /** Candles in which nothing was traded; filled ones do not count. */
  readonly zeroVolumeCandles: number;
  readonly firstGap: GapSeen | null;
  readonly longestGap: GapSeen | null;
}

export interface ReportInput {
  readonly run: RunIdentity;
  readonly summary: RunSummary;
  /** What `RunStatistics.finish(statisticsInput(summary))` answered, and its `conventions`. */
  readonly statistics: readonly Measured[];
  readonly conventions: Conventions;
  /** Of the sink `AmbiguityTally`. */
  readonly ambiguity: Ambiguity;
  /** By symbol; null where a symbol has no candles, absent where nobody looked. */
  readonly dataSeen?: readonly (DataSeen | null)[];
  /** Symbols whose rules were read off their prices at import. */
  readonly inferredSymbols?: readonly string[];
  /** Sentences for the report's reader that only the wiring knows, e.g. a warm-up taken from the window. */
  readonly notes?: readonly string[];
  readonly timing: { readonly loadMs: number | null; readonly runMs: number | null };
}
