/** What is posted to a thread and what it answers: plain data, columns in shared memory. */
import type { Columns } from '../market/columns.ts';
import { InputError, StrategyError } from '../model/errors.ts';
import type { ReportDocument } from '../report/document.ts';
import type { TradingMode } from '../scenario/mode.ts';
import type { ScenarioOverrides } from '../scenario/overrides.ts';
import type { PreparedRun } from '../scenario/wiring/preparer.ts';

/** A prepared run without what cannot be posted: its scenario is resolved anew from its text, its feed is the columns. */
export interface RunMaterial extends Omit<PreparedRun, 'loaded' | 'openFeed'> {
  readonly mode: TradingMode;
  /** By series of the plan. */
  readonly columns: readonly Columns[];
}

/** Known to every thread from its start. */
export interface StudyData {
  readonly materials: readonly RunMaterial[];
  /** Events each run under way has passed, by job: written by the threads, read for the progress bar. */
  readonly progress: Float64Array;
}

export interface RunJob {
  /** Its place in `progress`. */
  readonly index: number;
  /** Its place in `materials`. */
  readonly material: number;
  readonly file: string;
  readonly text: string;
  readonly overrides: ScenarioOverrides;
}

export interface RunResult {
  readonly report: ReportDocument;
  /** Start of each day in microseconds, and equity of its last row in units of the reporting asset. */
  readonly days: Float64Array;
  readonly equity: Float64Array;
  readonly initialEquity: number;
  /** Another seed could have come to something else. */
  readonly isChance: boolean;
}

export type RunAnswer =
  | { readonly result: RunResult }
  | { readonly error: { readonly kind: 'strategy' | 'input' | 'internal'; readonly message: string } };

const ERRORS = { strategy: StrategyError, input: InputError, internal: Error };

/** An error as it crosses from a thread. */
export function posted(error: unknown): RunAnswer {
  const kind = error instanceof StrategyError ? 'strategy' : error instanceof InputError ? 'input' : 'internal';
  const message = error instanceof Error ? error.message : String(error);
  return {
    error: { kind, message: kind === 'internal' && error instanceof Error ? (error.stack ?? message) : message },
  };
}

/** The result, or the error as a run in this thread would have thrown it. */
export function resultOf(answer: RunAnswer, label: string): RunResult {
  if ('result' in answer) return answer.result;
  const { kind, message } = answer.error;
  throw new ERRORS[kind](`${label}: ${message}`);
}
