/** `compare`: settings run beside each other, and what differs between them. */
import type { TableOptions } from '../report/index.ts';
import { buildComparison } from './build.ts';
import type { ComparisonDocument } from './document.ts';
import { ComparisonFolder } from './folder.ts';
import type { RunResult } from './job.ts';
import { outcomeOf, type SettingOutcome, seedsOf } from './outcome.ts';
import { type LabeledJob, RunPool } from './pool.ts';
import { prepareStudy, type ReadySetting } from './prepare.ts';
import { renderComparison } from './renderTable.ts';
import type { CompareOptions, StudyHooks } from './request.ts';
import { settingsOf } from './settings.ts';

/** What a comparison came to. */
export interface CompareOutcome {
  readonly comparison: ComparisonDocument;
  /** Table and picture for a terminal, without a line break at the end. */
  readonly summary: (options: TableOptions) => string;
  /** Where it lies, as it was asked for; null where none was written. */
  readonly folder: string | null;
}

/**
 * Runs every setting, on every seed where something is drawn, and writes the comparison unless `out` is null.
 *
 * @throws InputError for bad input, before anything is run; StrategyError where a strategy failed, behind its setting
 */
export async function runCompare(options: CompareOptions, hooks: StudyHooks = {}): Promise<CompareOutcome> {
  const settings = await settingsOf(options);
  const name = settings[0]!.loaded.scenario.name;
  const out = options.out === undefined ? `reports/${name}-comparison` : options.out;
  const folder = out === null ? null : await ComparisonFolder.open(out);
  try {
    hooks.onProgress?.({ phase: 'loading', done: 0, total: 0, unit: 'runs' });
    const ready = await prepareStudy(settings, options.env, hooks);
    const began = hooks.monotonicNow?.();
    const { outcomes, threads, runs } = await runAll(ready, options, hooks);
    const ended = hooks.monotonicNow?.();
    const events = outcomes.reduce(
      (sum, outcome) => sum + outcome.runs.reduce((all, run) => all + run.report.timing.events, 0),
      0,
    );
    const runMs = began === undefined || ended === undefined ? null : ended - began;
    const comparison = buildComparison(outcomes, options.seeds, { runs, threads, run_ms: runMs, events });
    hooks.signal?.throwIfAborted();
    await folder?.complete(comparison, outcomes);
    return { comparison, summary: (table) => renderComparison(comparison, outcomes, table), folder: out };
  } catch (error) {
    await folder?.abandon();
    throw error;
  }
}

async function runAll(
  ready: readonly ReadySetting[],
  { seeds: count, workers }: CompareOptions,
  hooks: StudyHooks,
): Promise<{ readonly outcomes: SettingOutcome[]; readonly threads: number; readonly runs: number }> {
  const materials = ready.map(({ material }) => material);
  const pool = await RunPool.open(materials, ready.length * count, workers);
  try {
    const first = await pool.run(
      ready.map((one, i) => jobOf(one, i, null)),
      'running',
      hooks,
    );
    // Where nothing is drawn another seed comes to the same: it is not run.
    const others = ready.flatMap((one, i) =>
      first[i]!.isChance
        ? seedsOf(one.setting, count)
            .slice(1)
            .map((seed) => jobOf(one, i, seed))
        : [],
    );
    const more = others.length === 0 ? [] : await pool.run(others, 'other seeds', hooks);
    const isDrawn = first.some(({ isChance }) => isChance);
    let at = 0;
    const outcomes = ready.map((one, i) => {
      const own = first[i]!;
      const seeds = isDrawn ? seedsOf(one.setting, count) : seedsOf(one.setting, 1);
      const runs = seeds.map((_, k): RunResult => (k === 0 || !own.isChance ? own : more[at++]!));
      return outcomeOf(one, seeds, runs);
    });
    return { outcomes, threads: pool.threads, runs: first.length + more.length };
  } finally {
    await pool.close();
  }
}

/** A run of a setting on its own seed, or on another. */
function jobOf({ setting }: ReadySetting, material: number, seed: number | null): LabeledJob {
  const { label, file, text, overrides } = setting;
  return seed === null
    ? { label, material, file, text, overrides }
    : { label: `${label}, seed ${seed}`, material, file, text, overrides: { ...overrides, seed: String(seed) } };
}
