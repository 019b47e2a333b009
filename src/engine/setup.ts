/** Everything a run is made of, in whole units: what `scenario/` resolves and the session joins. */
import type { LatencySettings } from '../exchange/latency.ts';
import type { IntrabarPath } from '../exchange/path.ts';
import type { ExchangeSettings } from '../exchange/settings.ts';
import type { RiskLimits } from '../execution/risk.ts';
import type { SeriesInfo } from '../market/columns.ts';
import type { Asset, Instrument } from '../model/instrument.ts';
import type { HasherFactory, LogPort } from '../model/ports.ts';
import type { RecordSink } from '../model/record.ts';
import type { StrategyDefinition } from '../strategy/define.ts';

/** What a symbol's orders are matched on. */
export const PRICE_SOURCES = ['candles', 'trades', 'quotes', 'quotes and trades'] as const;
export type PriceSource = (typeof PRICE_SOURCES)[number];

export const hasTrades = (source: PriceSource): boolean => source === 'trades' || source === 'quotes and trades';
export const hasQuotes = (source: PriceSource): boolean => source === 'quotes' || source === 'quotes and trades';

export interface SessionSetup {
  readonly assets: readonly Asset[];
  readonly instruments: readonly Instrument[];
  /** Index of the reporting asset. */
  readonly reporting: number;
  /** Units of each asset at the start. */
  readonly initialBalance: readonly number[];
  readonly exchange: ExchangeSettings &
    LatencySettings & {
      readonly intrabar: IntrabarPath;
    };
  readonly strategy: {
    readonly definition: StrategyDefinition;
    readonly params: unknown;
    /** Length of the candles it decides on, microseconds; null: each market candle. */
    readonly interval: number | null;
    /** Strategy candles of a symbol that are shown before it may trade. */
    readonly warmup: number;
    /** How often it has drawn of the chance in its scope: whoever draws for it counts here, and goes on from here. */
    readonly chance?: { drawn: number };
  };
  readonly window: {
    /** Candles that open before it are history: shown, never traded on. */
    readonly from: number;
    /** The run's last time; null: the end of the last market event. */
    readonly to: number | null;
  };
  /** What our own risk rules refuse; absent: nothing. */
  readonly risk?: RiskLimits;
  readonly series: readonly SeriesInfo[];
  /** What each symbol's orders are matched on. */
  readonly matching: readonly PriceSource[];
  /**
   * Length of the candles that a symbol without a series of them gets from its prints, else from the middles of its quotes;
   * microseconds. Absent: it has none, as on a tape, which brings its own.
   */
  readonly interval?: number;
  /**
   * Of a live tape, whose candles are made of its trades: microseconds of the exchange's clock that a candle waits for its
   * last trades. Absent: the tape brings its own candles.
   */
  readonly candleGrace?: number;
  /** What becomes of time that is missing between two candles: left out (default), an error, or filled in with flat candles. */
  readonly gaps?: 'skip' | 'error' | 'fill';
  readonly sinks: readonly RecordSink[];
  readonly hasher: HasherFactory;
  readonly log: LogPort;
  /** False: walks every point of every candle, as tests do to prove that skipping them changes nothing. */
  readonly quick?: boolean;
  /** True: looks at the books after each event and at each fill, and throws a CheckError where something does not hold. Slow. */
  readonly audit?: boolean;
  /** Record rows handed on at once; changes no digest. */
  readonly recordRows?: number;
}
