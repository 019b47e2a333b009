/** What a command works with: where it prints, and the signal that stops it. */
import type { Progress, RunHooks } from '../scenario/replay-types.ts';
import { StrategyLog } from './strategy-log.ts';

export interface CommandContext {
  /** The result: what a pipe gets. */
  readonly out: (text: string) => void;
  /** Waits until the reader has taken what was printed: for a result that is longer than memory. */
  readonly drained?: () => Promise<void>;
  /** Notices, progress, errors. */
  readonly err: (text: string) => void;
  /** Whether somebody watches stderr, and NO_COLOR is not set: then there is a progress bar. */
  readonly isTerminal: boolean;
  /** Of the terminal; the result is laid out for it. */
  readonly columns: number;
  /** Whether stdout goes to a pipe or a file: a list then has a line for each of its rows, however long. */
  readonly isPiped?: boolean;
  /** Colour is wanted on stdout: it is a terminal, and NO_COLOR is not set. */
  readonly hasColor: boolean;
  /** Milliseconds from any origin, for timing. */
  readonly monotonicNow: () => number;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The reason of a run that was stopped by a signal: not an error, exit 130. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** Runs `work` with notices and the strategy's log on stderr and, on a terminal, a progress bar that is gone when it ends. */
export async function withHooks<T>(context: CommandContext, work: (hooks: RunHooks) => Promise<T>): Promise<T> {
  const bar = context.isTerminal ? new (await import('./progress.ts')).ProgressBar(context.columns) : null;
  const log = new StrategyLog();
  const hooks: RunHooks = {
    signal: context.signal,
    monotonicNow: context.monotonicNow,
    table: { width: context.columns, color: context.hasColor },
    onLog: (line) => {
      const text = log.textOf(line);
      if (text === null) return;
      bar?.clear();
      context.err(text);
    },
    onNotice: (line) => {
      bar?.clear();
      context.err(`${line}\n`);
    },
    ...(bar === null ? {} : { onProgress: (progress: Progress) => bar.show(progress) }),
  };
  try {
    return await work(hooks);
  } finally {
    bar?.clear();
    for (const line of log.leftOut()) context.err(line);
  }
}

/** A document and nothing else on stdout. */
export function printJson(context: CommandContext, document: unknown): void {
  context.out(`${JSON.stringify(document, null, 2)}\n`);
}

/** A name as it is to be typed: quoted where a shell would read more than a word in it. */
export function shellWord(name: string): string {
  return /[^\w./-]/.test(name) ? JSON.stringify(name) : name;
}
