/** `papertape data instruments`: a venue's own list of its pairs into a catalog. */
import type { CommandModule } from 'yargs';
import type { InstrumentsResult } from '../../catalog/metadata/instruments.ts';
import { type CommandContext, printJson } from '../context.ts';
import { type CommandWords, examplesText, given, type OptionTable, switchFlag, textFlag } from '../options.ts';

const FORMATS = ['kraken', 'coinbase', 'binance'] as const;

const dataInstrumentsOptions: OptionTable = {
  catalog: textFlag('Catalog folder; made where there is none', { demandOption: true }),
  venue: textFlag('Where they are traded, such as kraken', { demandOption: true }),
  symbols: textFlag('Only these, such as BTC/USD,ETH/USD (default: all)'),
  format: textFlag('Whose list it is (default: by its content)', { choices: FORMATS }),
  json: switchFlag('Print what was done as JSON on stdout and nothing else'),
};

export const dataInstrumentsWords: CommandWords = {
  path: ['data', 'instruments'],
  positional: 'FILE',
  options: dataInstrumentsOptions,
  examples: [
    ["every pair of Kraken's AssetPairs", 'papertape data instruments asset-pairs.json --catalog data --venue kraken'],
    [
      "two symbols of Binance's exchangeInfo",
      'papertape data instruments exchange-info.json.gz --catalog data \\\n      --venue binance --symbols BTC/USDT,ETH/USDT',
    ],
  ],
};

export function dataInstrumentsCommand(context: CommandContext): CommandModule {
  return {
    command: 'instruments <FILE>',
    describe: "Increments, minima and fees from a venue's own list of its pairs",
    builder: (yargs) =>
      yargs
        .positional('FILE', {
          type: 'string',
          describe: 'JSON as the venue sends it, gzipped or not',
          demandOption: true,
        })
        .options(dataInstrumentsOptions)
        .epilogue(examplesText(dataInstrumentsWords)),
    handler: (argv) => importList(argv, context),
  };
}

async function importList(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const { importInstruments } = await import('../../catalog/index.ts');
  const said = given(argv, ['catalog', 'venue', 'symbols', 'format']);
  const file = String(argv.FILE);
  const venue = said.venue ?? '';
  const result = await importInstruments({
    file,
    catalog: said.catalog ?? '',
    venue,
    symbols: said.symbols?.split(',').map((symbol) => symbol.trim()),
    format: said.format,
  });
  if (argv.json === true) printJson(context, { file, venue, ...result });
  else context.out(`${summary(venue, result)}\n`);
}

/** Names of pairs that are shown for a reason. */
const SHOWN = 4;

/** What was read, for people; what was left out, by its reason. */
function summary(venue: string, { format, pairs, added, updated, unchanged, skipped }: InstrumentsResult): string {
  const lines = [
    `${pairs} pairs in a list of ${format}: ${added} added to ${venue}, ${updated} updated, ${unchanged} as they were`,
  ];
  for (const reason of new Set(skipped.map((pair) => pair.reason))) {
    const names = skipped.filter((pair) => pair.reason === reason);
    const shown = names.slice(0, SHOWN).map(({ name }) => name);
    const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
    lines.push(`${names.length} left out, ${reason}: ${shown.join(', ')}${more}`);
  }
  return lines.join('\n');
}
