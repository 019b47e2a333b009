/** `papertape data import`: a file of candles, trades or quotes into a catalog. */
import type { CommandModule } from 'yargs';
import type { ImportRequest } from '../../catalog/import.ts';
import type { CommandContext } from '../context.ts';
import {
  type CommandWords,
  examplesText,
  given,
  type OptionTable,
  switchFlag,
  switchOf,
  textFlag,
} from '../options.ts';
import { fileReading, intervalOf, presetsText, readingOptions } from '../reading-flags.ts';
import { importSummary } from './data-import-summary.ts';

const textOptions = {
  catalog: textFlag('Catalog folder; made where there is none', { demandOption: true }),
  venue: textFlag('Where the prices come from, such as binance', { demandOption: true }),
  symbol: textFlag('BASE/QUOTE, such as BTC/USDT', { demandOption: true }),
  interval: textFlag('Length of a candle: a whole number of s m h d w (default: the step between rows)'),
  tick: textFlag('Tick size of a new symbol (default: the finest decimal of its prices)'),
  lot: textFlag('Lot size of a new symbol (default: 0.00000001)'),
} satisfies OptionTable;

const switches = {
  sort: switchFlag('Put rows in the order of their times'),
  'allow-future': switchFlag('Take times that lie in the future'),
} satisfies OptionTable;

const dataImportOptions: OptionTable = { ...textOptions, ...readingOptions, ...switches };

export const dataImportWords: CommandWords = {
  path: ['data', 'import'],
  positional: 'FILE',
  options: dataImportOptions,
  examples: [
    [
      'one-minute candles',
      'papertape data import btc.parquet --catalog data --venue binance \\\n      --symbol BTC/USDT',
    ],
    [
      "a venue's own download",
      'papertape data import XBTUSD_60.csv.gz --catalog data --venue kraken \\\n      --symbol BTC/USD --preset kraken-ohlcvt',
    ],
    [
      'columns by number, and how long a candle is',
      'papertape data import btc.csv.gz --catalog data --venue kraken \\\n      --symbol BTC/USD --interval 1h --map time=1,volume=6',
    ],
    [
      'local times in their own form, and a tick of its own',
      'papertape data import x.csv --catalog data --venue mine --symbol X/USD \\\n      --time-zone America/New_York --time-format "%m/%d/%Y %H:%M" --tick 0.01',
    ],
    [
      'trades, and quotes',
      'papertape data import t.csv.gz --catalog data --venue kraken \\\n      --symbol BTC/USD --kind trades\n  papertape data import q.parquet --catalog data --venue kraken \\\n      --symbol BTC/USD --kind quotes',
    ],
  ],
};

export function dataImportCommand(context: CommandContext): CommandModule {
  return {
    command: 'import <FILE>',
    describe: 'A file of candles, trades or quotes into the catalog: exact, checked, whole or not at all',
    builder: async (yargs) =>
      yargs
        .positional('FILE', {
          type: 'string',
          describe: 'CSV, JSON, Parquet or Arrow (Feather), packed by gzip or zip or not',
          demandOption: true,
        })
        .options(dataImportOptions)
        .epilogue(`${await presetsText()}\n\n${examplesText(dataImportWords)}`),
    handler: (argv) => importFile(argv, context),
  };
}

async function importFile(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const { findPreset, importSeries } = await import('../../catalog/index.ts');
  const said = given(argv, Object.keys(textOptions) as (keyof typeof textOptions)[]);
  const request: ImportRequest = {
    ...(await fileReading(argv)),
    catalog: said.catalog ?? '',
    venue: said.venue ?? '',
    symbol: said.symbol ?? '',
    interval: said.interval === undefined ? undefined : intervalOf(said.interval),
    sort: switchOf(argv, 'sort'),
    allowFuture: switchOf(argv, 'allow-future'),
    tick: said.tick,
    lot: said.lot,
    signal: context.signal,
  };
  const preset = request.preset === undefined ? undefined : findPreset(request.preset, request.kind);
  const map = { ...preset?.map, ...request.map };
  const floorTimes = request.floorTimes ?? preset?.floorTimes;
  context.out(`${importSummary({ ...request, map, floorTimes }, await importSeries(request))}\n`);
}
