/** `papertape data import`: a file of candles, trades or quotes into a catalog. */
import type { CommandModule } from 'yargs';
import type { ImportRequest } from '../../catalog/import.ts';
import { InputError } from '../../model/errors.ts';
import { parseInterval } from '../../model/time.ts';
import type { CommandContext } from '../context.ts';
import { type CommandWords, examplesText, given, type OptionTable, once, switchFlag, textFlag } from '../options.ts';
import { importSummary } from './data-import-summary.ts';

const TIME_UNITS = ['s', 'ms', 'us', 'ns'] as const;
const KINDS = ['candles', 'trades', 'quotes'] as const;

const textOptions = {
  catalog: textFlag('Catalog folder; made where there is none', { demandOption: true }),
  venue: textFlag('Where the prices come from, such as binance', { demandOption: true }),
  symbol: textFlag('BASE/QUOTE, such as BTC/USDT', { demandOption: true }),
  kind: textFlag("What the file holds (default: the preset's, else candles)", { choices: KINDS }),
  interval: textFlag('Length of a candle: a whole number of s m h d w', { default: '1m' }),
  preset: textFlag('Where the file comes from: one of those below'),
  map: textFlag(
    'Columns: ours=theirs or ours=number, such as time=ts,volume=6; time=Date+Time joins two, volume=none is 0',
  ),
  delimiter: textFlag('Between fields of a CSV file (default: as in its first line)'),
  'skip-lines': textFlag('Lines before the header, or before the first row'),
  'time-unit': textFlag('Unit of epoch times (default: by their size)', { choices: TIME_UNITS }),
  'time-zone': textFlag('Zone of times that name none, such as +08:00 or America/New_York (default: UTC)'),
  'time-format': textFlag('Form of other than ISO times, in the letters of strptime, such as "%d/%m/%Y %H:%M"'),
  date: textFlag('Date from whose midnight times count, such as 2024-01-31'),
  stamp: textFlag('Moment of a candle that its time names (default: open)', { choices: ['open', 'end'] }),
  'round-prices': textFlag('Significant digits to round prices to: 15 removes the dust of float arithmetic'),
  tick: textFlag('Tick size of a new symbol (default: the finest decimal of its prices)'),
  lot: textFlag('Lot size of a new symbol (default: 0.00000001)'),
} satisfies OptionTable;

const switches = {
  header: switchFlag('The first line names the columns (--no-header: it is a row; default: by its letters)'),
  'floor-times': switchFlag('Cut off what is finer than a microsecond'),
  sort: switchFlag('Put rows in the order of their times'),
  'allow-future': switchFlag('Take times that lie in the future'),
} satisfies OptionTable;

const dataImportOptions: OptionTable = { ...textOptions, ...switches };

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
      'papertape data import XBTUSD_60.csv.gz --catalog data --venue kraken \\\n      --symbol BTC/USD --interval 1h --preset kraken-ohlcvt',
    ],
    [
      'columns by number, hours',
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

/** The presets as a list for the help, which alone loads them. */
async function presetsText(): Promise<string> {
  const { PRESETS } = await import('../../catalog/presets.ts');
  const lines = PRESETS.map(({ name, kind, reads }) => `  ${name} (${kind})\n      ${reads}`);
  return ['Presets:', ...lines].join('\n');
}

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
  const { findPreset, importSeries, parseColumnMap } = await import('../../catalog/index.ts');
  const said = given(argv, Object.keys(textOptions) as (keyof typeof textOptions)[]);
  const isOn = (name: keyof typeof switches): boolean | undefined =>
    argv[name] === undefined ? undefined : once(argv, name) === 'true';
  const kind = said.kind as ImportRequest['kind'];
  const preset = said.preset === undefined ? undefined : findPreset(said.preset, kind);
  const request: ImportRequest = {
    file: String(argv.FILE),
    catalog: said.catalog ?? '',
    venue: said.venue ?? '',
    symbol: said.symbol ?? '',
    kind,
    interval: intervalOf(said.interval ?? '1m'),
    preset: said.preset,
    map: said.map === undefined ? undefined : parseColumnMap(said.map, kind ?? preset?.kind),
    delimiter: said.delimiter,
    header: isOn('header'),
    skipLines: countOf('skip-lines', said['skip-lines']),
    timeUnit: said['time-unit'] as ImportRequest['timeUnit'],
    timeZone: said['time-zone'],
    timeFormat: said['time-format'],
    date: said.date,
    stamp: said.stamp as ImportRequest['stamp'],
    roundPrices: countOf('round-prices', said['round-prices']),
    floorTimes: isOn('floor-times'),
    sort: isOn('sort'),
    allowFuture: isOn('allow-future'),
    tick: said.tick,
    lot: said.lot,
    signal: context.signal,
  };
  const result = await importSeries(request);
  context.out(`${importSummary({ ...request, map: { ...preset?.map, ...request.map } }, result)}\n`);
}

function countOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9]{1,6}$/.test(text)) return Number(text);
  throw new InputError(`--${flag} ${text} is not a whole number, such as 1`);
}

function intervalOf(text: string): number {
  try {
    return parseInterval(text);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`--interval: ${error.message}`) : error;
  }
}
