/** `papertape data download`: candles from an exchange into a catalog. */
import type { CommandModule } from 'yargs';
import type { DownloadRequest, DownloadResult } from '../../catalog/download/download.ts';
import { InputError } from '../../model/errors.ts';
import { formatInterval, formatTime, parseInterval, parseTime } from '../../model/time.ts';
import { coarserLines } from '../coarser-text.ts';
import { type CommandContext, Interrupted, printJson, withHooks } from '../context.ts';
import { type CommandWords, examplesText, given, type OptionTable, switchFlag, textFlag } from '../options.ts';

const dataDownloadOptions: OptionTable = {
  from: textFlag('Time of the first candle, such as 2024-01-01', { demandOption: true }),
  to: textFlag('Time at which it ends, itself not included (default: now)'),
  catalog: textFlag('Catalog folder; made where there is none', { default: 'data' }),
  url: textFlag("Another address in the place of the exchange's own: a mirror, or a server of yours"),
  json: switchFlag('Print what was done as JSON on stdout and nothing else'),
};

export const dataDownloadWords: CommandWords = {
  path: ['data', 'download'],
  positional: 'EXCHANGE SYMBOL INTERVAL',
  options: dataDownloadOptions,
  examples: [
    [
      'a year of minutes; again, and it goes on where it was',
      'papertape data download binance BTC/USDT 1m --from 2024-01-01 --to 2025-01-01',
    ],
    [
      'hours until now, into a catalog of its own',
      'papertape data download coinbaseexchange BTC/USD 1h \\\n      --from 2025-01-01 --catalog coinbase',
    ],
  ],
};

export function dataDownloadCommand(context: CommandContext): CommandModule {
  return {
    command: 'download <EXCHANGE> <SYMBOL> <INTERVAL>',
    describe: 'Candles from an exchange into the catalog: what it lacks, exact, with the rules and fees of the pair',
    builder: (yargs) =>
      yargs
        .positional('EXCHANGE', { type: 'string', describe: 'Name as in ccxt, such as kraken', demandOption: true })
        .positional('SYMBOL', { type: 'string', describe: 'BASE/QUOTE, such as BTC/USDT', demandOption: true })
        .positional('INTERVAL', {
          type: 'string',
          describe: 'Length of a candle, such as 1m or 4h',
          demandOption: true,
        })
        .options(dataDownloadOptions)
        .epilogue(examplesText(dataDownloadWords)),
    handler: (argv) => download(argv, context),
  };
}

async function download(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const { downloadCandles } = await import('../../catalog/index.ts');
  const said = given(argv, ['from', 'to', 'catalog', 'url']);
  const request: DownloadRequest = {
    exchange: String(argv.EXCHANGE),
    symbol: String(argv.SYMBOL),
    interval: parseInterval(String(argv.INTERVAL)),
    catalog: said.catalog ?? 'data',
    from: timeOf('from', said.from ?? ''),
    to: said.to === undefined ? undefined : timeOf('to', said.to),
    url: said.url,
  };
  try {
    const { monotonicNow } = context;
    const result = await withHooks(context, (hooks) => downloadCandles(request, { ...hooks, monotonicNow }));
    if (argv.json === true) printJson(context, documentOf(request, result));
    else context.out(`${summary(request, result)}\n`);
  } catch (error) {
    if (error !== context.signal.reason) throw error;
    throw new Interrupted('papertape: interrupted, whole pages are kept: run it again to go on');
  }
}

function timeOf(flag: string, text: string): number {
  try {
    return parseTime(text);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`--${flag}: ${error.message}`) : error;
  }
}

const timeText = (time: number | null): string | null => (time === null ? null : formatTime(time));

function documentOf({ exchange, symbol, interval, catalog }: DownloadRequest, result: DownloadResult): object {
  const { from, to, rows, added, missing, first, last, requests, coarser, instrument } = result;
  return {
    exchange,
    symbol,
    interval: formatInterval(interval),
    catalog,
    from: formatTime(from),
    to: formatTime(to),
    rows,
    added,
    missing,
    first: timeText(first),
    last: timeText(last),
    requests,
    coarser: coarser.map(formatInterval),
    instrument,
  };
}

/** What a download did, for people. */
function summary(request: DownloadRequest, result: DownloadResult): string {
  const { exchange, symbol, interval, catalog } = request;
  const { from, to, rows, added, missing, first, last, requests, instrument } = result;
  const what = `${formatInterval(interval)} candles of ${symbol} on ${exchange}`;
  if (requests === 0) return `${what}: all ${rows} that there are were in the catalog already, nothing was fetched`;
  if (first === null || last === null) return `${what}: none from ${formatTime(from)} to ${formatTime(to)}`;
  const lines = [
    `${what}: ${added} added in ${requests} requests, ${rows} in all, ${formatTime(first)} to ${formatTime(last)}`,
  ];
  if (missing > 0) lines.push(`${missing} candles of that time are missing: the exchange sent none`);
  if (instrument?.inferred === true) {
    lines.push(`${exchange} states no increments: tick size ${instrument.tick_size}, lot size ${instrument.lot_size}`);
  }
  lines.push(...coarserLines({ catalog, venue: exchange, symbol }, interval, result.coarser));
  return lines.join('\n');
}
