/** `papertape data list`: what a catalog holds. */
import type { CommandModule } from 'yargs';
import { type CommandContext, printJson } from '../context.ts';
import { type CommandWords, examplesText, given, type OptionTable, switchFlag, textFlag } from '../options.ts';

const dataListOptions: OptionTable = {
  catalog: textFlag('Catalog folder', { demandOption: true }),
  json: switchFlag('Print the list as JSON on stdout and nothing else'),
};

export const dataListWords: CommandWords = {
  path: ['data', 'list'],
  options: dataListOptions,
  examples: [
    ['the sample market', 'papertape data list --catalog data'],
    ['one of many series', 'papertape data list --catalog data | grep BTC'],
    ['for a script', 'papertape data list --catalog data --json'],
  ],
};

export function dataListCommand(context: CommandContext): CommandModule {
  return {
    command: 'list',
    describe: 'What a catalog holds: its series and its instruments',
    builder: (yargs) => yargs.options(dataListOptions).epilogue(examplesText(dataListWords)),
    handler: (argv) => list(argv, context),
  };
}

async function list(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const { listCatalog } = await import('../../catalog/list.ts');
  const listed = await listCatalog(given(argv, ['catalog']).catalog ?? '');
  if (argv.json === true) printJson(context, listed);
  else {
    const { listText } = await import('../list-text.ts');
    const width = context.isPiped === true ? Number.POSITIVE_INFINITY : context.columns;
    context.out(`${listText(listed, width)}\n`);
  }
}
