/** What a study is asked, and what it tells while it runs. */
import type { Progress } from '../scenario/replay-types.ts';

export interface CompareOptions {
  /** Paths of scenario files, one at least. */
  readonly scenarios: readonly string[];
  /** `--vary`, each `path=v1,v2`; several make a grid. */
  readonly vary: readonly string[];
  /** For all settings, before what varies: each `path=value`. */
  readonly set?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  /** Seeds each setting is run on: the scenario's own and those that follow it. */
  readonly seeds: number;
  /** Runs more than a person usually means. */
  readonly isLarge: boolean;
  /** Threads; as many as the machine has processors unless given. */
  readonly workers?: number;
  /** Folder of the comparison; `reports/<name>-comparison` unless given. Null: none is written. */
  readonly out?: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface StudyHooks {
  /** Milliseconds from any origin. */
  readonly monotonicNow?: () => number;
  readonly onProgress?: (progress: Progress) => void;
  /** One line for the user that is not the result. */
  readonly onNotice?: (line: string) => void;
  /** Once it is aborted, threads are ended, the study throws its reason, and nothing is left half written. */
  readonly signal?: AbortSignal;
}
