import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportRequest } from '../../src/catalog/import.ts';
import { openCatalog } from '../../src/catalog/load.ts';
import { importFile, MINUTE, NEW_YEAR, put, refusal, rowsOf, sql, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let files = 0;

async function loaded(text: string, options: Partial<ImportRequest> = {}) {
  files += 1;
  const catalog = join(folder, `c${files}`);
  const { instrument, path } = await importFile(catalog, put(join(folder, `${files}.json`), text), options);
  const request = { venue: 'test', symbol: 'BTC/USDT', interval: MINUTE, priceDecimals: instrument.price_decimals };
  return { path, rows: rowsOf(await (await openCatalog(catalog)).loadCandles(request)) };
}

const TWO_ROWS = [
  [NEW_YEAR, 100000, 120000, 90000, 110000, 5],
  [NEW_YEAR + MINUTE, 110000, 120000, 90000, 115000, 0.25],
];
const OBJECT = '{"t": "2024-01-01", "open": 10, "high": "12", "low": 9.0, "close": 11, "volume": 5, "note": null}';
const OTHER =
  '{"volume":0.25,"close":1.15e1,"low":9,"high":12,"open":11,"note":"a \\"close\\": 7, b","t":"2024-01-01T00:01"}';
const MAP = { map: { time: 't' } };

describe('JSON', () => {
  it.each<[string, string, Partial<ImportRequest>?]>([
    ['arrays', '[[1704067200,10,12,9,11,5],[1704067260,11,12,9,11.5,0.25]]'],
    [
      'arrays laid out',
      ' [\n  [1704067200000, "10", "12", "9", "11", "5"],\n  [ 1704067260000 , 11,12 ,9,1.15E1,0.25 ]\n]\n',
    ],
    [
      'arrays in another order',
      '[[5,1704067200,10,12,9,11],[0.25,1704067260,11,12,9,11.5]]',
      { map: { volume: '1', time: '2', open: '3', high: '4', low: '5', close: '6' } },
    ],
    ['objects', `[${OBJECT},\n${OTHER}]`, MAP],
    ['an object a line', `${OBJECT}\n${OTHER}\n`, MAP],
  ])('of %s', async (_, text, options = {}) => {
    expect((await loaded(text, options)).rows).toEqual(TWO_ROWS);
  });

  it('keeps every digit of a number', async () => {
    const { path } = await loaded('[[1704067200,10,12,9,11,0.123456789012345678901234567890]]');
    const file = path.replaceAll("'", "''").replaceAll('[', '[[]');
    expect(await sql(`SELECT volume::VARCHAR AS volume FROM read_parquet('${file}')`)).toEqual([
      { volume: '.12345678901234567890123456789' },
    ]);
  });

  it.each<[string, string, Partial<ImportRequest>?]>([
    [
      '[[1704067200,10,12,9,11,5],[1704067260,11,12,9,11.5]]',
      'row 2 is [1704067260,11,12,9,11.5], not an array of 6 plain values',
    ],
    ['[[1704067200,10,12,9,11,5],{"a":1}]', 'row 2 is {"a":1}, not an array of 6'],
    ['[[1704067200,10,12,9,11,5],[1704067260,[11],12,9,11.5,1]]', 'row 2 is'],
    ['[[1704067200,10,12,9,11,5],[1704067260,"1,1",12,9,11.5,1]]', 'row 2 is'],
    [
      '[[1704067200,10,12,9,11,5],[1704067260,"1 000",12,9,11.5,1]]',
      'row 2: open "1 000" is not a number: remove the thousands separators',
    ],
    ['[[1704067200,10,12,9,11,5],[1704067260,null,12,9,11.5,1]]', 'row 2: open is blank'],
    ['[[1704067200,10,12,9,11,5],[1704067260,11,12', 'is not JSON'],
    ['[[1704067200,10,12,9,11,NaN]]', 'is not JSON'],
    ['[1,2,3]', 'its rows are neither arrays nor objects'],
    ['[]', 'holds no row'],
    ['{"error":[],"result":{"XBTUSD":[[1,2]]}}', '.json (result.XBTUSD) has 2 columns and no header'],
    ['{"error":["EQuery:Unknown asset pair"]}', 'has no column time, only error'],
    [`[${OBJECT},{"t":{"s":1}}]`, 'row 2 is {"t":{"s":1}}, not an object of plain values', MAP],
    [`[${OBJECT},{"t":"2024-01-01T00:01"}]`, 'row 2: open is blank', MAP],
    ['{"ts":1,"bids":[],"asks":[]}', 'holds an order book of many levels'],
  ])('%s is refused: %s', async (text, message, options = {}) => {
    expect(await refusal(loaded(text, options))).toContain(message);
  });
});
