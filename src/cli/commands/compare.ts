/** `papertape compare`: settings beside each other, on the same days and the same luck. */
import type { CommandModule } from 'yargs';
import { InputError } from '../../model/errors.ts';
import type { CompareOptions } from '../../study/index.ts';
import { type CommandContext, printJson, withHooks } from '../context.ts';
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

const compareOptions: OptionTable = {
  vary: listFlag('path=v1,v2 in the scenario; several make a grid'),
  seeds: textFlag('Run each setting on so many seeds, where something is drawn (default: 1)'),
  set: listFlag('path=value in all of them; may be given several times'),
  from: textFlag('Start of the window, such as 2024-01-31'),
  to: textFlag('End of the window (not in it)'),
  out: textFlag('Folder of the comparison (default: reports/<name>-comparison)'),
  workers: textFlag('Threads (default: one a processor)'),
  yes: switchFlag('More than 200 runs are meant'),
  json: switchFlag('Print comparison.json on stdout and nothing else'),
};

export const compareWords: CommandWords = {
  path: ['compare'],
  positional: 'SCENARIO..',
  options: compareOptions,
  examples: [
    [
      'what slippage costs, and how sure that is',
      'papertape compare slippage-comparison \\\n      --vary exchange.slippage.pct=0,0.05,0.1,0.2',
    ],
    [
      'a grid of two settings',
      'papertape compare quickstart \\\n      --vary exchange.slippage.pct=0.05,0.1 --vary exchange.fill_delay_ms=0,100,1000',
    ],
    [
      'luck apart from effect',
      "papertape compare quickstart --seeds 20 \\\n      --vary 'exchange.slippage={ model: random, max_pct: 0.1 },{ model: random, max_pct: 0.2 }'",
    ],
    ['two scenarios over the same days', 'papertape compare quickstart mine.yaml'],
  ],
};

export function compareCommand(context: CommandContext): CommandModule {
  return {
    command: 'compare <SCENARIO..>',
    describe: 'Run settings beside each other: paired differences with intervals, luck apart, break-even, one picture',
    builder: (yargs) =>
      yargs
        .positional('SCENARIO', {
          type: 'string',
          array: true,
          describe: 'Scenario files (YAML), or names of shipped ones',
          demandOption: true,
        })
        .options(compareOptions)
        .epilogue(examplesText(compareWords)),
    handler: (argv) => compare(argv, context),
  };
}

async function compare(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const options = optionsOf(argv, context);
  const { runCompare } = await import('../../study/index.ts');
  const { comparison, summary, folder } = await withHooks(context, (hooks) => runCompare(options, hooks));
  if (argv.json === true) {
    printJson(context, comparison);
    return;
  }
  context.out(`${summary({ width: context.columns, color: context.hasColor })}\n`);
  if (folder !== null) context.out(`\nComparison: ${folder}\n`);
}

function optionsOf(argv: Readonly<Record<string, unknown>>, context: CommandContext): CompareOptions {
  const workers = count(argv, 'workers', MOST_WORKERS);
  return {
    scenarios: (argv.SCENARIO as readonly unknown[]).map(String),
    vary: (argv.vary as readonly string[] | undefined) ?? [],
    set: (argv.set as readonly string[] | undefined) ?? [],
    ...given(argv, ['from', 'to', 'out']),
    seeds: count(argv, 'seeds', MOST_SEEDS) ?? 1,
    isLarge: argv.yes === true,
    ...(workers === undefined ? {} : { workers }),
    env: context.env,
  };
}

const MOST_SEEDS = 10_000;
const MOST_WORKERS = 1024;

function count(argv: Readonly<Record<string, unknown>>, flag: string, most: number): number | undefined {
  const text = once(argv, flag);
  if (text === undefined) return undefined;
  const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw new InputError(`--${flag} ${text}: write a whole number from 1 to ${most}`);
}
