/** `papertape data import`: a file of candles into a catalog. */
import type { CommandModule } from 'yargs';
import type { ImportRequest, ImportResult } from '../../catalog/import.ts';
import { InputError } from '../../model/errors.ts';
import { formatTime, parseInterval } from '../../model/time.ts';
import type { CommandContext } from '../context.ts';
import { type CommandWords, examplesText, given, type OptionTable, textFlag } from '../options.ts';

const TIME_UNITS = ['s', 'ms', 'us', 'ns'] as const;

const dataImportOptions: OptionTable = {
  catalog: textFlag('Catalog folder; made where there is none', { demandOption: true }),
  venue: textFlag('Where the prices come from, such as binance', { demandOption: true }),
  symbol: textFlag('BASE/QUOTE, such as BTC/USDT', { demandOption: true }),
  interval: textFlag('Length of a candle: a whole number of s m h d w', { default: '1m' }),
  map: textFlag('Columns: ours=theirs or ours=number, such as time=ts,volume=6'),
  'time-unit': textFlag('Unit of epoch times (default: by their size)', { choices: TIME_UNITS }),
  'time-zone': textFlag('Zone of times that name none, such as +08:00 or America/New_York (default: UTC)'),
  tick: textFlag('Tick size of a new symbol (default: the finest decimal of its prices)'),
  lot: textFlag('Lot size of a new symbol (default: 0.00000001)'),
};

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
      'columns by number, hours',
      'papertape data import btc.csv.gz --catalog data --venue kraken \\\n      --symbol BTC/USD --interval 1h --map time=1,volume=6',
    ],
    [
      'local times, and a tick of its own',
      'papertape data import x.csv --catalog data --venue mine \\\n      --symbol X/USD --time-zone America/New_York --tick 0.01',
    ],
  ],
};

export function dataImportCommand(context: CommandContext): CommandModule {
  return {
    command: 'import <FILE>',
    describe: 'A Parquet or CSV file of candles into the catalog: exact, checked, whole or not at all',
    builder: (yargs) =>
      yargs
        .positional('FILE', { type: 'string', describe: 'Parquet or CSV, gzipped or not', demandOption: true })
        .options(dataImportOptions)
        .epilogue(examplesText(dataImportWords)),
    handler: (argv) => importFile(argv, context),
  };
}

async function importFile(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const { importCandles, parseColumnMap } = await import('../../catalog/index.ts');
  const said = given(argv, ['catalog', 'venue', 'symbol', 'interval', 'map', 'time-unit', 'time-zone', 'tick', 'lot']);
  const request: ImportRequest = {
    file: String(argv.FILE),
    catalog: said.catalog ?? '',
    venue: said.venue ?? '',
    symbol: said.symbol ?? '',
    interval: intervalOf(said.interval ?? '1m'),
    map: said.map === undefined ? undefined : parseColumnMap(said.map),
    timeUnit: said['time-unit'] as ImportRequest['timeUnit'],
    timeZone: said['time-zone'],
    tick: said.tick,
    lot: said.lot,
    signal: context.signal,
  };
  const result = await importCandles(request);
  context.out(`${importSummary(request, result)}\n`);
}

function intervalOf(text: string): number {
  try {
    return parseInterval(text);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`--interval: ${error.message}`) : error;
  }
}

/** What an import did, for people. */
function importSummary(request: ImportRequest, result: ImportResult): string {
  const { rows, added, dropped, gaps, missing, first, last, instrument } = result;
  const lines = [
    `${request.symbol} on ${request.venue}: ${added} candles added, ${rows} in all, ${formatTime(first)} to ${formatTime(last)}`,
  ];
  if (dropped > 0) lines.push(`${dropped} identical candles were there already and were dropped`);
  if (gaps > 0) lines.push(`${gaps} gaps, ${missing} candles missing in them`);
  if (result.inferred) {
    lines.push(
      `tick size ${instrument.tick_size} and lot size ${instrument.lot_size} are inferred: --tick and --lot, or symbols in the scenario, say otherwise`,
    );
  }
  return lines.join('\n');
}
