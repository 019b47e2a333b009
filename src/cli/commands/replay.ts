/** `papertape replay`: a scenario from its data to its report. */
import { resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import { CheckError, InputError } from '../../model/errors.ts';
import type { ReportDocument } from '../../report/document.ts';
import type { ReplayOptions } from '../../scenario/replay-types.ts';
import { type CommandContext, printJson, shellWord, withHooks } from '../context.ts';
import {
  type CommandWords,
  examplesText,
  given,
  listFlag,
  type OptionTable,
  once,
  switchFlag,
  textFlag,
} from '../options.ts';

const replayOptions: OptionTable = {
  out: textFlag('Report folder (default: reports/<name>)'),
  seed: textFlag("In the place of the scenario's seed"),
  set: listFlag('path=value in the scenario; may be given several times'),
  symbols: textFlag("A,B in the place of the scenario's symbols"),
  capital: textFlag('Initial balance of the reporting asset'),
  from: textFlag('Start of the window, such as 2024-01-31'),
  to: textFlag('End of the window (not in it)'),
  audit: switchFlag('Check the books after every event and every fill (slower)'),
  twice: switchFlag('Run twice in fresh processes and compare the digests'),
  bounds: switchFlag('Run the adverse and the favorable path through candles, too, and print both'),
  lookahead: switchFlag('Run with other futures, too, and name the first decision that knew its own (many runs)'),
  watch: switchFlag('Run again whenever the scenario or the strategy changes, until Ctrl-C'),
  json: switchFlag('Print report.json on stdout and nothing else'),
};

export const replayWords: CommandWords = {
  path: ['replay'],
  positional: 'SCENARIO',
  options: replayOptions,
  examples: [
    ['as it is', 'papertape replay quickstart'],
    ['with another slippage', 'papertape replay quickstart \\\n      --set exchange.slippage.pct=0.05'],
    ['one month, for a script', 'papertape replay quickstart \\\n      --from 2024-02-01 --to 2024-03-01 --json'],
    ['again whenever you save', 'papertape replay scenario.yaml --watch'],
    ['what candles leave open', 'papertape replay quickstart --bounds'],
    ['prove that no decision knows its future', 'papertape replay scenarios/quickstart.yaml --lookahead'],
    ['prove that a run repeats', 'papertape replay quickstart --seed 7 --twice'],
  ],
};

export function replayCommand(context: CommandContext): CommandModule {
  return {
    command: 'replay <SCENARIO>',
    describe: 'Run a scenario, print the summary, write the report folder',
    builder: (yargs) =>
      yargs
        .positional('SCENARIO', {
          type: 'string',
          describe: 'A scenario file (YAML), or the name of a shipped one',
          demandOption: true,
        })
        .options(replayOptions)
        .epilogue(examplesText(replayWords)),
    handler: (argv) => replay(argv, context),
  };
}

async function replay(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const options = optionsOf(argv, context);
  const isJson = argv.json === true;
  if (argv.watch !== true) return runOnce(options, context, { isJson });
  if (isJson)
    throw new InputError('--watch prints a summary after each change, --json one document: leave one of them out');
  const { repeatOnChange } = await import('../watch.ts');
  const { scenarioFile } = await import('../../scenario/shipped.ts');
  await repeatOnChange(
    resolve(await scenarioFile(options.scenario)),
    (signal, onInput) => runOnce(options, { ...context, signal }, { isJson, onInput }),
    context,
  );
}

function optionsOf(argv: Readonly<Record<string, unknown>>, context: CommandContext): ReplayOptions {
  const out = once(argv, 'out');
  return {
    scenario: String(argv.SCENARIO),
    overrides: {
      set: (argv.set as readonly string[] | undefined) ?? [],
      ...given(argv, ['seed', 'symbols', 'capital', 'from', 'to']),
    },
    ...(out === undefined ? {} : { out }),
    audit: argv.audit === true,
    twice: argv.twice === true,
    bounds: argv.bounds === true,
    lookahead: argv.lookahead === true,
    env: context.env,
  };
}

async function runOnce(
  options: ReplayOptions,
  context: CommandContext,
  { isJson, onInput }: { readonly isJson: boolean; readonly onInput?: (file: string) => void },
): Promise<void> {
  const { runReplay } = await import('../../scenario/replay.ts');
  const outcome = await withHooks(context, (hooks) =>
    runReplay(options, onInput === undefined ? hooks : { ...hooks, onInput }),
  ).catch((error: unknown) => {
    if (isJson && error instanceof CheckError && error.finding !== null) printJson(context, error.finding);
    throw error;
  });
  if (isJson) {
    printJson(context, outcome.report);
    return;
  }
  context.out(`${outcome.summary}\n`);
  if (outcome.lookahead !== undefined) context.out(`\nLook-ahead: none found; ${outcome.lookahead}\n`);
  if (outcome.folder === null) return;
  context.out(`\nReport: ${outcome.folder}\n`);
  // The summary shows the first of each rule; here stands how to see them all.
  if ((outcome.report as ReportDocument).refusals.length > 0) {
    context.out(`Each refused and rejected order: papertape show ${shellWord(outcome.folder)} refusals\n`);
  }
}
