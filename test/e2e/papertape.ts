/** The built command as a user runs it: a process of its own, in a folder of its own. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const COMMAND = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

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
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:PAPERTAPE|KRAKEN|NODE_)/.test(name));
  const env = { ...Object.fromEntries(inherited), ...options.env };
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
