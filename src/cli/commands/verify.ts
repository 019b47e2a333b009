/** `papertape verify`: a report's own inputs, run again. */
import type { CommandModule } from 'yargs';
import { CheckError } from '../../model/errors.ts';
import { type CommandContext, printJson, withHooks } from '../context.ts';
import { type CommandWords, examplesText, type OptionTable, once, switchFlag, textFlag } from '../options.ts';

const verifyOptions: OptionTable = {
  catalog: textFlag('Catalog folder in the place of the one the report names'),
  json: switchFlag('Print the answer as JSON on stdout and nothing else'),
};

export const verifyWords: CommandWords = {
  path: ['verify'],
  positional: 'DIR',
  options: verifyOptions,
  examples: [
    ['does it still come out the same?', 'papertape verify reports/quickstart'],
    ['with the data at another place', 'papertape verify reports/quickstart --catalog ../data'],
  ],
};

export function verifyCommand(context: CommandContext): CommandModule {
  return {
    command: 'verify <DIR>',
    describe: "Run a report's own inputs again: exit 0 where the digests agree, 3 where they differ",
    builder: (yargs) =>
      yargs
        .positional('DIR', { type: 'string', describe: 'A report folder', demandOption: true })
        .options(verifyOptions)
        .epilogue(examplesText(verifyWords)),
    handler: (argv) => verify(argv, context),
  };
}

async function verify(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const { runVerify } = await import('../../scenario/verify.ts');
  const catalog = once(argv, 'catalog');
  const folder = String(argv.DIR);
  const options = { folder, env: context.env, ...(catalog === undefined ? {} : { catalog }) };
  const isJson = argv.json === true;
  // What the strategy logs was told by the run itself.
  const { digests, notes } = await withHooks(context, ({ onLog: _onLog, ...hooks }) => runVerify(options, hooks)).catch(
    (error: unknown) => explain(error, folder, isJson, context),
  );
  if (isJson) {
    printJson(context, { folder, agrees: true, digests, notes });
    return;
  }
  for (const note of notes) context.out(`${note}\n`);
  context.out(`${folder}: the digests agree (run ${digests.run})\n`);
}

/** The first difference with the rows around it, on both sides, before the error goes its way. */
async function explain(error: unknown, folder: string, isJson: boolean, context: CommandContext): Promise<never> {
  if (!(error instanceof CheckError)) throw error;
  const { RowsDiffer } = await import('../../scenario/verify.ts');
  const difference = error instanceof RowsDiffer ? error.difference : null;
  if (isJson) {
    const rows = difference === null ? {} : { rows: (await import('../diff-json.ts')).rowsJson(difference) };
    printJson(context, { folder, agrees: false, difference: error.message, ...rows });
  } else if (difference !== null) {
    const { rowsText } = await import('../diff-text.ts');
    context.out(`${rowsText(difference, ['report', 'again'], context.columns)}\n`);
  }
  throw error;
}
