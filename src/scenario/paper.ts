/** `paper`: a scenario on live or made-up prices, until it is told to stop, and its report. */
import { type RunDigests, runDigest } from '../engine/digest.ts';
import { runLive } from '../engine/run.ts';
import { TradingSession } from '../engine/session.ts';
import type { RunSummary } from '../engine/summary.ts';
import { NO_SYMBOL, type TapeSink } from '../market/tape.ts';
import { TapeDigest } from '../market/tapeDigest.ts';
import { parseDecimal } from '../model/decimal.ts';
import { InputError } from '../model/errors.ts';
import {
  AmbiguityTally,
  buildReport,
  calendarOf,
  type ReportDocument,
  ReportFolder,
  renderTable,
  statisticsInput,
} from '../report/index.ts';
import { RunStatistics } from '../statistics/index.ts';
import { resolvedYaml } from './canonical.ts';
import { packagePath } from './init/package-root.ts';
import { loadScenario } from './load.ts';
import { type TradingMode, tradingMode } from './mode.ts';
import type { LiveEvent, PaperHooks, PaperOptions, PaperOutcome } from './paper-types.ts';
import { BUNDLE_FILE, SCENARIO_FILE, statisticsOptions } from './replay.ts';
import type { LoadedScenario } from './resolve.ts';
import { unsupported } from './unsupported.ts';
import { exchangeOf } from './wiring/exchange.ts';
import { type PreparedLive, prepareLive } from './wiring/live.ts';
import { RecordLog } from './wiring/recordLog.ts';
import { riskLimitsOf } from './wiring/risk.ts';
import { engineVersion, scenarioDigest, sha256 } from './wiring/run.ts';
import { loadStrategy, readyStrategy, type StrategySource } from './wiring/strategy.ts';

/** The scenario of `paper` alone. */
const DEFAULT_SCENARIO = 'scenarios/paper.yaml';

interface LiveRun {
  readonly loaded: LoadedScenario;
  readonly mode: TradingMode;
  readonly strategy: StrategySource;
  readonly live: PreparedLive;
}

/**
 * Runs a session to its end, and writes its report unless `out` is null.
 *
 * @throws InputError where the scenario is for `replay`, or the exchange cannot do what it asks
 */
export async function runPaper(options: PaperOptions, hooks: PaperHooks): Promise<PaperOutcome> {
  const loaded = await loadScenario(options.scenario ?? packagePath(DEFAULT_SCENARIO), options.overrides);
  const { mode, warning } = tradingMode(loaded.scenario, options.env);
  const tell = (level: LiveEvent['level'], message: string, fields: LiveEvent['fields'] = {}): void =>
    hooks.onEvent?.({ level, message, fields });
  if (warning !== null) tell('warn', warning);
  const { market, name } = loaded.scenario;
  if (market.price_source === 'historical') {
    const instead = `replay it with papertape replay, or set it to live_feed or mock`;
    throw loaded.problem(['market', 'price_source'], `is historical, and paper trades on live prices: ${instead}`);
  }
  const problem = unsupported(loaded);
  if (problem !== null) throw problem;
  const every = everyOf(options, loaded);
  tell('info', `${mode.toUpperCase()} trading`, {
    scenario: name,
    prices: market.price_source,
    symbols: market.symbols,
  });
  const strategy = await loadStrategy(loaded);
  const live = await prepareLive(loaded, { time: hooks.time, luck: hooks.luck, log: tell, signal: hooks.signal });
  try {
    for (const notice of live.instruments.notices) tell('info', notice);
    if (every !== null) live.feed.command('every', NO_SYMBOL, every.micros, every.most);
    return await report({ loaded, mode, strategy, live }, options, hooks, tell);
  } finally {
    await live.feed.close();
  }
}

/** Microseconds between two calls, and after how many the session ends; null where nobody asked. */
function everyOf({ interval, cycles }: PaperOptions, loaded: LoadedScenario) {
  if (interval === undefined && cycles === undefined) return null;
  const number = (flag: string, text: string, decimals: number): number => {
    try {
      const value = parseDecimal(text, decimals);
      if (value > 0) return value;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
    throw new InputError(`${flag} is ${text}: write a ${decimals === 0 ? 'whole ' : ''}number above 0`);
  };
  return {
    micros: interval === undefined ? loaded.interval : number('--interval', interval, 6),
    most: cycles === undefined ? 0 : number('--cycles', cycles, 0),
  };
}

type Tell = (level: LiveEvent['level'], message: string, fields?: LiveEvent['fields']) => void;

async function report(run: LiveRun, options: PaperOptions, hooks: PaperHooks, tell: Tell): Promise<PaperOutcome> {
  const { loaded, live, strategy } = run;
  const { assets, instruments: list, reporting } = live.instruments;
  const out = options.out === undefined ? `reports/${loaded.scenario.name}` : options.out;
  const folder = out === null ? null : await ReportFolder.open(out, { assets, instruments: list, reporting });
  try {
    const statistics = new RunStatistics(statisticsOptions(loaded, calendarOf(list)));
    const ambiguity = new AmbiguityTally();
    const sinks = [statistics, ambiguity, new RecordLog(list, tell), ...(folder === null ? [] : [folder.tables])];
    const { summary, digests } = await execute(run, sinks, hooks, tell);
    const document = buildReport({
      run: {
        name: loaded.scenario.name,
        seed: loaded.scenario.seed,
        tradingMode: run.mode,
        priceSource: loaded.scenario.market.price_source,
        engineVersion: engineVersion(),
        scenario: loaded.scenario as unknown as Readonly<Record<string, unknown>>,
        digest: digests,
        bundle: strategy.bundle?.bundleDigest ?? null,
        inputs: { tape: digests.data },
      },
      summary,
      statistics: statistics.finish(statisticsInput(summary)),
      conventions: statistics.conventions,
      ambiguity: ambiguity.result,
      inferredSymbols: live.instruments.rules.filter(({ inferred }) => inferred).map(({ symbol }) => symbol),
      notes: live.notes,
      timing: { loadMs: null, runMs: null },
    });
    await folder?.complete(document, inputFiles(run));
    return outcome(document, hooks, out);
  } catch (error) {
    await folder?.abandon();
    throw error;
  }
}

function outcome(document: ReportDocument, { table }: PaperHooks, folder: string | null): PaperOutcome {
  const summary = renderTable(document, table ?? { width: 80, color: false });
  return { report: document, summary, folder, digests: document.run.digest };
}

function inputFiles({ loaded, strategy }: LiveRun): Record<string, string> {
  const paths = strategy.bundle === null ? { catalog: '.' } : { catalog: '.', strategy: `./${BUNDLE_FILE}` };
  const files: Record<string, string> = { [SCENARIO_FILE]: resolvedYaml(loaded.scenario, paths) };
  if (strategy.bundle !== null) files[BUNDLE_FILE] = strategy.bundle.code;
  return files;
}

/** The session from its first row to its last. */
async function execute(
  { loaded, live, strategy }: LiveRun,
  sinks: ConstructorParameters<typeof TradingSession>[0]['sinks'],
  { signal, keepers = [] }: PaperHooks,
  tell: Tell,
): Promise<{ readonly summary: RunSummary; readonly digests: RunDigests }> {
  const { market } = loaded.scenario;
  const { instruments, feed, from, matching } = live;
  const log = (time: number, level: LiveEvent['level'], message: string): void =>
    tell(level, message, { tape_time: time });
  let session: TradingSession | null = null;
  const ready = await readyStrategy(strategy, loaded, { log, now: () => session?.now ?? from });
  const digest = new TapeDigest(sha256);
  const hash: TapeSink = {
    take: (rows) => digest.update(rows),
    settled: () => undefined,
    close: async () => undefined,
  };
  const stop = (): void => feed.stop();
  try {
    session = new TradingSession({
      assets: instruments.assets,
      instruments: instruments.instruments,
      reporting: instruments.reporting,
      initialBalance: instruments.initialBalance,
      exchange: exchangeOf(loaded, instruments),
      risk: riskLimitsOf(loaded, instruments),
      strategy: { ...ready, interval: loaded.strategyInterval, warmup: market.warmup },
      window: { from, to: null },
      series: feed.series,
      matching,
      candleGrace: market.live.candle_grace_ms * 1000,
      gaps: market.gaps,
      sinks,
      hasher: sha256,
      log: { log },
    });
    signal?.addEventListener('abort', stop, { once: true });
    feed.start();
    if (signal?.aborted === true) stop();
    const summary = await runLive(session, feed, [hash, ...keepers]);
    const parts = {
      data: digest.digest(),
      scenario: scenarioDigest(loaded),
      strategy: strategy.digest,
      ...summary.digests,
    };
    return { summary, digests: { ...parts, run: runDigest(parts, sha256) } };
  } catch (error) {
    throw ready.explain(error);
  } finally {
    signal?.removeEventListener('abort', stop);
    for (const keeper of keepers) await keeper.close();
  }
}
