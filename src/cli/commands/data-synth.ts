/** `papertape data synth`: a market that never was, into a catalog. */
import type { CommandModule } from 'yargs';
import type { Likeness } from '../../catalog/like.ts';
import type { SynthesisRequest, SynthesizedSeries } from '../../catalog/synthesis.ts';
import { formatInterval, formatTime } from '../../model/time.ts';
import { type CommandContext, printJson, withHooks } from '../context.ts';
import {
  type CommandWords,
  examplesText,
  given,
  listFlag,
  type OptionTable,
  switchFlag,
  textFlag,
} from '../options.ts';
import { SYNTH_FLAGS, type SynthWords, synthRequest } from '../synth-request.ts';

const EACH = '; SYMBOL=VALUE for one of them';

const dataSynthOptions: OptionTable = {
  catalog: textFlag('Catalog folder; made where there is none', { demandOption: true }),
  venue: textFlag('Name of the venue (default: synthetic)'),
  symbols: textFlag('A,B: BASE/QUOTE with a comma between them', { demandOption: true }),
  cross: textFlag('Pairs that follow from two of the symbols, such as XRP/BTC from XRP/USDT and BTC/USDT'),
  from: textFlag('Open time of the first candle', { demandOption: true }),
  to: textFlag('End (not in it)', { demandOption: true }),
  interval: textFlag('Length of a candle (default: 1m, or that of --like)'),
  seed: textFlag('Another seed, another market (default: 42)'),
  like: textFlag('A file of candles, or VENUE/BASE/QUOTE/INTERVAL of the catalog, to be fitted to'),
  'start-price': textFlag(`Quote per base at the start (default: 100)${EACH}`),
  volatility: textFlag(`Deviation of a year's log returns: 0.6 (default) is 60 %${EACH}`),
  correlation: textFlag('Of the returns of any two symbols, 0 to 1 (default: 0.6)'),
  clustering: textFlag('How strongly volatility clusters: 0 not at all, 1 (default) like crypto, at most 2'),
  jumps: textFlag('PER_DAY:SIZE_PCT: sudden moves and their deviation (default: 1:0.6)'),
  crash: listFlag('FROM:PCT:HOURS: a fall; may be given several times'),
  'rebound-pct': textFlag('What crashes win back of their fall, over six times their length (default: 0)'),
  'daily-volume': textFlag(`Base asset traded on a usual day (default: worth 100 million quote at the start)${EACH}`),
  'volume-noise': textFlag(`Deviation of log volume that volatility does not explain (default: 0.5)${EACH}`),
  tick: textFlag(`Tick size (default: by the start price)${EACH}`),
  lot: textFlag(`Lot size (default: by the start price)${EACH}`),
  'min-notional': textFlag(`Smallest order in quote${EACH}`),
  'maker-pct': textFlag('Fee of the instruments for makers'),
  'taker-pct': textFlag('Fee of the instruments for takers'),
  trades: textFlag('Trades a candle, four or more: written beside the candles'),
  replace: switchFlag('Put new series in the place of those that are there'),
  json: switchFlag('Print what was made as JSON on stdout and nothing else'),
};

export const dataSynthWords: CommandWords = {
  path: ['data', 'synth'],
  options: dataSynthOptions,
  examples: [
    [
      'two symbols and their cross pair, a year of minutes',
      'papertape data synth --catalog synth --from 2024-01-01 --to 2025-01-01 \\\n      --symbols BTC/USDT,XRP/USDT --start-price 42000,XRP/USDT=0.6 --cross XRP/BTC',
    ],
    [
      'a crash of 30 % in six hours, half of it won back',
      'papertape data synth --catalog crash --from 2024-01-01 --to 2024-02-01 \\\n      --symbols BTC/USDT --crash 2024-01-10T12:00:00Z:30:6 --rebound-pct 50',
    ],
    [
      'like a real file, with trades',
      'papertape data synth --catalog like --from 2024-01-01 --to 2024-02-01 \\\n      --symbols BTC/USDT --like btc.parquet --trades 10',
    ],
  ],
};

export function dataSynthCommand(context: CommandContext): CommandModule {
  return {
    command: 'synth',
    describe: 'A seeded market that never was, of any number of symbols and years, or like a real one',
    builder: (yargs) => yargs.options(dataSynthOptions).epilogue(examplesText(dataSynthWords)),
    handler: (argv) => synth(argv, context),
  };
}

async function synth(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const words: SynthWords = { ...given(argv, SYNTH_FLAGS), crash: (argv.crash as readonly string[] | undefined) ?? [] };
  // Wrong words are told before a file is read.
  synthRequest(words, null);
  const { like } = words;
  const likeness =
    like === undefined
      ? null
      : await (await import('../../catalog/like.ts')).fitLike(like, words.catalog ?? '', context.signal);
  const request = synthRequest(words, likeness);
  const { synthesizeSeries } = await import('../../catalog/synthesis.ts');
  const series = await withHooks(context, ({ onProgress }) =>
    synthesizeSeries({
      ...request,
      replace: argv.replace === true,
      signal: context.signal,
      onProgress: (done, total) => onProgress?.({ phase: 'synthesizing', done, total, unit: 'candles' }),
    }),
  );
  if (argv.json === true) printJson(context, documentOf(request, likeness, series));
  else context.out(`${[...fitText(request, likeness), ...series.map((one) => seriesText(request, one))].join('\n')}\n`);
}

function documentOf(
  request: SynthesisRequest,
  likeness: Likeness | null,
  series: readonly SynthesizedSeries[],
): object {
  return {
    schema: 1,
    venue: request.venue,
    interval: formatInterval(request.interval),
    from: formatTime(request.from),
    to: formatTime(request.to),
    seed: request.seed,
    fit: likeness === null ? null : fitDocument(likeness),
    series: series.map(({ symbol, candles, trades, instrument }) => ({
      symbol,
      candles,
      trades,
      tick_size: instrument.tick_size,
      lot_size: instrument.lot_size,
      price_decimals: instrument.price_decimals,
    })),
  };
}

function fitDocument({ fit, interval, tick, lot }: Likeness): object {
  return {
    candles: fit.moments.candles,
    interval: formatInterval(interval),
    start_price: fit.startPrice,
    volatility: fit.volatility,
    clustering: fit.clustering,
    jumps: { per_day: fit.jumps.perDay, size_pct: fit.jumps.sizePct },
    daily_volume: fit.dailyVolume,
    volume_noise: fit.volumeNoise,
    tick_size: tick,
    lot_size: lot,
    measured: {
      volatility: fit.moments.volatility,
      clustering: fit.moments.clustering,
      large_moves_per_day: fit.moments.largeMovesPerDay,
      large_move_pct: fit.moments.largeMovePct,
      daily_volume: fit.moments.dailyVolume,
      volume_correlation: fit.moments.volumeCorrelation,
    },
  };
}

/** What was measured, and the settings as flags: said again, they make the same market without the file. */
function fitText({ interval }: SynthesisRequest, likeness: Likeness | null): string[] {
  if (likeness === null) return [];
  const { fit, tick, lot } = likeness;
  const { moments, jumps } = fit;
  const fixed = (value: number, digits: number): string => value.toFixed(digits);
  return [
    `${moments.candles} candles of ${formatInterval(likeness.interval)}: volatility ${fixed(100 * moments.volatility, 1)} % a year, clustering ${fixed(moments.clustering, 2)},`,
    `${fixed(moments.largeMovesPerDay, 2)} large moves a day of ${fixed(moments.largeMovePct, 2)} %, volume ${Number(moments.dailyVolume.toPrecision(6))} a day,`,
    `rank correlation of volume and range ${fixed(moments.volumeCorrelation, 2)}. Fitted:`,
    `  --interval ${formatInterval(interval)} --start-price ${fit.startPrice} --volatility ${fit.volatility} --clustering ${fit.clustering} \\`,
    `  --jumps ${jumps.perDay}:${jumps.sizePct} --daily-volume ${fit.dailyVolume} --volume-noise ${fit.volumeNoise} --tick ${tick} --lot ${lot}`,
  ];
}

function seriesText({ venue, interval, from }: SynthesisRequest, series: SynthesizedSeries): string {
  const { symbol, candles, trades, instrument } = series;
  const last = formatTime(from + (candles - 1) * interval);
  const prints = trades === 0 ? '' : `, ${trades} trades`;
  return `${symbol} on ${venue}: ${candles} candles of ${formatInterval(interval)}${prints}, ${formatTime(from)} to ${last}, tick size ${instrument.tick_size}, lot size ${instrument.lot_size}`;
}
