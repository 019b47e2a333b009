/** `papertape data check` in this process, on the shared files: what it found, whichever way it ended. */

import type { CheckedFile } from '../../src/catalog/check/check.ts';
import { runCommand } from '../../src/cli/run.ts';
import { CheckError } from '../../src/model/errors.ts';
import { IMPORTED, REFUSED } from './shared-files.ts';

export interface Checking {
  readonly printed: string;
  /** Why it ended with exit 3; null where it ended with 0. */
  readonly failure: string | null;
}

/** Runs `papertape data check WORDS`. Throws what it ends with, unless that is exit 3. */
export async function dataCheck(words: readonly string[], columns = 100): Promise<Checking> {
  let printed = '';
  const context = {
    out: (text: string) => {
      printed += text;
    },
    err: () => undefined,
    isTerminal: false,
    columns,
    hasColor: false,
    monotonicNow: () => performance.now(),
    signal: new AbortController().signal,
    env: {},
  };
  try {
    await runCommand(['data', 'check', ...words], context);
    return { printed, failure: null };
  } catch (error) {
    if (!(error instanceof CheckError)) throw error;
    return { printed, failure: error.message };
  }
}

/** What is said to import beside a shared file (`candles/...`), less what says only how to put it into a catalog. */
export function wordsFor(file: string): string[] {
  const words = IMPORTED.find((one) => one.file === file)?.words ?? REFUSED.find(([name]) => name === file)?.[1];
  if (words === undefined) throw new Error(`no command imports ${file}`);
  return words.split(' ').filter((word) => word !== '' && word !== '--sort');
}

/** Findings of a file; exit 3 comes with errors, and with nothing else. */
export async function findingsIn(file: string, words: readonly string[]): Promise<CheckedFile> {
  const { printed, failure } = await dataCheck([file, ...words, '--json']);
  const checked = JSON.parse(printed) as CheckedFile;
  if ((failure !== null) !== errorsIn(checked).length > 0)
    throw new Error(`exit code and findings disagree: ${failure}`);
  return checked;
}

export const errorsIn = (checked: CheckedFile): string[] =>
  checked.findings.filter(({ level }) => level === 'error').map(({ name }) => name);

export const countOf = (checked: CheckedFile, name: string): number =>
  checked.findings.find((finding) => finding.name === name)?.count ?? 0;
