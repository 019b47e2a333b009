/** Temporary names, and what a kill leaves under them: who made one, whether they are still there, and its removal. */
import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { SystemClock } from '../clock/system-clock.ts';

/** Of a process on another machine (or in another container) that shares the folder nobody here can tell whether it lives. */
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** What such a process has not touched for so long is taken for abandoned, in milliseconds. */
const LONG_UNTOUCHED = 7 * 86_400_000;

let written = 0;

/** A name beside `path` that no other process or thread uses: `x.json.<host>-<pid>-<thread>-<n>.tmp`. */
export function temporaryPath(path: string): string {
  written += 1;
  return join(dirname(path), `${basename(path)}.${HOST}-${process.pid}-${threadId}-${written}.tmp`);
}

/** True of a name that ends as `temporaryPath` ends names (or with another ending), where its maker is gone. */
export async function isAbandoned(folder: string, name: string, ending: 'tmp' | 'old'): Promise<boolean> {
  const made = new RegExp(`\\.([0-9a-f]{8})-([0-9]+)-[0-9]+-[0-9]+\\.${ending}(?:\\.wal)?$`).exec(name);
  if (made === null) return false;
  if (made[1] === HOST) return !isAlive(Number(made[2]));
  const now = new SystemClock({ monotonicNow: () => 0 }).read() / 1000;
  return now - (await lastTouched(join(folder, name))) > LONG_UNTOUCHED;
}

/** Wall time in milliseconds at which a file, or anything in a folder, was changed last. */
async function lastTouched(path: string): Promise<number> {
  const inside = await readdir(path).catch(() => []);
  const times = await Promise.all(
    [path, ...inside.map((name) => join(path, name))].map((one) => stat(one).catch(() => null)),
  );
  return Math.max(0, ...times.map((found) => found?.mtimeMs ?? 0));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Removes temporary files of processes that are gone: what a kill left behind. */
export async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    if (await isAbandoned(folder, name, 'tmp')) await rm(join(folder, name), { force: true, recursive: true });
  }
}
