/** `papertape bench`: how fast this machine is, as a table to be pasted into an issue. */
import type { CommandModule } from 'yargs';
import { InputError } from '../../model/errors.ts';
import { didYouMean } from '../../model/nearest.ts';
import { CASE_NAMES, type CaseName } from '../bench/names.ts';
import { type CommandContext, printJson } from '../context.ts';
import { type CommandWords, examplesText, type OptionTable, switchFlag } from '../options.ts';

const benchOptions: OptionTable = {
  quick: switchFlag('Three runs of each in the place of five'),
  full: switchFlag('Eleven runs of each, over up to two million candles: a minute or two'),
  json: switchFlag('Print the result as JSON on stdout and nothing else'),
};

export const benchWords: CommandWords = {
  path: ['bench'],
  options: benchOptions,
  choices: CASE_NAMES,
  examples: [
    ['to be pasted into an issue', 'papertape bench'],
    ['one of them, thoroughly', 'papertape bench orders --full'],
    ['for a script', 'papertape bench --quick --json'],
  ],
};

export function benchCommand(context: CommandContext): CommandModule {
  return {
    command: 'bench [CASES..]',
    describe: 'Measure candles, fills and rows a second on this machine, with digests',
    builder: (yargs) =>
      yargs
        .positional('CASES', { type: 'string', array: true, describe: `${CASE_NAMES.join(', ')} (default: all)` })
        .options(benchOptions)
        .epilogue(examplesText(benchWords)),
    handler: (argv) => bench(argv, context),
  };
}

async function bench(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const names = namesOf((argv.CASES as readonly string[] | undefined) ?? []);
  const [isQuick, isFull] = [argv.quick === true, argv.full === true];
  if (isQuick && isFull) throw new InputError('--quick and --full: leave one of them out');
  const { runBenches } = await import('../bench/run.ts');
  const result = await runBenches(names, isQuick ? 'quick' : isFull ? 'full' : 'usual', context);
  const { benchDocument, benchMarkdown } = await import('../bench/text.ts');
  if (argv.json === true) printJson(context, benchDocument(result));
  else context.out(`${benchMarkdown(result)}\n`);
  const { load, cores } = result.machine;
  // A rate is the machine's own only where nothing else wants it.
  if (load !== null && load > cores / 2)
    context.err(
      `! other work ran on this machine (load ${load.toFixed(1)} on ${cores} cores): rates are lower than they could be\n`,
    );
}

function namesOf(words: readonly string[]): readonly CaseName[] {
  const unknown = words.find((word) => !(CASE_NAMES as readonly string[]).includes(word));
  if (unknown !== undefined)
    throw new InputError(
      `there is no bench "${unknown}"${didYouMean(unknown, CASE_NAMES)}: name some of ${CASE_NAMES.join(', ')}`,
    );
  return words.length === 0 ? CASE_NAMES : (words as readonly CaseName[]);
}
