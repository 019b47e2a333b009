/** The types of `comparison.json`, which `compare --json` prints. */
import type { MetricValue, ReportDocument } from '../report/document.ts';

/** Goes up when a field changes its meaning or goes away. */
export const COMPARISON_SCHEMA = 'papertape/comparison/1';

/** A number with its 95 % interval; null where it cannot be told, and then `reason` says why. */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly reason: string | null;
}

/** What chance made of a number: over the seeds, the days being what they were. */
export interface Luck {
  readonly seeds: number;
  readonly mean: number;
  /** n-1. */
  readonly deviation: number;
  /** Of the mean over the seeds. */
  readonly standard_error: number;
  readonly lowest: number;
  readonly highest: number;
}

export interface SeedRun {
  readonly seed: number;
  readonly digest: string;
  readonly total_pnl_pct: number | null;
  readonly mean_daily_return_pct: number | null;
}

/** This setting less the first. */
export interface SettingDifference {
  /** Of the means over the seeds; null where either is undefined. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** Percent a day; of several seeds their mean. */
  readonly mean_daily_return_pct: Estimate & {
    /** The interval where the days of the two are drawn apart, and how many times narrower the joint one is. */
    readonly apart_low: number | null;
    readonly apart_high: number | null;
    readonly times_narrower: number | null;
  };
  readonly sharpe_ratio: Estimate;
  /** Of the difference in mean daily return, percent a day; null where there is no chance, or one seed. */
  readonly luck: Luck | null;
}

export interface SettingDocument {
  readonly label: string;
  readonly scenario: string;
  readonly vary: Readonly<Record<string, unknown>>;
  /** Of the first seed, which is the scenario's own: as `replay` of the setting has them. */
  readonly digest: ReportDocument['run']['digest'];
  /** Means over the seeds, of one seed as `replay` of the setting has them; null where a metric is undefined on one of them. */
  readonly metrics: ReportDocument['metrics'];
  readonly undefined_metrics: ReportDocument['undefined_metrics'];
  /** As `replay` of the setting has them, on the scenario's own seed. */
  readonly warnings: readonly string[];
  /** The scenario's own first. */
  readonly seeds: readonly SeedRun[];
  /** Of total_pnl_pct; null where there is no chance, or one seed. */
  readonly luck: Luck | null;
  /** Null for the first setting, to which all others are compared. */
  readonly difference: SettingDifference | null;
}

/** A number along a varied cost, or beyond the outermost setting. */
export type Crossing = number | 'below' | 'above' | null;

/** Where along a numeric setting of the exchange the strategy stops earning, all else equal. */
export interface BreakEvenDocument {
  readonly path: string;
  readonly scenario: string;
  /** The other varied settings, by path. */
  readonly others: Readonly<Record<string, unknown>>;
  readonly lowest: number;
  readonly highest: number;
  /** `below` the lowest setting nothing was earned already, `above` the highest it was earned still. */
  readonly value: Crossing;
  readonly low: Crossing;
  readonly high: Crossing;
  readonly reason: string | null;
}

export interface ComparisonDocument {
  readonly schema: typeof COMPARISON_SCHEMA;
  readonly name: string;
  readonly engine_version: string;
  readonly period: ReportDocument['period'];
  readonly method: {
    readonly level: number;
    readonly resamples: number;
    /** Days with a return, of all settings. */
    readonly days: number;
    readonly mean_block_days: number;
    /** Keys the draws of the bootstrap. */
    readonly seed: number;
    readonly text: readonly string[];
  };
  readonly chance: {
    /** Whether a setting draws. */
    readonly is_drawn: boolean;
    readonly text: string;
  };
  readonly settings: readonly SettingDocument[];
  readonly break_even: readonly BreakEvenDocument[];
  /** What a reader should know before believing the numbers, a sentence each. */
  readonly notes: readonly string[];
  /** Of this machine. */
  readonly timing: {
    readonly runs: number;
    readonly threads: number;
    readonly run_ms: number | null;
    readonly events: number;
  };
}
