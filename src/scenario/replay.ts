/** `replay`: a scenario from its file to its report. */

import { relative, resolve } from 'node:path';
import type { RunSummary } from '../engine/summary.ts';
import { CheckError, InputError } from '../model/errors.ts';
import type { RecordSink } from '../model/record.ts';
import {
  AmbiguityTally,
  BOUND_PATHS,
  boundsOf,
  buildReport,
  calendarOf,
  isMadeUp,
  type ReportDocument,
  ReportFolder,
  renderTable,
  reportThere,
  statisticsInput,
} from '../report/index.ts';
import { RunStatistics } from '../statistics/index.ts';
import { resolvedYaml } from './canonical.ts';
import { loadScenario } from './load.ts';
import { NOT_LOOKED_AT } from './lookahead/finding.ts';
import { modeNotice, type TradingMode, tradingMode } from './mode.ts';
import type { ReplayOptions, ReplayOutcome, RunDigests, RunHooks } from './replay-types.ts';
import type { LoadedScenario } from './resolve.ts';
import { scenarioFile } from './shipped.ts';
import { runApart } from './wiring/apart.ts';
import { type PreparedRun, Preparer } from './wiring/preparer.ts';
import { engineVersion, executeRun, type RunResult } from './wiring/run.ts';

/** Names of a report folder's own inputs. */
export const SCENARIO_FILE = 'scenario.yaml';
export const BUNDLE_FILE = 'strategy.bundle.js';
/** Of a digest, as the summary shows it. */
const SHOWN_DIGITS = 16;

/**
 * Runs a scenario, and writes its report unless `out` is null.
 *
 * @throws InputError for bad input; CheckError where `twice` was asked and two runs differ
 */
export async function runReplay(options: ReplayOptions, hooks: RunHooks = {}): Promise<ReplayOutcome> {
  const file = await scenarioFile(options.scenario);
  hooks.onInput?.(resolve(file));
  if (file !== options.scenario) hooks.onNotice?.(`${options.scenario} ships with papertape: ${file}`);
  if (options.twice === true && options.strategy !== undefined) {
    throw new InputError(
      'twice: a strategy handed in as an object cannot be taken to a fresh process: put it into a file and name that in strategy.use',
    );
  }
  const loaded = await loadScenario(file, options.overrides, options.strategy);
  const { mode, warning } = tradingMode(loaded.scenario, options.env);
  if (warning !== null) hooks.onNotice?.(warning);
  hooks.onNotice?.(modeNotice(mode, loaded.scenario));
  const clock = hooks.monotonicNow;
  const begun = clock?.();
  const preparer = new Preparer();
  try {
    const catalog = resolve(options.catalog ?? loaded.catalog);
    const isAudited = options.audit === true;
    const prepared = { ...(await preparer.prepare(loaded, catalog, undefined, hooks.onInput)), isAudited };
    for (const notice of [...prepared.instruments.notices, ...marketNotices(prepared)]) hooks.onNotice?.(notice);
    if (options.twice === true) {
      const { run } = await compareTwoThreads(options, hooks.signal);
      hooks.onNotice?.(`two runs in fresh processes agree: run digest ${run.slice(0, SHOWN_DIGITS)}`);
    }
    let lookahead: string | null = null;
    if (options.lookahead === true) {
      const { lookForAhead } = await import('./lookahead/lookahead.ts');
      const { cuts, runs } = await lookForAhead(prepared, hooks);
      hooks.onNotice?.(
        `no look-ahead found: other futures behind ${cuts} times changed no decision before them (${runs} runs)`,
      );
      lookahead = NOT_LOOKED_AT;
    }
    const outcome = await report(prepared, mode, options, hooks, begun);
    return lookahead === null ? outcome : { ...outcome, lookahead };
  } finally {
    preparer.close();
  }
}

async function report(
  prepared: PreparedRun,
  mode: TradingMode,
  options: ReplayOptions,
  hooks: RunHooks,
  begun: number | undefined,
): Promise<ReplayOutcome> {
  const { loaded, instruments } = prepared;
  const { assets, instruments: list, reporting } = instruments;
  const out = options.out === undefined ? `reports/${loaded.scenario.name}` : options.out;
  const folder = out === null ? null : await ReportFolder.open(out, { assets, instruments: list, reporting });
  try {
    const own = await measured(prepared, mode, folder === null ? [] : [folder.tables], hooks, begun);
    const document = options.bounds === true ? await withBounds(own, prepared, mode, hooks) : own;
    hooks.signal?.throwIfAborted();
    if (folder !== null) {
      hooks.onProgress?.({ phase: 'writing', done: 0, total: 0, unit: 'rows' });
      const older = await reportThere(out!);
      await folder.complete(document, inputFiles(prepared, out!));
      // Who watches wants it replaced each time.
      if (older !== null && hooks.onInput === undefined) {
        hooks.onNotice?.(`replaced the report in ${out}: ${older} (--out keeps both)`);
      }
    }
    const summary = renderTable(document, hooks.table ?? { width: 80, color: false });
    return { report: document, summary, folder: out, digests: document.run.digest };
  } catch (error) {
    await folder?.abandon();
    throw error;
  }
}

/** The report of one run. */
export async function measured(
  prepared: PreparedRun,
  mode: TradingMode,
  tables: readonly RecordSink[],
  hooks: RunHooks,
  begun: number | undefined,
): Promise<ReportDocument> {
  return (await runMeasured(prepared, mode, tables, hooks, begun)).report;
}

/** One run: its report, and whether chance had a part in it. */
export async function runMeasured(
  prepared: PreparedRun,
  mode: TradingMode,
  tables: readonly RecordSink[],
  hooks: RunHooks,
  begun: number | undefined,
): Promise<{ readonly report: ReportDocument; readonly isChance: boolean }> {
  const calendar = calendarOf(prepared.instruments.instruments);
  const statistics = new RunStatistics(statisticsOptions(prepared.loaded, calendar));
  const ambiguity = new AmbiguityTally();
  const loadedAt = hooks.monotonicNow?.();
  const result = await executeRun(prepared, [statistics, ambiguity, ...tables], hooks);
  const ranAt = hooks.monotonicNow?.();
  const report = documentOf(prepared, mode, result, statistics, ambiguity, {
    loadMs: begun === undefined || loadedAt === undefined ? null : loadedAt - begun,
    runMs: ranAt === undefined || loadedAt === undefined ? null : ranAt - loadedAt,
  });
  return { report, isChance: result.isChance };
}

/** The report with both bounds. A path that is not the scenario's own is run for its numbers alone, and what its strategy logs is not told. */
async function withBounds(
  own: ReportDocument,
  prepared: PreparedRun,
  mode: TradingMode,
  { onLog: _onLog, ...hooks }: RunHooks,
): Promise<ReportDocument> {
  const { loaded } = prepared;
  const { exchange } = loaded.scenario;
  const documents: ReportDocument[] = [];
  for (const intrabar of BOUND_PATHS) {
    const scenario = { ...loaded.scenario, exchange: { ...exchange, intrabar } };
    const isOwn = intrabar === exchange.intrabar;
    const run = { ...prepared, loaded: { ...loaded, scenario } };
    documents.push(isOwn ? own : await measured(run, mode, [], hooks, undefined));
  }
  const [adverse, favorable] = documents as [ReportDocument, ReportDocument];
  return { ...own, bounds: boundsOf(adverse, favorable) };
}

/** What the statistics of a run go by. */
export function statisticsOptions(loaded: LoadedScenario, calendar: 'always' | 'sessions') {
  const { periods_per_year: periods, risk_free_pct: riskFree } = loaded.scenario.statistics;
  return { calendar, periodsPerYear: periods === null ? null : Number(periods), riskFreePct: Number(riskFree) };
}

function documentOf(
  prepared: PreparedRun,
  tradingMode: TradingMode,
  { summary, digests, dataSeen }: RunResult,
  statistics: RunStatistics,
  ambiguity: AmbiguityTally,
  timing: { readonly loadMs: number | null; readonly runMs: number | null },
): ReportDocument {
  const { loaded, instruments, strategy, data } = prepared;
  const { scenario } = loaded;
  return buildReport({
    run: {
      name: scenario.name,
      seed: scenario.seed,
      tradingMode,
      priceSource: scenario.market.price_source,
      engineVersion: engineVersion(),
      scenario: scenario as unknown as Readonly<Record<string, unknown>>,
      digest: digests,
      bundle: strategy.bundle?.bundleDigest ?? null,
      inputs: data.parts,
    },
    summary,
    statistics: statistics.finish(statisticsInput(summary)),
    conventions: statistics.conventions,
    ambiguity: ambiguity.result,
    dataSeen,
    inferredSymbols: instruments.rules.filter(({ inferred }) => inferred).map(({ symbol }) => symbol),
    notes: [...madeUpNotes(loaded), ...prepared.plan.notes, ...data.notes, ...warmupNotes(prepared, summary)],
    timing,
  });
}

/** Of so many symbols the names are written out. */
const NAMED_SYMBOLS = 8;

/** What orders meet, a line a kind of price, and what the data lacks. */
function marketNotices({ plan, loaded }: PreparedRun): string[] {
  const { symbols } = loaded.scenario.market;
  const lines = [...new Set(plan.matching)].map((matching) => {
    const names = symbols.filter((_, symbol) => plan.matching[symbol] === matching);
    if (names.length > NAMED_SYMBOLS) return `${names.length} symbols are matched on ${matching}`;
    return `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} matched on ${matching}`;
  });
  return [...lines, ...plan.lackNotices, ...plan.notes];
}

function madeUpNotes({ scenario }: LoadedScenario): string[] {
  return isMadeUp(scenario.market) ? ['The market is made up: its prices never were.'] : [];
}

/** Of the symbol whose history is shortest. */
function warmupNotes({ loaded }: PreparedRun, { quality, warmupIntents }: RunSummary): string[] {
  const { warmup } = loaded.scenario.market;
  const before = Math.min(...quality.map(({ warmupBefore }) => warmupBefore));
  if (before >= warmup) return [];
  const acted = warmupIntents === 0 ? '' : `; ${warmupIntents} intents were not traded on`;
  return [
    `${before} of the ${warmup} warm-up candles lie before the window: the first ${warmup - before} of the window took their place${acted}`,
  ];
}

/** What `verify` runs again: the scenario as it was resolved, and the strategy's bundle. */
function inputFiles({ loaded, strategy, catalogDir }: PreparedRun, out: string): Record<string, string> {
  const catalog = relative(resolve(out), catalogDir) || '.';
  const paths = strategy.bundle === null ? { catalog } : { catalog, strategy: `./${BUNDLE_FILE}` };
  const files: Record<string, string> = { [SCENARIO_FILE]: resolvedYaml(loaded.scenario, paths) };
  if (strategy.bundle !== null) files[BUNDLE_FILE] = strategy.bundle.code;
  return files;
}

/** Two runs in two fresh processes, which share nothing. */
async function compareTwoThreads(options: ReplayOptions, signal: AbortSignal | undefined): Promise<RunDigests> {
  const [first, second] = await Promise.all([runApart(options, signal), runApart(options, signal)]);
  const differing = (Object.keys(first) as (keyof RunDigests)[]).filter((name) => first[name] !== second[name]);
  if (differing.length === 0) return first;
  throw new CheckError(
    `two runs in fresh processes differ in ${differing.join(', ')}: the strategy reads something that is not on the tape`,
  );
}

/** The digests alone: what a run in a process of its own answers. */
export async function digestsOfReplay(options: ReplayOptions): Promise<RunDigests> {
  const loaded = await loadScenario(options.scenario, options.overrides);
  const preparer = new Preparer();
  try {
    const prepared = await preparer.prepare(loaded, resolve(options.catalog ?? loaded.catalog));
    return (await executeRun(prepared, [], {})).digests;
  } finally {
    preparer.close();
  }
}
