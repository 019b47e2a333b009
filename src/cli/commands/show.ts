/** `papertape show`: a report's tables, readable without a Parquet tool. */
import type { CommandModule } from 'yargs';
import { InputError } from '../../model/errors.ts';
import { didYouMean } from '../../model/nearest.ts';
import type { ShownTableName } from '../../report/stored/index.ts';
import type { CommandContext } from '../context.ts';
import { type CommandWords, examplesText, given, type OptionTable, switchFlag, textFlag } from '../options.ts';
import type { TableRequest } from '../show.ts';

/** Known here without the tables' own room, so that help and completion load nothing. */
const TABLES: readonly ShownTableName[] = ['orders', 'fills', 'round_trips', 'equity', 'refusals', 'balances', 'plots'];

const showOptions: OptionTable = {
  where: textFlag('Only rows that meet this SQL condition over the columns'),
  limit: textFlag('The first N rows; 0 for all (default: 20, with --csv and --json all)'),
  csv: switchFlag('Print every column as CSV on stdout and nothing else'),
  json: switchFlag('Print JSON on stdout and nothing else'),
};

export const showWords: CommandWords = {
  path: ['show'],
  positional: 'DIR',
  options: showOptions,
  choices: TABLES,
  examples: [
    ['what is in a report', 'papertape show reports/quickstart'],
    ['why was an order refused?', 'papertape show reports/quickstart refusals'],
    ['the life of one order', 'papertape show reports/quickstart orders --where "order_id = 1"'],
    [
      'the worst round trips, for a spreadsheet',
      'papertape show reports/quickstart round_trips --where "pnl < -500" --csv',
    ],
    [
      'one day of equity',
      `papertape show reports/quickstart equity \\\n      --where "time >= '2024-02-21' AND time < '2024-02-22'" --limit 0`,
    ],
  ],
};

export function showCommand(context: CommandContext): CommandModule {
  return {
    command: 'show <DIR> [TABLE]',
    describe: "A report's orders, fills, round trips, equity and refusals, in the terminal, as CSV or JSON",
    builder: (yargs) =>
      yargs
        .positional('DIR', { type: 'string', describe: 'A report folder', demandOption: true })
        .positional('TABLE', { type: 'string', describe: `${TABLES.join(', ')}; what is in the folder unless given` })
        .options(showOptions)
        .epilogue(examplesText(showWords)),
    handler: (argv) => show(argv, context),
  };
}

async function show(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const folder = String(argv.DIR);
  const { where, limit } = given(argv, ['where', 'limit']);
  const [isCsv, isJson] = [argv.csv === true, argv.json === true];
  if (isCsv && isJson) throw new InputError('--csv and --json print the same rows: leave one of them out');
  const form = isCsv ? 'csv' : isJson ? 'json' : 'text';
  if (argv.TABLE === undefined) {
    const flag = where !== undefined ? '--where' : limit !== undefined ? '--limit' : isCsv ? '--csv' : null;
    if (flag !== null)
      throw new InputError(`${flag} is about a table: name one of ${TABLES.join(', ')} after ${folder}`);
    const { showFolder } = await import('../show.ts');
    return showFolder(folder, isJson, context);
  }
  const request: TableRequest = {
    folder,
    table: tableOf(String(argv.TABLE)),
    where,
    limit: limitOf(limit, form),
    form,
  };
  const { showTable } = await import('../show.ts');
  await showTable(request, context);
}

function tableOf(word: string): ShownTableName {
  const found = TABLES.find((name) => name === word);
  if (found !== undefined) return found;
  throw new InputError(`there is no table ${word}${didYouMean(word, TABLES)}: name one of ${TABLES.join(', ')}`);
}

/** A screen of rows unless a program reads them. */
const SCREEN = 20;

function limitOf(text: string | undefined, form: TableRequest['form']): number | undefined {
  if (text === undefined) return form === 'text' ? SCREEN : undefined;
  if (!/^[0-9]{1,15}$/.test(text)) throw new InputError(`--limit ${text}: write a whole number of rows, 0 for all`);
  return Number(text) === 0 ? undefined : Number(text);
}
