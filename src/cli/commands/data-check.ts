/** `papertape data check`: what is wrong with a file or a catalog, and what is worth knowing. */
import type { CommandModule } from 'yargs';
import type { CheckedFile } from '../../catalog/check/check.ts';
import type { Finding } from '../../catalog/check/findings.ts';
import { CheckError, InputError } from '../../model/errors.ts';
import { type CommandContext, printJson } from '../context.ts';
import { type CommandWords, examplesText, given, type OptionTable, switchFlag, textFlag } from '../options.ts';
import { fileReading, intervalOf, presetsText, readingOptions } from '../reading-flags.ts';

/** Flags that say how a file is to be read. */
const fileOptions: OptionTable = {
  ...readingOptions,
  interval: textFlag('Length of a candle: a whole number of s m h d w (default: the most frequent step)'),
  symbol: textFlag("BASE/QUOTE: the base is a part of a column's name in the files of some venues"),
};

const dataCheckOptions: OptionTable = {
  catalog: textFlag('Check every series of this catalog, in the place of a file'),
  ...fileOptions,
  strict: switchFlag('Exit 3 for notes too, not for errors only'),
  json: switchFlag('Print the findings as JSON on stdout and nothing else'),
};

export const dataCheckWords: CommandWords = {
  path: ['data', 'check'],
  positional: 'FILE',
  options: dataCheckOptions,
  examples: [
    ['is this file fit to import?', 'papertape data check btc.csv.gz'],
    ["a venue's own download", 'papertape data check XBTUSD_60.csv.gz --preset kraken-ohlcvt --interval 1h'],
    ['trades', 'papertape data check trades.parquet --kind trades --map time=trade_ms'],
    ['every series of a catalog, for a script', 'papertape data check --catalog data --strict --json'],
  ],
};

export function dataCheckCommand(context: CommandContext): CommandModule {
  return {
    command: 'check [FILE]',
    describe: 'What is wrong with a file or a catalog: errors (exit 3), and notes such as gaps',
    builder: async (yargs) =>
      yargs
        .positional('FILE', {
          type: 'string',
          describe: 'CSV, JSON, Parquet or Arrow (Feather), packed by gzip or zip or not',
        })
        .options(dataCheckOptions)
        .epilogue(`${await presetsText()}\n\n${examplesText(dataCheckWords)}`),
    handler: (argv) => check(argv, context),
  };
}

async function check(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const { catalog } = given(argv, ['catalog']);
  const file = argv.FILE === undefined ? undefined : String(argv.FILE);
  if ((file === undefined) === (catalog === undefined)) {
    throw new InputError('name either a FILE or --catalog DIR: see papertape data check --help');
  }
  const { SystemClock } = await import('../../clock/system-clock.ts');
  const { checkCatalog } = await import('../../catalog/check/check.ts');
  const { catalogText, checkText } = await import('../check-text.ts');
  const now = new SystemClock(context).read();
  const options = { width: context.columns, color: context.hasColor };
  const circumstances = { now, signal: context.signal };
  if (file !== undefined) {
    const checked = await checkOne(argv, circumstances);
    if (argv.json === true) printJson(context, checked);
    else context.out(`${checkText(file, checked, checked.kind, options)}\n`);
    judge(file, checked.findings, argv.strict === true);
    return;
  }
  for (const flag of Object.keys(fileOptions)) {
    if (argv[flag] !== undefined)
      throw new InputError(`--${flag} says how a file is read: leave it out with --catalog`);
  }
  const checked = await checkCatalog({ catalog: catalog!, ...circumstances });
  if (argv.json === true) printJson(context, checked);
  else context.out(`${catalogText(checked, options)}\n`);
  judge(
    catalog!,
    checked.series.flatMap(({ findings }) => findings),
    argv.strict === true,
  );
}

async function checkOne(
  argv: Readonly<Record<string, unknown>>,
  circumstances: { readonly now: number; readonly signal: AbortSignal },
): Promise<CheckedFile> {
  const { checkFile } = await import('../../catalog/check/check.ts');
  const { interval, symbol } = given(argv, ['interval', 'symbol']);
  return checkFile({
    ...(await fileReading(argv)),
    interval: interval === undefined ? undefined : intervalOf(interval),
    symbol,
    ...circumstances,
  });
}

/** The check did not hold where there are errors or, if strict, notes. */
function judge(name: string, findings: readonly Finding[], strict: boolean): void {
  const counted = (level: Finding['level']): string[] => [
    ...new Set(findings.filter((finding) => finding.level === level).map((finding) => finding.name)),
  ];
  const [errors, notes] = [counted('error'), counted('note')];
  if (errors.length > 0) throw new CheckError(`${name} has errors: ${errors.join(', ')}`);
  if (strict && notes.length > 0) throw new CheckError(`${name} has notes: ${notes.join(', ')}`);
}
