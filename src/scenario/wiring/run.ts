/** Joins the pieces of a historical run: settings to a session, rows to their sinks, results to digests. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type RunDigests, runDigest } from '../../engine/digest.ts';
import { runAsync } from '../../engine/run.ts';
import { TradingSession } from '../../engine/session.ts';
import type { SessionSetup } from '../../engine/setup.ts';
import type { RunSummary } from '../../engine/summary.ts';
import type { Hasher } from '../../model/ports.ts';
import type { RecordSink } from '../../model/record.ts';
import type { DataSeen } from '../../report/input.ts';
import { canonicalScenarioJson } from '../canonical.ts';
import { drawnSettings } from '../luck.ts';
import type { LogLevel, LogLine, RunHooks } from '../replay-types.ts';
import type { LoadedScenario } from '../resolve.ts';
import { waitForBreakpoints } from '../strategy/index.ts';
import { exchangeOf } from './exchange.ts';
import { eventLoopTurn, interruptible } from './interruptible.ts';
import type { PreparedRun } from './preparer.ts';
import { riskLimitsOf } from './risk.ts';
import { watched } from './seen.ts';
import { type ReadyStrategy, readyStrategy } from './strategy.ts';

export interface RunResult {
  readonly summary: RunSummary;
  readonly digests: RunDigests;
  /** By symbol: what its candles are like as data. */
  readonly dataSeen: readonly (DataSeen | null)[];
  /** Another seed could have come to something else: a model or the strategy itself drew, or would have. */
  readonly isChance: boolean;
}

/** Runs it. Each call evaluates the strategy afresh. */
export async function executeRun(
  prepared: PreparedRun,
  sinks: readonly RecordSink[],
  hooks: RunHooks,
  chunkRows?: number,
): Promise<RunResult> {
  const { loaded, plan, strategy } = prepared;
  let session: TradingSession | null = null;
  const log = (time: number, level: LogLevel, message: string): void =>
    hooks.onLog?.({ time, level, message } satisfies LogLine);
  const ready = await readyStrategy(strategy, loaded, { log, now: () => session?.now ?? plan.from });
  if (strategy.bundle !== null) await waitForBreakpoints();
  const source = watched(await prepared.openFeed(chunkRows), prepared.instruments.instruments);
  const feed = hooks.monotonicNow === undefined ? source : interruptible(source, hooks.monotonicNow, eventLoopTurn);
  try {
    session = new TradingSession(setupOf(prepared, ready, sinks, log));
    const summary = await runAsync(session, feed, (events) => {
      hooks.signal?.throwIfAborted();
      hooks.onProgress?.({ phase: 'running', done: events, total: plan.rows, unit: 'candles' });
    });
    if (prepared.isAudited === true) hooks.onNotice?.(auditText(session));
    const isChance = drawnSettings(loaded.scenario).length > 0 || ready.chance.drawn > 0;
    return { summary, digests: digestsOf(prepared, summary), dataSeen: source.seen(), isChance };
  } catch (error) {
    throw ready.explain(error);
  } finally {
    await feed.close();
  }
}

function setupOf(
  prepared: PreparedRun,
  { definition, params, chance }: ReadyStrategy,
  sinks: readonly RecordSink[],
  log: (time: number, level: LogLevel, message: string) => void,
): SessionSetup {
  const { loaded, plan, instruments } = prepared;
  const { scenario } = loaded;
  const { market } = scenario;
  return {
    assets: instruments.assets,
    instruments: instruments.instruments,
    reporting: instruments.reporting,
    initialBalance: instruments.initialBalance,
    exchange: exchangeOf(loaded, instruments),
    risk: riskLimitsOf(loaded, instruments),
    strategy: { definition, params, chance, interval: loaded.strategyInterval, warmup: market.warmup },
    window: { from: plan.from, to: plan.to },
    series: plan.series,
    matching: plan.matching,
    interval: loaded.interval,
    gaps: market.gaps,
    sinks,
    hasher: sha256,
    log: { log },
    audit: prepared.isAudited === true,
  };
}

function auditText({ audited: { events, fills } }: TradingSession): string {
  return `audit: all held after each of ${events} events and at each of ${fills} fills`;
}

/** The core's hasher, from the platform. */
export function sha256(): Hasher {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
}

/** SHA-256 of a scenario's canonical text. */
export function scenarioDigest(loaded: LoadedScenario): string {
  return createHash('sha256').update(canonicalScenarioJson(loaded.scenario)).digest('hex');
}

function digestsOf(prepared: PreparedRun, summary: RunSummary): RunDigests {
  const parts = {
    data: prepared.data.digest,
    scenario: scenarioDigest(prepared.loaded),
    strategy: prepared.strategy.digest,
    ...summary.digests,
  };
  return { ...parts, run: runDigest(parts, sha256) };
}

/** The version of the running package. */
export function engineVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
