/** From the shell to the answer, beside a process that does nothing: medians of runs that take turns. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUNS = 15;

export interface Startup {
  readonly name: string;
  /** Median milliseconds, and how many times those of `node -e 0`. */
  readonly milliseconds: number;
  readonly ratio: number;
  /** The most milliseconds it may take on an idle machine. */
  readonly target: number | null;
}

/** @param root folder of the project, with a built `dist/` */
export function startup(root: string): Startup[] {
  const command = join(root, 'dist/cli/main.js');
  if (!existsSync(command)) throw new Error('dist/ is not built: npm run build');
  const out = mkdtempSync(join(tmpdir(), 'papertape-bench-'));
  const cases = [
    { name: 'node -e 0', words: ['-e', '0'], target: null },
    { name: 'papertape --help', words: [command, '--help'], target: 200 },
    {
      name: 'replay quickstart',
      words: [command, 'replay', 'scenarios/quickstart.yaml', '--out', join(out, 'report')],
      target: 1500,
    },
  ];
  try {
    const times = cases.map((): number[] => []);
    for (let run = 0; run < RUNS; run += 1) {
      for (const [i, { words }] of cases.entries()) times[i]!.push(timed(words, root));
    }
    const medians = times.map((each) => each.sort((a, b) => a - b)[RUNS >> 1]!);
    return cases.map(({ name, target }, i) => ({
      name,
      target,
      milliseconds: medians[i]!,
      ratio: medians[i]! / medians[0]!,
    }));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Milliseconds until it has ended. */
function timed(words: readonly string[], cwd: string): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, words, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${words.join(' ')}: exit ${status}\n${stderr}`);
  return performance.now() - started;
}
