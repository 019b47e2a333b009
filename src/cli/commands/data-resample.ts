/** `papertape data resample`: coarser candles beside a catalog's finer ones. */
import type { CommandModule } from 'yargs';
import type { ResampleRequest, ResampleResult } from '../../catalog/resample.ts';
import type { TradeHoles } from '../../catalog/trade-holes.ts';
import { InputError } from '../../model/errors.ts';
import { formatInterval, formatTime, parseInterval, parseTime } from '../../model/time.ts';
import { type CommandContext, printJson, withHooks } from '../context.ts';
import { type CommandWords, examplesText, given, type OptionTable, switchFlag, textFlag } from '../options.ts';
import { namesOf, readFlag } from '../per-symbol.ts';

const FLAGS = ['catalog', 'venue', 'symbol', 'from-interval', 'to-interval', 'from', 'to'] as const;

const dataResampleOptions: OptionTable = {
  catalog: textFlag('Catalog folder', { demandOption: true }),
  venue: textFlag('Where the prices come from, such as binance', { demandOption: true }),
  symbol: textFlag('BASE/QUOTE, or several with a comma between them (default: all of the venue)'),
  'from-interval': textFlag('Length of the finer candles (default: 1m)'),
  trades: switchFlag('Candles from trades in the place of finer candles'),
  'to-interval': textFlag('Length of the coarser ones, a whole multiple: 5m, 1h, 1d, 1w', { demandOption: true }),
  from: textFlag('Since when the data is complete (default: its first row)'),
  to: textFlag('Until when it is (default: the end of its last row)'),
  replace: switchFlag('Put new candles in the place of those that are there'),
  json: switchFlag('Print what was made as JSON on stdout and nothing else'),
};

export const dataResampleWords: CommandWords = {
  path: ['data', 'resample'],
  options: dataResampleOptions,
  examples: [
    ['hours of every symbol', 'papertape data resample --catalog data --venue synthetic --to-interval 1h'],
    [
      'weeks of one',
      'papertape data resample --catalog data --venue kraken --symbol BTC/USD \\\n      --from-interval 1h --to-interval 1w',
    ],
    [
      'minutes from trades',
      'papertape data resample --catalog data --venue binance --symbol XRP/ETH \\\n      --trades --to-interval 1m',
    ],
  ],
};

const RULES = [
  'A candle takes the first open, highest high, lowest low and last close of the finer ones that open in it, and the exact sum of their volumes.',
  'Boundaries are UTC, weeks begin on Monday. Finer candles may be missing inside: one is enough.',
  'A candle whose span the data does not cover whole, at either end, is left out.',
  'One made of trades that lies beside a hole in them (ids that are skipped; without such ids, a long silence) is written and told of.',
].join(' ');

export function dataResampleCommand(context: CommandContext): CommandModule {
  return {
    command: 'resample',
    describe: 'Coarser candles from finer ones, or from trades: exact, whole or not at all',
    builder: (yargs) => yargs.options(dataResampleOptions).epilogue(`${RULES}\n\n${examplesText(dataResampleWords)}`),
    handler: (argv) => resample(argv, context),
  };
}

async function resample(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const said = given(argv, FLAGS);
  if (argv.trades === true && said['from-interval'] !== undefined) {
    throw new InputError('--trades and --from-interval exclude each other: leave one out');
  }
  const time = (flag: 'from' | 'to'): number | undefined =>
    said[flag] === undefined ? undefined : readFlag(flag, said[flag], parseTime);
  const { catalog = '', venue = '' } = said;
  const request: Omit<ResampleRequest, 'symbol'> = {
    catalog,
    venue,
    fromInterval: argv.trades === true ? 0 : readFlag('from-interval', said['from-interval'] ?? '1m', parseInterval),
    toInterval: readFlag('to-interval', said['to-interval'] ?? '', parseInterval),
    from: time('from'),
    to: time('to'),
    replace: argv.replace === true,
    signal: context.signal,
  };
  const symbols = said.symbol === undefined ? await symbolsWith(request) : namesOf('symbol', said.symbol);
  const { resampleCandles } = await import('../../catalog/resample.ts');
  const results = await withHooks(context, async ({ onProgress }) => {
    const made: ResampleResult[] = [];
    for (const symbol of symbols) {
      made.push(await resampleCandles({ ...request, symbol }));
      onProgress?.({ phase: 'resampling', done: made.length, total: symbols.length, unit: 'symbols' });
    }
    return made;
  });
  if (argv.json === true) printJson(context, documentOf(request, results));
  else context.out(`${results.map((result) => resultText(request, result)).join('\n')}\n`);
}

/** Every symbol of the venue that has the finer series. */
async function symbolsWith({ catalog, venue, fromInterval }: Omit<ResampleRequest, 'symbol'>): Promise<string[]> {
  const { listSeries } = await import('../../catalog/index.ts');
  const kind = fromInterval === 0 ? 'trades' : 'candles';
  const fitting = (await listSeries(catalog)).filter(
    (key) => key.kind === kind && key.venue === venue && key.interval === fromInterval,
  );
  if (fitting.length > 0) return fitting.map(({ symbol }) => symbol);
  const what = fromInterval === 0 ? 'trades' : `${formatInterval(fromInterval)} candles`;
  throw new InputError(`${catalog} has no ${what} on ${venue}: see what it has with data list`);
}

function documentOf(
  { venue, fromInterval, toInterval }: Omit<ResampleRequest, 'symbol'>,
  results: readonly ResampleResult[],
) {
  return {
    schema: 1,
    venue,
    from_interval: fromInterval === 0 ? null : formatInterval(fromInterval),
    to_interval: formatInterval(toInterval),
    series: results.map(({ symbol, candles, used, leftOut, missing, first, last, holes }) => ({
      symbol,
      candles,
      first: formatTime(first),
      last: formatTime(last),
      missing,
      source_rows: used,
      left_out: leftOut,
      holes: holes?.holes ?? 0,
      first_hole: holes === null ? null : { from: formatTime(holes.first.from), to: formatTime(holes.first.to) },
      missing_trades: holes?.missing ?? null,
      candles_beside_holes: holes?.candles ?? 0,
    })),
  };
}

function resultText(
  { venue, fromInterval, toInterval }: Omit<ResampleRequest, 'symbol'>,
  result: ResampleResult,
): string {
  const { symbol, candles, used, leftOut, missing, first, last } = result;
  const source = fromInterval === 0 ? 'trades' : `of ${formatInterval(fromInterval)}`;
  const parts = [
    `${symbol} on ${venue}: ${candles} candles of ${formatInterval(toInterval)} from ${used} ${source}, ${formatTime(first)} to ${formatTime(last)}`,
  ];
  if (missing > 0) parts.push(`${missing} missing between them`);
  if (leftOut > 0) parts.push(`${leftOut} ${fromInterval === 0 ? 'trades' : 'finer candles'} at the ends left out`);
  if (result.holes !== null) parts.push(holesText(result.holes));
  return parts.join('; ');
}

function holesText({ holes, first, missing, candles }: TradeHoles): string {
  const [many, are] = holes === 1 ? ['1 hole', 'is'] : [`${holes} holes`, 'are'];
  const where = `${holes === 1 ? '' : 'the first '}from ${formatTime(first.from)} to ${formatTime(first.to)}`;
  const what = missing === null ? 'a long silence' : `${missing} trades missing by their ids`;
  const beside =
    candles === 1 ? '1 candle beside it may' : `${candles} candles beside ${holes === 1 ? 'it' : 'them'} may`;
  return `there ${are} ${many} in the trades (${where}, ${what}): ${beside} lack some`;
}
