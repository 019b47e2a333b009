/** What a paper session is asked, and who hears of it. */
import type { SystemTime } from '../clock/index.ts';
import type { TapeSink } from '../market/tape.ts';
import type { ReportDocument } from '../report/document.ts';
import type { ScenarioOverrides } from './overrides.ts';
import type { RunDigests } from './replay-types.ts';

export interface PaperOptions {
  /** Path of the scenario's YAML; null: the one that ships. */
  readonly scenario: string | null;
  readonly overrides: ScenarioOverrides;
  /** Report folder; `reports/<name>` in the working directory unless given. Null: no report is written. */
  readonly out?: string | null;
  /** For the mode gate; secrets are looked at for presence only. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The strategy is asked every so many seconds of tape time, as decimal text. */
  readonly interval?: string;
  /** After so many such calls the session ends; without `interval` they come every `market.interval`. */
  readonly cycles?: string;
}

/** Something that happened in a session, for a log. */
export interface LiveEvent {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface PaperHooks {
  readonly time: SystemTime;
  /** Luck of this session's connection; no run sees it, its tape does. */
  readonly luck: string;
  /** Ends the session: its report is written. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: LiveEvent) => void;
  readonly table?: { readonly width: number; readonly color: boolean };
  /** Who keeps the tape. */
  readonly keepers?: readonly TapeSink[];
}

export interface PaperOutcome {
  readonly report: ReportDocument;
  readonly summary: string;
  readonly folder: string | null;
  readonly digests: RunDigests;
}
