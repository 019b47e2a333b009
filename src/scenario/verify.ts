/** `verify`: a report's own inputs run again, and the first thing that differs. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CheckError, InputError } from '../model/errors.ts';
import { type ReportDocument, readReport } from '../report/index.ts';
import { loadScenario } from './load.ts';
import { BUNDLE_FILE, SCENARIO_FILE } from './replay.ts';
import type { RunDigests, RunHooks, VerifyOptions, VerifyOutcome } from './replay-types.ts';
import { digestBytes } from './strategy/index.ts';
import { executeRun, type PreparedRun, prepareRun, scenarioDigest } from './wiring/run.ts';

/**
 * Runs a report's inputs again.
 *
 * @throws InputError where they cannot be read; CheckError, naming it, at the first difference
 */
export async function runVerify(options: VerifyOptions, hooks: RunHooks = {}): Promise<VerifyOutcome> {
  const { folder } = options;
  const report = await readReport(folder);
  const before = report.run.digest;
  await checkBundle(folder, report);
  const loaded = await loadScenario(join(folder, SCENARIO_FILE));
  if (scenarioDigest(loaded) !== before.scenario) {
    throw differs(folder, `scenario: ${firstDifference(report.run.scenario, loaded.scenario) ?? 'its canonical text'}`);
  }
  const bundle = report.run.bundle === null ? undefined : join(folder, BUNDLE_FILE);
  const prepared = await prepareRun(loaded, resolve(options.catalog ?? loaded.catalog), bundle);
  try {
    checkInputs(folder, report, prepared);
    const { digests } = await executeRun(prepared, [], hooks);
    checkResults(folder, before, digests);
    return { digests, notes: prepared.data.notes };
  } finally {
    prepared.catalog.close();
  }
}

function differs(folder: string, what: string): CheckError {
  return new CheckError(`${folder}: differs in ${what}`);
}

/** The bundle that ran is the one that lies there, byte for byte. */
async function checkBundle(folder: string, { run }: ReportDocument): Promise<void> {
  if (run.bundle === null) return;
  const path = join(folder, BUNDLE_FILE);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new InputError(`cannot read ${path}: run papertape replay again`);
  });
  if (digestBytes(text) !== run.bundle) throw differs(folder, `strategy: ${BUNDLE_FILE} was edited after the run`);
}

function checkInputs(folder: string, { run }: ReportDocument, prepared: PreparedRun): void {
  const { data, strategy } = prepared;
  if (data.digest !== run.digest.data) {
    const names = Object.keys({ ...run.inputs, ...data.parts });
    const changed = names.filter((name) => run.inputs[name] !== data.parts[name]);
    throw differs(folder, `data: the content of ${changed.join(', ')} is not that of the run`);
  }
  if (strategy.digest !== run.digest.strategy) {
    throw differs(folder, `strategy: the source of ${strategy.name} is not that of the run`);
  }
}

const RESULTS = ['orders', 'fills', 'equity', 'run'] as const;

function checkResults(folder: string, before: RunDigests, now: RunDigests): void {
  const first = RESULTS.find((name) => before[name] !== now[name]);
  if (first === undefined) return;
  throw differs(folder, `${first}: was ${before[first]}, is ${now[first]} on equal inputs`);
}

/** The first key, in order, at which two plain values differ: `exchange.slippage.pct: was "0.1", is "0.2"`. */
function firstDifference(before: unknown, now: unknown, path = ''): string | null {
  if (Object.is(before, now)) return null;
  if (isObject(before) && isObject(now)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const inner = path === '' ? key : `${path}.${key}`;
      if (IGNORED.has(inner)) continue;
      const found = firstDifference(before[key], now[key], inner);
      if (found !== null) return found;
    }
    return null;
  }
  return `${path}: was ${JSON.stringify(before)}, is ${JSON.stringify(now)}`;
}

/** What a digest leaves out, since it says where things lie. */
const IGNORED = new Set(['market.catalog', 'journal', 'strategy.use']);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
