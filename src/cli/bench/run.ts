/** All cases that were asked for, one after the other, and the machine they ran on. */
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';
import { openDatabase } from '../../catalog/duckdb.ts';
import { CheckError } from '../../model/errors.ts';
import { engineVersion } from '../../scenario/wiring/run.ts';
import { measureApart } from '../bench-apart.ts';
import { type CommandContext, withHooks } from '../context.ts';
import { BENCH_CASES, YEAR } from './cases.ts';
import { makeCatalog, temporaryFolder } from './catalog.ts';
import type { Runs } from './measure.ts';
import type { CaseName } from './names.ts';
import type { BenchResult, BenchRow, Machine, Versions } from './text.ts';

export type Effort = 'quick' | 'usual' | 'full';

const RUNS: Readonly<Record<Effort, Runs>> = {
  quick: { warmup: 1, runs: 3 },
  usual: { warmup: 1, runs: 5 },
  full: { warmup: 4, runs: 11 },
};

export async function runBenches(
  names: readonly CaseName[],
  effort: Effort,
  context: CommandContext,
): Promise<BenchResult> {
  // Before our own work is part of it.
  const machine = machineOf();
  const chosen = BENCH_CASES.filter(({ name }) => names.includes(name));
  const folder = temporaryFolder();
  try {
    const rows = await withHooks(context, async ({ onProgress }) => {
      const { signal } = context;
      if (names.includes('parquet'))
        await makeCatalog(folder.path, YEAR, {
          signal,
          onProgress: (done, total) => onProgress?.({ phase: 'synthesizing', done, total, unit: 'candles' }),
        });
      const { warmup, runs } = RUNS[effort];
      const total = chosen.length * (warmup + runs);
      const measured: BenchRow[] = [];
      let done = 0;
      for (const { name, unit, size, fullSize } of chosen) {
        const candles = effort === 'full' ? fullSize : size;
        const onRun = (): void => {
          done += 1;
          onProgress?.({ phase: `measuring ${name}`, done, total, unit: 'runs' });
        };
        const order = { name, candles, catalog: folder.path, warmup, runs };
        const answer = await measureApart(order, { signal, onRun });
        if ('error' in answer) throw new (answer.error.isCheck ? CheckError : Error)(answer.error.message);
        measured.push({ name, unit, candles, ...answer.measured });
      }
      return measured;
    });
    return { ...RUNS[effort], versions: await versionsOf(), machine, rows };
  } finally {
    folder.remove();
  }
}

function machineOf(): Machine {
  const cpu = cpus()[0]?.model.trim() || 'unknown processor';
  // Windows has no such figure and says 0.
  const load = platform() === 'win32' ? null : loadavg()[0]!;
  const cores = availableParallelism();
  return { cpu, cores, memoryBytes: totalmem(), platform: `${platform()} ${arch()}`, load };
}

async function versionsOf(): Promise<Versions> {
  const database = await openDatabase();
  try {
    const { version } = await database.with((session) => session.row('SELECT version() AS version'));
    return { papertape: engineVersion(), node: process.versions.node, duckdb: String(version).replace(/^v/, '') };
  } finally {
    database.close();
  }
}
