/** Does a piece of work again whenever a file it was made from changes, until it is interrupted. */
import { readdir, stat } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CheckError, InputError, StrategyError } from '../model/errors.ts';
import { type CommandContext, Interrupted } from './context.ts';
import { endingOf } from './errors.ts';

/** One turn of the work; `reads` is told each file it is made from (absolute) as it is read. */
export type Turn = (signal: AbortSignal, reads: (file: string) => void) => Promise<void>;

/**
 * Does `turn` now and after each change; a change that comes while it runs ends it, and it begins anew. What a turn finds
 * wrong with its files is told, and the next change awaited.
 *
 * @param first the file that must be there, whatever else is read
 * @throws Interrupted, in the end; the turn's error where it is ours, or where the first file is not there to begin with
 */
export async function repeatOnChange(first: string, turn: Turn, context: CommandContext): Promise<void> {
  if ((await stat(first).catch(() => null)) === null) return turn(context.signal, () => undefined);
  const ended = new AbortController();
  const watched = new WatchedFiles([first]);
  try {
    for (;;) {
      await watched.begin();
      const stop = new AbortController();
      const change = watched.change(AbortSignal.any([context.signal, ended.signal]));
      change.then(
        () => stop.abort(new Changed('the files have changed')),
        () => undefined,
      );
      const signal = AbortSignal.any([context.signal, stop.signal]);
      await watched.settle(await attempt(() => turn(signal, (file) => watched.add(file)), context));
      if (!stop.signal.aborted) context.err(`\nWatching ${shown(watched.files)}: Ctrl-C ends\n`);
      const changed = await change.catch((error: unknown) => {
        throw context.signal.aborted ? new Interrupted('papertape: stopped watching') : error;
      });
      context.err(`${shown(changed)} changed: running again\n`);
    }
  } finally {
    ended.abort();
  }
}

/** The reason a turn ends early: what it works on has changed. */
class Changed extends Error {
  override name = 'Changed';
}

/** True where the turn came to its end; false where its files did not let it. */
async function attempt(turn: () => Promise<void>, context: CommandContext): Promise<boolean> {
  try {
    await turn();
    return true;
  } catch (error) {
    if (error instanceof Changed) return false;
    if (!(error instanceof InputError || error instanceof StrategyError || error instanceof CheckError)) throw error;
    context.err(endingOf(error).text);
    return false;
  }
}

/** Milliseconds between two looks. Asking works on every disk, and however an editor saves. */
const EVERY = 100;
const MODULE = /^\.(?:[cm]?[jt]sx?|json)$/;

/** What tells a file from what stood there before: it is saved in place, or by putting a new one under its name. */
type Marks = ReadonlyMap<string, string>;

class WatchedFiles {
  #known: Set<string>;
  #added = new Set<string>();
  /** All modules in these count, too: after a failure, since what is wrong may be a file that no turn came to read. */
  #folders: readonly string[] = [];
  #marks = new Map<string, string>();

  constructor(files: readonly string[]) {
    this.#known = new Set(files);
  }

  get files(): readonly string[] {
    return [...this.#known];
  }

  /** What stands there now is what the next turn reads. */
  async begin(): Promise<void> {
    this.#added = new Set();
    this.#marks = new Map(await this.#look());
  }

  /** A file that the turn is reading just now. */
  add(file: string): void {
    this.#added.add(file);
    void markOf(file).then((mark) => this.#know(file, mark));
  }

  /** Ends a turn: one that succeeded has told of all its files. */
  async settle(succeeded: boolean): Promise<void> {
    this.#known = succeeded ? this.#added : new Set([...this.#known, ...this.#added]);
    this.#folders = succeeded ? [] : [...new Set(this.files.map((file) => dirname(file)))];
    // From here on, and before anybody is asked to mend it: a file that appears is a change.
    for (const [file, mark] of await this.#look()) this.#know(file, mark);
  }

  #know(file: string, mark: string): void {
    if (!this.#marks.has(file)) this.#marks.set(file, mark);
  }

  /** The files that are not as they were when the turn began, once two looks find them alike. Throws the signal's reason. */
  async change(signal: AbortSignal): Promise<readonly string[]> {
    let before: Marks = this.#marks;
    for (;;) {
      await pause(EVERY, undefined, { signal }).catch(() => undefined);
      signal.throwIfAborted();
      const now = await this.#look();
      // What a turn has just told of, and is not marked yet, is new to us and no change.
      const isNew = (file: string): boolean => this.#added.has(file) && !this.#marks.has(file);
      const changed = differing(this.#marks, now).filter((file) => !isNew(file));
      if (changed.length > 0 && differing(before, now).length === 0) return changed;
      before = now;
    }
  }

  async #look(): Promise<Marks> {
    const files = new Set([...this.#known, ...this.#added]);
    for (const folder of this.#folders) {
      for (const name of await readdir(folder).catch(() => [])) {
        if (MODULE.test(extname(name))) files.add(join(folder, name));
      }
    }
    return new Map(await Promise.all([...files].map(async (file) => [file, await markOf(file)] as const)));
  }
}

const ABSENT = 'absent';

async function markOf(file: string): Promise<string> {
  const stats = await stat(file, { bigint: true }).catch(() => null);
  return stats === null ? ABSENT : `${stats.mtimeNs} ${stats.size} ${stats.ino}`;
}

/** Files of `now` that have changed; one that is no longer looked at has not. */
function differing(before: Marks, now: Marks): string[] {
  return [...now].filter(([file, mark]) => (before.get(file) ?? ABSENT) !== mark).map(([file]) => file);
}

const MOST_SHOWN = 4;

function shown(files: readonly string[]): string {
  const names = files.slice(0, MOST_SHOWN).map((file) => relative('', file) || file);
  const more = files.length > MOST_SHOWN ? ` and ${files.length - MOST_SHOWN} more` : '';
  return `${names.join(', ')}${more}`;
}
