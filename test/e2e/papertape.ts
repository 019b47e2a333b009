/** The built command as a user runs it: a process of its own, in a folder of its own. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { CommandContext } from '../../src/cli/context.ts';
import { EXIT, endingOf } from '../../src/cli/errors.ts';
import { runCommand } from '../../src/cli/run.ts';

export const COMMAND = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** What a replay of one symbol on candles says at its start. */
export const STARTED = 'PAPER trading, prices historical\nBTC/USDT is matched on candles\n';

/** What was printed, less what a replay says at its start. */
export function afterStart(stderr: string): string {
  return stderr
    .replace(/^PAPER trading, prices (?:historical|made up)\n/, '')
    .replace(/^\S+ is matched on candles\n/, '');
}

export interface Result {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** In the place of the project's own built command. */
  readonly command?: string;
  readonly cwd?: string;
  /** Beside those of the test's own process, less everything of ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called at once; may send a signal later. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
  /** Called with what was printed so far whenever something was; may send a signal. */
  readonly onOutput?: (soFar: Result, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs `papertape WORDS...` to its end. */
export function papertape(words: readonly string[], options: RunOptions = {}): Promise<Result> {
  const { command = COMMAND } = options;
  if (!existsSync(COMMAND)) throw new Error('dist/cli/main.js is not built: npm run build');
  const env = environment(options);
  const child = spawn(process.execPath, [command, ...words], { cwd: options.cwd ?? tmpdir(), env });
  options.onStart?.((signal) => child.kill(signal));
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    const told = (): void => options.onOutput?.({ code: null, stdout, stderr }, (signal) => child.kill(signal));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      told();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      told();
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

function environment({ env }: RunOptions): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:PAPERTAPE|KRAKEN|NODE_)/.test(name));
  return { ...Object.fromEntries(inherited), ...env };
}

/**
 * Runs `papertape WORDS...` from the sources in this process: for what is told of words and files, where a process of its
 * own would show nothing more and take a third of a second to start. One at a time: the folder is the process's own.
 */
export async function papertapeHere(
  words: readonly string[],
  options: Omit<RunOptions, 'command'> = {},
): Promise<Result> {
  const printed = { stdout: '', stderr: '' };
  const context: CommandContext = {
    out: (text) => {
      printed.stdout += text;
    },
    err: (text) => {
      printed.stderr += text;
    },
    isTerminal: false,
    columns: 80,
    isPiped: true,
    hasColor: false,
    monotonicNow: () => performance.now(),
    signal: new AbortController().signal,
    env: environment(options),
  };
  const before = process.cwd();
  process.chdir(options.cwd ?? tmpdir());
  try {
    await runCommand(words, context);
    return { code: EXIT.done, ...printed };
  } catch (error) {
    const { code, text } = endingOf(error);
    return { code, stdout: printed.stdout, stderr: printed.stderr + text };
  } finally {
    process.chdir(before);
  }
}

/**
 * A folder that is gone after the test.
 *
 * @param files text by path in it
 */
export async function temporaryFolder(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'papertape-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}
