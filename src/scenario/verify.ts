/** `verify`: a report's own inputs run again, and the first thing that differs. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CheckError, InputError } from '../model/errors.ts';
import { compareRows, differingSettings, type RowDifference, type ValueDifference } from '../report/compare/index.ts';
import { type ReportDocument, ReportTables, readReport } from '../report/index.ts';
import type { AnyStrategy } from '../strategy/define.ts';
import { loadScenario } from './load.ts';
import { BUNDLE_FILE, measured, SCENARIO_FILE } from './replay.ts';
import type { RunHooks, VerifyOptions, VerifyOutcome } from './replay-types.ts';
import { HANDED_IN } from './resolve.ts';
import { digestBytes } from './strategy/index.ts';
import { type PreparedRun, Preparer } from './wiring/preparer.ts';
import { scenarioDigest } from './wiring/run.ts';

/** Equal inputs that came to other rows than those of the report. */
export class RowsDiffer extends CheckError {
  override name = 'RowsDiffer';
  /** The report's rows are side `a`, those of the run just made side `b`. */
  readonly difference: RowDifference;

  constructor(message: string, difference: RowDifference) {
    super(message);
    this.difference = difference;
  }
}

/**
 * Runs a report's inputs again.
 *
 * @throws InputError where they cannot be read; CheckError, naming it, at the first difference
 */
export async function runVerify(options: VerifyOptions, hooks: RunHooks = {}): Promise<VerifyOutcome> {
  const { folder } = options;
  const report = await readReport(folder);
  await checkBundle(folder, report);
  const loaded = await loadScenario(join(folder, SCENARIO_FILE), {}, strategyOf(options, report));
  if (scenarioDigest(loaded) !== report.run.digest.scenario) {
    const [first] = differingSettings(report.run.scenario, loaded.scenario);
    throw differs(folder, `scenario: ${first === undefined ? 'its canonical text' : valuesText(first)}`);
  }
  const bundle = report.run.bundle === null ? undefined : join(folder, BUNDLE_FILE);
  const preparer = new Preparer();
  try {
    const prepared = await preparer.prepare(loaded, resolve(options.catalog ?? loaded.catalog), bundle);
    checkInputs(folder, report, prepared);
    const notes = await checkResults(folder, report, prepared, hooks);
    return { digests: report.run.digest, notes: [...prepared.data.notes, ...notes] };
  } finally {
    preparer.close();
  }
}

/** A run that was handed its strategy is run again with the same, and only such a run is. */
function strategyOf({ folder, strategy }: VerifyOptions, { run }: ReportDocument): AnyStrategy | undefined {
  const { use } = run.scenario.strategy as { readonly use: string };
  if (strategy === undefined && use === HANDED_IN) {
    throw new InputError(
      `${folder}: a program handed its strategy in, so no file of it lies here: in that program, verify('${folder}', { strategy })`,
    );
  }
  if (strategy !== undefined && use !== HANDED_IN) {
    throw new InputError(`${folder}: the report has its own strategy (${use}): leave out the one handed in`);
  }
  return strategy;
}

function differs(folder: string, what: string): CheckError {
  return new CheckError(`${folder}: differs in ${what}`);
}

const valuesText = ({ path, a, b }: ValueDifference): string =>
  `${path}: was ${JSON.stringify(a)}, is ${JSON.stringify(b)}`;

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

/**
 * Runs it into tables of its own: what differs is looked for in the rows, and so are rows that were edited after the run.
 * The tables of another version may be other ones: there equal digests are all that is promised.
 */
async function checkResults(
  folder: string,
  report: ReportDocument,
  prepared: PreparedRun,
  hooks: RunHooks,
): Promise<string[]> {
  const { assets, instruments, reporting } = prepared.instruments;
  const temporary = await mkdtemp(join(tmpdir(), 'papertape-verify-'));
  const tables = await ReportTables.open(temporary, { assets, instruments, reporting });
  try {
    const now = await measured(prepared, report.run.trading_mode, [tables], hooks, undefined);
    await tables.finish();
    const [before, after] = [report.run.digest, now.run.digest];
    const digest = RESULTS.find((name) => before[name] !== after[name]);
    const version = report.run.engine_version;
    if (digest === undefined && version !== now.run.engine_version) {
      return [`${folder}: tables and metrics were not compared, papertape ${version} made them`];
    }
    const [difference] = await compareRows(folder, temporary, hooks.signal);
    if (difference !== undefined) {
      const why = digest === undefined ? ': its digest agrees, the file was changed after the run' : ' on equal inputs';
      throw new RowsDiffer(`${folder}: differs in ${rowText(difference)}${why}`, difference);
    }
    if (digest !== undefined) {
      throw differs(folder, `${digest}: was ${before[digest]}, is ${after[digest]} on equal inputs and rows`);
    }
    checkMetrics(folder, report, now);
    return [];
  } finally {
    await tables.abort();
    await rm(temporary, { recursive: true, force: true });
  }
}

function rowText({ table, row, rows, time, differing }: RowDifference): string {
  const at = `${table}: row ${row}${time === null ? '' : ` at ${time}`}`;
  const [first] = differing;
  if (first === undefined) return `${at}: there were ${rows.a} rows, there are ${rows.b}`;
  return `${at}: ${first.name} was ${first.a ?? 'absent'}, is ${first.b ?? 'absent'}`;
}

function checkMetrics(folder: string, before: ReportDocument, now: ReportDocument): void {
  const [first] = differingSettings(before.metrics, now.metrics);
  if (first !== undefined)
    throw differs(folder, `metrics: ${valuesText(first)}: report.json was changed after the run`);
}
