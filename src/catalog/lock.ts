/** One writer at a time: a lock file beside what is written, taken over from processes that are gone. */
import { randomUUID } from 'node:crypto';
import { link, open, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../model/errors.ts';
import { cannotWrite, codeOf, temporaryPath } from './files.ts';

/** What a lock file says of its holder. */
interface Holder {
  readonly host: string;
  readonly pid: number;
  readonly token: string;
}

const POLL_MS = 25;
/** An import of gigabytes takes minutes. */
const PATIENCE_MS = 600_000;

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long to wait for another holder, in milliseconds (default: ten minutes). */
  readonly patience?: number | undefined;
}

/** A lock that is held. */
export interface Lock {
  /** InputError where somebody has taken the lock away. Asked just before what was written is put in its place. */
  check(): Promise<void>;
}

/**
 * Runs `work` while nobody else does under the same lock file, in this process or another. The lock of a process that
 * was killed is taken over at once.
 *
 * @throws InputError where another process keeps the lock, or the file cannot be written
 */
export async function withLock<T>(path: string, options: LockOptions, work: (lock: Lock) => Promise<T>): Promise<T> {
  const holder: Holder = { host: hostname(), pid: process.pid, token: randomUUID() };
  const text = JSON.stringify(holder);
  await take(path, text, options);
  try {
    return await work({
      check: async () => {
        if ((await textOf(path)) !== text) throw new InputError(`${path} was removed by somebody: run it again`);
      },
    });
  } finally {
    if ((await textOf(path)) === text) await rm(path, { force: true });
  }
}

async function take(path: string, text: string, { signal, patience = PATIENCE_MS }: LockOptions): Promise<void> {
  for (let waited = 0; ; waited += POLL_MS) {
    if (await create(path, text)) return;
    const found = await textOf(path);
    if (found !== null && isAbandoned(found)) {
      await takeAway(path, found);
      continue;
    }
    if (waited >= patience) throw busy(path, found);
    await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    signal?.throwIfAborted();
  }
}

/** Creates the lock file with its text in one step; false where there is one. */
async function create(path: string, text: string): Promise<boolean> {
  const own = temporaryPath(path);
  try {
    const file = await open(own, 'wx');
    await file.writeFile(text).finally(() => file.close());
    await link(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // A file system without links: the file comes first and its text a moment later.
    if (['EPERM', 'ENOTSUP', 'ENOSYS'].includes(codeOf(error))) return createPlainly(path, text);
    throw cannotWrite(path, error);
  } finally {
    await rm(own, { force: true });
  }
}

async function createPlainly(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw cannotWrite(path, error);
  }
}

async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

/** Whether the holder is a process of this machine that is gone. Who it is on another machine nobody can tell. */
function isAbandoned(text: string): boolean {
  const holder = holderOf(text);
  if (holder === null || holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function holderOf(text: string): Holder | null {
  try {
    const { host, pid, token } = JSON.parse(text) as Partial<Holder>;
    return typeof host === 'string' && typeof pid === 'number' && typeof token === 'string'
      ? { host, pid, token }
      : null;
  } catch {
    return null;
  }
}

/**
 * Removes an abandoned lock. Of several who found it, one at a time looks again and removes: nobody who was slower can
 * take away the lock of somebody quicker.
 */
async function takeAway(path: string, abandoned: string): Promise<void> {
  const gate = `${path}.takeover`;
  if (!(await create(gate, JSON.stringify({ host: hostname(), pid: process.pid, token: randomUUID() })))) {
    const found = await textOf(gate);
    if (found !== null && isAbandoned(found)) await rm(gate, { force: true });
    return;
  }
  try {
    if ((await textOf(path)) === abandoned) await rm(path, { force: true });
  } finally {
    await rm(gate, { force: true });
  }
}

function busy(path: string, text: string | null): InputError {
  const holder = holderOf(text ?? '');
  const who = holder === null ? 'another import' : `process ${holder.pid} on ${holder.host}`;
  return new InputError(`${who} is at work there: wait for it, or remove ${path} if it is gone`);
}
