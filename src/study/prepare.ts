/** From settings to runs that can start on any thread: checked, comparable, their columns in memory that threads share. */
import { totalmem } from 'node:os';
import type { Columns } from '../market/columns.ts';
import { InputError } from '../model/errors.ts';
import { formatTime } from '../model/time.ts';
import { modeNotice, type TradingMode, tradingMode } from '../scenario/mode.ts';
import { type PreparedRun, Preparer } from '../scenario/wiring/preparer.ts';
import { scenarioDigest } from '../scenario/wiring/run.ts';
import { readyStrategy } from '../scenario/wiring/strategy.ts';
import type { RunMaterial } from './job.ts';
import type { StudyHooks } from './request.ts';
import type { Setting } from './settings.ts';

/** A setting whose run can start. */
export interface ReadySetting {
  readonly setting: Setting;
  readonly prepared: PreparedRun;
  readonly mode: TradingMode;
  /** What a thread needs beside text and overrides. */
  readonly material: RunMaterial;
}

/** Doubles of a row: candles have six. Bytes. */
const ROW_BYTES = 48;

/**
 * Prepares all settings and reads what they run on, each series once.
 *
 * @throws InputError where a setting cannot be run, equals another, or has another window or reporting asset than the first
 */
export async function prepareStudy(
  settings: readonly Setting[],
  env: Readonly<Record<string, string | undefined>>,
  hooks: StudyHooks,
): Promise<ReadySetting[]> {
  const preparer = new Preparer();
  try {
    const runs: { setting: Setting; prepared: PreparedRun; mode: TradingMode }[] = [];
    for (const setting of settings) {
      hooks.signal?.throwIfAborted();
      const { mode, warning } = tradingMode(setting.loaded.scenario, env);
      if (runs.length === 0) tellMode(setting, mode, warning, hooks);
      const prepared = await preparer.prepare(setting.loaded, setting.loaded.catalog);
      // Parameters are looked at now: later they would be one of many runs' problem.
      await readyStrategy(prepared.strategy, setting.loaded, { now: () => prepared.plan.from, log: () => undefined });
      runs.push({ setting, prepared, mode });
    }
    refuseEqual(runs);
    for (const run of runs.slice(1)) refuseOther(runs[0]!, run);
    refuseMemory(runs.map(({ prepared }) => prepared));
    const ready: ReadySetting[] = [];
    for (const run of runs) {
      hooks.signal?.throwIfAborted();
      ready.push({ ...run, material: materialOf(run.prepared, run.mode, await preparer.columns(run.prepared)) });
    }
    return ready;
  } finally {
    preparer.close();
  }
}

function tellMode({ loaded }: Setting, mode: TradingMode, warning: string | null, hooks: StudyHooks): void {
  if (warning !== null) hooks.onNotice?.(warning);
  hooks.onNotice?.(modeNotice(mode, loaded.scenario));
}

function materialOf(prepared: PreparedRun, mode: TradingMode, columns: readonly Columns[]): RunMaterial {
  const { catalogDir, instruments, plan, data, strategy } = prepared;
  return { catalogDir, instruments, plan, data, strategy, mode, columns };
}

type Run = Pick<ReadySetting, 'setting' | 'prepared'>;

/** Settings that are one and the same, however they were written: `0.1` and `0.10`. */
function refuseEqual(runs: readonly Run[]): void {
  const known = new Map<string, Run>();
  for (const run of runs) {
    const { prepared } = run;
    const key = [scenarioDigest(prepared.loaded), prepared.strategy.digest, prepared.data.digest].join(' ');
    const before = known.get(key);
    if (before !== undefined) {
      throw new InputError(
        `${before.setting.label} and ${run.setting.label} are the same setting: leave one of them out`,
      );
    }
    known.set(key, run);
  }
}

/** Returns of the same days, in the same money, can be laid side by side. */
function refuseOther(first: Run, other: Run): void {
  const { setting: a } = first;
  const { setting: b } = other;
  const [assetA, assetB] = [a, b].map(({ loaded }) => loaded.scenario.portfolio.reporting_asset);
  if (assetA !== assetB) {
    throw new InputError(
      `${a.label} reports in ${assetA} and ${b.label} in ${assetB}: what is compared has one portfolio.reporting_asset`,
    );
  }
  const [windowA, windowB] = [first, other].map(
    ({ prepared: { plan } }) => `${timeText(plan.from)} to ${timeText(plan.to)}`,
  );
  if (windowA !== windowB) {
    throw new InputError(
      `${a.label} runs from ${windowA} and ${b.label} from ${windowB}: what is compared has one window: give all of them one with --from and --to`,
    );
  }
}

const timeText = (time: number | null): string => (time === null ? 'the end of its data' : formatTime(time));

/** Columns lie in memory whole: a study that does not fit says so before it reads. */
function refuseMemory(runs: readonly PreparedRun[]): void {
  const plans = new Set(runs.map(({ plan }) => plan));
  const bytes = [...plans].reduce((sum, { rows }) => sum + rows * ROW_BYTES, 0);
  const most = totalmem() / 2;
  if (bytes <= most) return;
  const gigabytes = (size: number): string => `${(size / 1e9).toFixed(1)} GB`;
  throw new InputError(
    `the prices of these settings take ${gigabytes(bytes)} of memory, and half of this machine's is ${gigabytes(most)}: choose a shorter window or fewer symbols`,
  );
}
