/** The library's way in: what the commands do, without a command line. */
import { runReplay } from './replay.ts';
import type { ReplayOptions, ReplayOutcome, RunHooks, VerifyOutcome } from './replay-types.ts';
import { runVerify } from './verify.ts';

export type LibraryReplayOptions = Omit<ReplayOptions, 'scenario' | 'overrides' | 'env'> & {
  readonly overrides?: ReplayOptions['overrides'];
};

/**
 * Runs a scenario file as `papertape replay` does.
 *
 * @param scenario path of the YAML
 * @param options `out: null` writes no report folder
 * @throws InputError where the input cannot be used, StrategyError where the strategy failed, CheckError for `twice`
 */
export function replay(
  scenario: string,
  options: LibraryReplayOptions = {},
  hooks: RunHooks = {},
): Promise<ReplayOutcome> {
  return runReplay({ overrides: {}, ...options, scenario, env: process.env }, hooks);
}

/** Runs a report's own inputs again, as `papertape verify` does. CheckError at the first difference. */
export function verify(
  folder: string,
  options: { readonly catalog?: string } = {},
  hooks: RunHooks = {},
): Promise<VerifyOutcome> {
  return runVerify({ ...options, folder, env: process.env }, hooks);
}
