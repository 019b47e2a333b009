/** What a replay and its check are asked, and what they answer: the seam between the commands and the wiring. */
import type { RunDigests } from '../engine/digest.ts';
import type { ReportDocument } from '../report/document.ts';
import type { AnyStrategy } from '../strategy/define.ts';
import type { ScenarioOverrides } from './overrides.ts';

export interface ReplayOptions {
  /** Path of the scenario's YAML, or the name of a shipped one. */
  readonly scenario: string;
  readonly overrides: ScenarioOverrides;
  /**
   * A strategy of the calling program, in the place of the one the scenario names; `strategy.params` are checked by its own
   * schema. It runs as it is: its `Date` and `Math.random` are the program's own, and what it keeps outside `state` stays from one
   * run to the next. Its digest is that of its functions' text; what they close over is not in it.
   */
  readonly strategy?: AnyStrategy;
  /** Report folder; `reports/<name>` in the working directory unless given. Null: no report is written. */
  readonly out?: string | null;
  /** In the place of the scenario's `market.catalog`. */
  readonly catalog?: string;
  /** Looks after each event whether the books are right, and lets no old view be read; CheckError where something does not hold. */
  readonly audit?: boolean;
  /** Runs it with other futures behind some of its times, too; CheckError where a decision before such a time changes. */
  readonly lookahead?: boolean;
  /** Runs a second time in fresh processes; CheckError where the digests differ. */
  readonly twice?: boolean;
  /** Runs `exchange.intrabar` adverse and favorable beside the scenario's own, and compares what comes of them. */
  readonly bounds?: boolean;
  /** For the mode gate; secrets are looked at for presence only. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface VerifyOptions {
  /** A report folder. */
  readonly folder: string;
  /** The strategy of a run that was handed one: the report names it and does not hold it. */
  readonly strategy?: AnyStrategy;
  /** In the place of the catalog the report names. */
  readonly catalog?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How far a piece of work is. `total` is 0 while it is not known. */
export interface Progress {
  /** A word for the bar: `loading`, `running`, `writing`. */
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** What is counted: `candles`, `rows`. */
  readonly unit: string;
}

export type LogLevel = 'info' | 'warn' | 'error';

/** A message of the strategy (or of the engine about it). Time in microseconds of the run. */
export interface LogLine {
  readonly time: number;
  readonly level: LogLevel;
  readonly message: string;
}

/** Who hears of a run while it goes on, and who can stop it. */
export interface RunHooks {
  /** Each line a strategy logs, as it does. */
  readonly onLog?: (line: LogLine) => void;
  /** Milliseconds from any origin, for the report's timing; no timing where it is not given. */
  readonly monotonicNow?: () => number;
  /** Columns and colour of the summary table. */
  readonly table?: { readonly width: number; readonly color: boolean };
  /** Called now and then, not for each event. */
  readonly onProgress?: (progress: Progress) => void;
  /** One line for the user that is not the result: the mode, a warning, decimals that were chosen. */
  readonly onNotice?: (line: string) => void;
  /** Each file of the user's own that the run is made from, as it is read: scenario, strategy, its imports. Absolute. */
  readonly onInput?: (file: string) => void;
  /** Looked at between chunks: once it is aborted, the run throws its reason and leaves no half-written file. */
  readonly signal?: AbortSignal;
}

export type { RunDigests };

/** What a replay came to. */
export interface ReplayOutcome {
  /** The document of `report.json`. */
  readonly report: ReportDocument;
  /** The table for the terminal, without a line break at its end. */
  readonly summary: string;
  /** Where the report lies, as it was asked for; null where none was written. */
  readonly folder: string | null;
  /** Where `lookahead` found nothing: what it could not look at, one line. */
  readonly lookahead?: string;
  readonly digests: RunDigests;
}

/** A report that was run again to equal digests. What differs is a CheckError, what cannot be read an InputError. */
export interface VerifyOutcome {
  readonly digests: RunDigests;
  /** What is equal and yet worth saying, e.g. data of the same content in other bytes. */
  readonly notes: readonly string[];
}

export type RunReplay = (options: ReplayOptions, hooks: RunHooks) => Promise<ReplayOutcome>;
export type RunVerify = (options: VerifyOptions, hooks: RunHooks) => Promise<VerifyOutcome>;
