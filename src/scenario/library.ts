/** The library's way in: what the commands do, without a command line. */
import { runReplay } from './replay.ts';
import type { ReplayOptions, ReplayOutcome, RunHooks, VerifyOptions, VerifyOutcome } from './replay-types.ts';
import { runVerify } from './verify.ts';

/** What `replay` takes beside the scenario: the flags of the command. */
export type LibraryReplayOptions = Omit<ReplayOptions, 'scenario' | 'overrides' | 'env'> & {
  /** What is changed in the scenario before it is checked: `set`, `seed`, `symbols`, `capital`, `from`, `to`. */
  readonly overrides?: ReplayOptions['overrides'];
};

/** What `verify` takes beside the folder. */
export type LibraryVerifyOptions = Omit<VerifyOptions, 'folder' | 'env'>;

/**
 * Runs a scenario file as `papertape replay` does.
 *
 * ```ts
 * const { report, digests } = await replay('mine.yaml', { out: null, overrides: { set: ['exchange.slippage.pct=0.05'] } });
 * console.log(report.metrics.sharpe_ratio, digests.run);
 * ```
 *
 * A strategy of your own program takes the place of the scenario's:
 *
 * ```ts
 * const dips = defineStrategy({ name: 'dips', onCandle(ctx) { if (ctx.position.isFlat) ctx.buy({ fraction: 0.5 }); } });
 * const { report } = await replay('mine.yaml', { strategy: dips, out: null });
 * ```
 *
 * @param scenario path of the YAML, or the name of a shipped one; paths in it are relative to it
 * @param options `strategy` an object in the place of the scenario's own; `out: null` writes no report folder; else it is `reports/<name>` in the working directory
 * @param hooks for progress, log lines and notices; `signal` stops the run and leaves no half-written file
 * @returns the document of `report.json`, the table for a terminal, the digests
 * @throws InputError where the input cannot be used, StrategyError where the strategy failed, CheckError for `twice`, `audit` and `lookahead`
 */
export function replay(
  scenario: string,
  options: LibraryReplayOptions = {},
  hooks: RunHooks = {},
): Promise<ReplayOutcome> {
  return runReplay({ overrides: {}, ...options, scenario, env: process.env }, hooks);
}

/**
 * Runs a report's own inputs again, as `papertape verify` does.
 *
 * @param folder a report folder that `replay` wrote
 * @param options `catalog` in the place of the one the report names; `strategy` the same that `replay` was handed
 * @returns the digests, all as in the report, and what is worth saying all the same
 * @throws CheckError at the first difference, InputError where the inputs cannot be read
 */
export function verify(
  folder: string,
  options: LibraryVerifyOptions = {},
  hooks: RunHooks = {},
): Promise<VerifyOutcome> {
  return runVerify({ ...options, folder, env: process.env }, hooks);
}
