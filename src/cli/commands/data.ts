/** `papertape data`: the catalog's life, a command each. */
import type { CommandModule } from 'yargs';
import type { CommandContext } from '../context.ts';
import { type CommandWords, examplesText } from '../options.ts';
import { dataCheckCommand } from './data-check.ts';
import { dataDownloadCommand } from './data-download.ts';
import { dataImportCommand } from './data-import.ts';
import { dataInstrumentsCommand } from './data-instruments.ts';
import { dataListCommand } from './data-list.ts';
import { dataResampleCommand } from './data-resample.ts';
import { dataSynthCommand } from './data-synth.ts';

export const dataWords: CommandWords = {
  path: ['data'],
  options: {},
  commands: ['import', 'download', 'instruments', 'check', 'list', 'resample', 'synth'],
  examples: [
    ['what files it takes, and how to name their columns', 'papertape data import --help'],
    ['is a file fit for it?', 'papertape data check btc.csv.gz'],
    ['what is there', 'papertape data list --help'],
  ],
};

export function dataCommand(context: CommandContext): CommandModule {
  return {
    command: 'data',
    describe: 'Bring market data into a catalog, check it, list it, resample it, synthesize it',
    builder: (yargs) =>
      yargs
        .command(dataImportCommand(context))
        .command(dataDownloadCommand(context))
        .command(dataInstrumentsCommand(context))
        .command(dataCheckCommand(context))
        .command(dataListCommand(context))
        .command(dataResampleCommand(context))
        .command(dataSynthCommand(context))
        .demandCommand(1)
        .epilogue(examplesText(dataWords)),
    handler: () => undefined,
  };
}
