/** From the words of a command line to the command that does it, and what is said where the words are wrong. */
import { readFileSync } from 'node:fs';
import yargs from 'yargs';
import { benchCommand, benchWords } from './commands/bench.ts';
import { compareCommand, compareWords } from './commands/compare.ts';
import { completionCommand, completionWords } from './commands/completion.ts';
import { dataCommand, dataWords } from './commands/data.ts';
import { dataCheckWords } from './commands/data-check.ts';
import { dataDownloadWords } from './commands/data-download.ts';
import { dataImportWords } from './commands/data-import.ts';
import { dataInstrumentsWords } from './commands/data-instruments.ts';
import { dataListWords } from './commands/data-list.ts';
import { dataResampleWords } from './commands/data-resample.ts';
import { dataSynthWords } from './commands/data-synth.ts';
import { diffCommand, diffWords } from './commands/diff.ts';
import { initCommand, initWords } from './commands/init.ts';
import { paperCommand, paperWords } from './commands/paper.ts';
import { replayCommand, replayWords } from './commands/replay.ts';
import { schemaCommand, schemaWords } from './commands/schema.ts';
import { showCommand, showWords } from './commands/show.ts';
import { verifyCommand, verifyWords } from './commands/verify.ts';
import { ASK, offersText, type Shell } from './completion.ts';
import type { CommandContext } from './context.ts';
import { type CommandWords, examplesText } from './options.ts';
import { problemWithWords } from './words.ts';

const MAKERS = {
  init: initCommand,
  replay: replayCommand,
  paper: paperCommand,
  show: showCommand,
  verify: verifyCommand,
  diff: diffCommand,
  compare: compareCommand,
  data: dataCommand,
  schema: schemaCommand,
  bench: benchCommand,
  completion: completionCommand,
};

const PAPERTAPE: CommandWords = {
  path: [],
  options: {},
  commands: Object.keys(MAKERS),
  examples: [
    ['begin in an empty folder', 'papertape init my-strategy'],
    ['run a scenario and read its report', 'papertape replay quickstart'],
    ['bring your own data', 'papertape data import --help'],
  ],
};

const ALL_WORDS = [
  PAPERTAPE,
  initWords,
  schemaWords,
  replayWords,
  paperWords,
  showWords,
  verifyWords,
  diffWords,
  compareWords,
  dataWords,
  dataImportWords,
  dataDownloadWords,
  dataInstrumentsWords,
  dataCheckWords,
  dataListWords,
  dataResampleWords,
  dataSynthWords,
  benchWords,
  completionWords,
];

const EXIT_CODES = 'Exit codes: 0 done, 1 internal error, 2 bad input, 3 a check did not hold, 130 interrupted';

/** Narrower terminals get narrower help; wider ones do not get longer lines than the eye follows. */
const WIDEST_HELP = 100;

/**
 * Parses and does a command.
 *
 * @throws InputError for words that are not understood; whatever the command throws
 */
export async function runCommand(words: readonly string[], context: CommandContext): Promise<void> {
  if (words[0] === ASK) {
    context.out(offersText(words[1] as Shell, words.slice(2), ALL_WORDS));
    return;
  }
  const parser = yargs([...words])
    .scriptName('papertape')
    .usage('$0 <command>\n\nDeterministic backtest, replay and paper trading: one tape, one result.')
    .locale('en')
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .version(packageVersion())
    .help()
    .alias('help', 'h')
    .strict()
    .demandCommand(1)
    .wrap(Math.min(WIDEST_HELP, context.columns))
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      throw problemWithWords(message ?? '', error, words, ALL_WORDS);
    })
    .epilogue(`${examplesText(PAPERTAPE)}\n\n${EXIT_CODES}`);
  for (const make of Object.values(MAKERS)) parser.command(make(context));
  await parser.parseAsync([...words], {}, (_error: unknown, _argv: unknown, output: string) => {
    if (output !== '') context.out(`${output}\n`);
  });
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
