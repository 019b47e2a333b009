import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ImportRequest, type ImportResult, importSeries } from '../../src/catalog/import.ts';
import { findPreset, PRESETS } from '../../src/catalog/presets.ts';
import { put, refusal, sql, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let files = 0;
const MINUTE = 60_000_000;

function imported(
  preset: string,
  text: string,
  options: Partial<ImportRequest> = {},
  name = 'in.csv',
): Promise<ImportResult> {
  files += 1;
  const file = put(join(folder, `f${files}`, name), text);
  const catalog = join(folder, `c${files}`);
  return importSeries({ file, catalog, venue: 'v', symbol: 'BTC/USDT', interval: MINUTE, preset, ...options });
}

/** The first row as it stands in the catalog, its time in ISO. */
async function firstRow({ path }: ImportResult): Promise<string> {
  const file = path.replaceAll("'", "''").replaceAll('[', '[[]');
  const [row] = await sql(
    `SELECT strftime(time, '%Y-%m-%dT%H:%M:%S.%g') AS t, COLUMNS(* EXCLUDE (time))::VARCHAR
     FROM read_parquet('${file}', hive_partitioning = false) LIMIT 1`,
  );
  return Object.values(row!).join(' ');
}

/** A sample of each, as the source writes it, and its first row in the catalog. */
const SAMPLES: readonly (readonly [
  preset: string,
  text: string,
  first: string,
  options?: Partial<ImportRequest>,
  name?: string,
])[] = [
  ['generic', 'ts,o,h,l,c,vol\n1704067200,1,3,1,2,5', '2024-01-01T00:00:00.000 1 3 1 2 5'],
  ['generic', 'ts,p,qty\n1704067200,1.5,3', '2024-01-01T00:00:00.000 1.5 3  ', { kind: 'trades' }],
  ['kraken-ohlcvt', '1704067200,1.0,3.0,1.0,2.5,5,7', '2024-01-01T00:00:00.000 1.0 3.0 1.0 2.5 5'],
  ['kraken-trades', '1704067200,1.50000,3.1', '2024-01-01T00:00:00.000 1.5 3.1  '],
  [
    'kraken-rest-ohlc',
    '{"error":[],"result":{"XBTUSDT":[[1704067200,"1.0","3.0","1.0","2.5","2.1","5",7],[1704067260,"2.5","3.0","1.0","2.5","2.1","5",7]],"last":1704067200}}',
    '2024-01-01T00:00:00.000 1.0 3.0 1.0 2.5 5',
    {},
    'ohlc.json',
  ],
  [
    'kraken-rest-trades',
    '{"error":[],"result":{"XBTUSDT":[["1.50000","0.25",1704067200.1234567,"b","l","",77]],"last":"1704067200123456789"}}',
    '2024-01-01T00:00:00.123 1.5 .25 buy 77',
    {},
    'trades.json',
  ],
  [
    'binance-klines',
    '1704067200000,1.5,3.0,1.0,2.0,5.5,1704067259999,9.9,12,2.1,3.3,0',
    '2024-01-01T00:00:00.000 1.5 3.0 1.0 2.0 5.5',
  ],
  [
    'binance-klines',
    '1735689600000000,1.5,3.0,1.0,2.0,5.5,1735689659999999,9.9,12,2.1,3.3,0',
    '2025-01-01T00:00:00.000 1.5 3.0 1.0 2.0 5.5',
  ],
  [
    'binance-klines',
    'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n1704067200000,1,3,1,2,5,1704067259999,9,12,2,3,0',
    '2024-01-01T00:00:00.000 1 3 1 2 5',
  ],
  ['binance-trades', '77,1.5,0.25,0.375,1704067200123,True,True', '2024-01-01T00:00:00.123 1.5 .25 sell 77'],
  [
    'binance-trades',
    'id,price,qty,quote_qty,time,is_buyer_maker\n77,1.5,0.25,0.375,1704067200123,false',
    '2024-01-01T00:00:00.123 1.5 .25 buy 77',
  ],
  ['binance-aggtrades', '77,1.5,0.25,100,101,1704067200123,true,True', '2024-01-01T00:00:00.123 1.5 .25 sell 77'],
  [
    'binance-aggtrades',
    'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n77,1.5,0.25,100,101,1704067200123,false',
    '2024-01-01T00:00:00.123 1.5 .25 buy 77',
  ],
  ['coinbase', '[[1704067260,1,3,1.5,2,5],[1704067200,1,3,2.5,2,5]]', '2024-01-01T00:00:00.000 2.5 3.0 1.0 2.0 5'],
  ['bitfinex', '1704067200000,1.5,2,3,1,5', '2024-01-01T00:00:00.000 1.5 3.0 1.0 2.0 5'],
  ['freqtrade', '[[1704067200000, 1.5, 3, 1, 2, 5]]', '2024-01-01T00:00:00.000 1.5 3.0 1.0 2.0 5'],
  [
    'freqtrade',
    'date,open,high,low,close,volume\n2024-01-01 00:00:00+00:00,1,3,1,2,5',
    '2024-01-01T00:00:00.000 1 3 1 2 5',
  ],
  [
    'freqtrade-trades',
    ',timestamp,id,type,side,price,amount,cost,date\n0,1704067200123,77,,buy,1.5,0.25,0.375,2024-01-01 00:00:00.123000+00:00',
    '2024-01-01T00:00:00.123 1.5 .25 buy 77',
  ],
  ['freqtrade-trades', '[[1704067200123,"a7",null,"sell",1.5,0.25,0.375]]', '2024-01-01T00:00:00.123 1.5 .25 sell a7'],
  [
    'cryptodatadownload',
    'https://www.CryptoDataDownload.com\nUnix,Date,Symbol,Open,High,Low,Close,Volume USDT,Volume BTC\n1704117600,2024-01-01 02-PM,BTCUSDT,1,3,1,2,9,5',
    '2024-01-01T14:00:00.000 1 3 1 2 5',
    { interval: 60 * MINUTE },
  ],
  [
    'cryptodatadownload',
    'https://www.CryptoDataDownload.com\nunix,date,symbol,open,high,low,close,Volume BTC,Volume USDT,tradecount\n1704067200000,2024-01-01 00:00:00,BTC/USDT,1,3,1,2,5,9,3',
    '2024-01-01T00:00:00.000 1 3 1 2 5',
  ],
  ['histdata-quotes', '20240101 170000065,1.1050,1.1052,0', '2024-01-01T22:00:00.065 1.1050  1.1052 '],
  [
    'truefx-quotes',
    'timestamp,bid,ask\n2024-01-01 22:00:00.295000+00:00,86.6,86.7',
    '2024-01-01T22:00:00.295 86.6  86.7 ',
  ],
  [
    'tardis-trades',
    'exchange,symbol,timestamp,local_timestamp,id,side,price,amount\ndydx,BTC,1704067200123000,1704067200200000,77,buy,1.5,0.25',
    '2024-01-01T00:00:00.123 1.5 .25 buy 77',
  ],
  [
    'tardis-quotes',
    'exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\ndydx,BTC,1704067200123000,1704067200200000,4,1.6,1.5,3',
    '2024-01-01T00:00:00.123 1.5 3 1.6 4',
  ],
  [
    'nautilus-bars',
    'timestamp,open,high,low,close\n2024-01-01 00:00:00+00:00,1,3,1,2',
    '2024-01-01T00:00:00.000 1 3 1 2 0',
  ],
  [
    'backtrader',
    'Date,Time,Open,High,Low,Close,Volume,OpenInterest\n2024-01-01,00:05:00,1,3,1,2,5,0',
    '2024-01-01T00:00:00.000 1 3 1 2 5',
    { interval: 5 * MINUTE },
  ],
  [
    'lean-daily',
    '20240101 00:00,15000,30000,10000,20001,5',
    '2024-01-01T00:00:00.000 1.5000 3.0000 1.0000 2.0001 5',
    { interval: 1440 * MINUTE },
  ],
  [
    'lean-equity',
    '34200000,15000,30000,10000,20001,5',
    '2024-07-01T13:30:00.000 1.5000 3.0000 1.0000 2.0001 5',
    {},
    '20240701_trade.csv',
  ],
  [
    'lean-equity-quotes',
    '34200000,1,1,1,15000,3,1,1,1,15100,4',
    '2024-07-01T13:31:00.000 1.50 3 1.51 4',
    {},
    '20240701_quote.csv',
  ],
  [
    'lean-crypto',
    '60000,1.5,3,1,2,5',
    '2024-01-01T00:01:00.000 1.5 3.0 1.0 2.0 5',
    { date: '2024-01-01' },
    'trade.csv',
  ],
  [
    'lean-crypto-quotes',
    '60000,1,1,1,1.5,3,1,1,1,1.6,',
    '2024-01-01T00:02:00.000 1.5 3 1.6 ',
    {},
    '20240101_quote.csv',
  ],
];

describe('presets', () => {
  const samples = SAMPLES.map(
    ([preset, text, first, options = {}, name = 'in.csv']) => [preset, text, first, options, name] as const,
  );
  it.each(samples)('%s reads %j', async (preset, text, first, options, name) => {
    const result = await imported(preset, text, options, name);
    expect(await firstRow(result)).toBe(first);
    expect(result.kind).toBe(options.kind ?? findPreset(preset, undefined).kind);
  });

  it('have a sample each, and a name of their own', () => {
    expect(new Set(SAMPLES.map(([preset]) => preset))).toEqual(new Set(PRESETS.map(({ name }) => name)));
    expect(new Set(PRESETS.map(({ name }) => name)).size).toBe(PRESETS.length);
  });

  it('give way to what is said beside them', async () => {
    const row = '1704067200,1,3,1,2,5,7';
    expect(await firstRow(await imported('kraken-ohlcvt', row, { map: { volume: '7' }, timeZone: '+01:00' }))).toBe(
      '2023-12-31T23:00:00.000 1 3 1 2 7',
    );
  });

  it.each<[string, string, Partial<ImportRequest>, string]>([
    ['kraken', '1,1,1,1,1,1', {}, '--preset kraken is not known'],
    ['binance-klines', '1,1,1,1,1,1', { kind: 'trades' }, '--preset binance-klines reads candles, not trades'],
    ['kraken-ohlcvt', '1704067200,1,3,1,2', {}, 'has 5 columns: --preset kraken-ohlcvt reads 6 at least'],
    ['lean-crypto', '0,1,3,1,2,5', {}, 'has no date in its name, which --preset lean-crypto counts from: say --date'],
    ['lean-crypto', '0,1,3,1,2,5', { date: '1.2.2024' }, '--date 1.2.2024 is not a date'],
  ])('%s of %s with %j is refused: %s', async (preset, text, options, message) => {
    expect(await refusal(Promise.resolve().then(() => imported(preset, text, options)))).toContain(message);
  });
});
