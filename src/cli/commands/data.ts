/** `papertape data`: the catalog's life, a command each. */
import type { CommandModule } from 'yargs';
import type { CommandContext } from '../context.ts';
import { type CommandWords, examplesText } from '../options.ts';
import { dataImportCommand } from './data-import.ts';

export const dataWords: CommandWords = {
  path: ['data'],
  options: {},
  commands: ['import'],
  examples: [['what files it takes, and how to name their columns', 'papertape data import --help']],
};

export function dataCommand(context: CommandContext): CommandModule {
  return {
    command: 'data',
    describe: 'Bring market data into a catalog',
    builder: (yargs) => yargs.command(dataImportCommand(context)).demandCommand(1).epilogue(examplesText(dataWords)),
    handler: () => undefined,
  };
}
