import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprintSeries } from '../../src/catalog/fingerprint.ts';
import { type ImportRequest, type ImportResult, importSeries } from '../../src/catalog/import.ts';
import { openCatalog } from '../../src/catalog/load.ts';
import { NOT_RECORDED } from '../../src/market/columns.ts';
import { put, refusal, sql, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let files = 0;
const newCatalog = (): string => join(folder, `c${++files}`);
const SYMBOL = { venue: 'test', symbol: 'BTC/USDT' };
const SECOND = 1_000_000;
const START = 1_704_067_200 * SECOND;

function imported(catalog: string, text: string, options: Partial<ImportRequest> = {}): Promise<ImportResult> {
  const file = put(join(folder, `in${++files}.csv`), text);
  return importSeries({ file, catalog, ...SYMBOL, kind: 'trades', interval: 0, ...options });
}

/** Rows as they stand in the catalog: seconds since the start, then the values as text. */
async function rowsIn({ path }: ImportResult): Promise<unknown[][]> {
  const file = path.replaceAll("'", "''").replaceAll('[', '[[]');
  const rows = await sql(
    `SELECT epoch_us(time) AS t, COLUMNS(* EXCLUDE (time))::VARCHAR FROM read_parquet('${file}', hive_partitioning = false)`,
  );
  return rows.map(({ t, ...rest }) => [(Number(t) - START) / SECOND, ...Object.values(rest)]);
}

const at = (second: number): number => 1_704_067_200 + second;

describe('trades', () => {
  it('keep the order of the file, their sides and their ids', async () => {
    const text = `time,price,size,side,id
${at(0)},10.5,2,buy,9
${at(0)},10.25,1,Sell,7
${at(0)},10.25,1,s,8
${at(1)}.5,10,0.125,,6`;
    const result = await imported(newCatalog(), text);
    expect(result).toMatchObject({ kind: 'trades', rows: 4, added: 4, dropped: 0, gaps: 0, first: START });
    expect(await rowsIn(result)).toEqual([
      [0, '10.50', '2.000', 'buy', '9'],
      [0, '10.25', '1.000', 'sell', '7'],
      [0, '10.25', '1.000', 'sell', '8'],
      [1.5, '10.00', '0.125', null, '6'],
    ]);
  });

  it('come as columns, whole or in chunks, and have a fingerprint', async () => {
    const catalog = newCatalog();
    const lines = Array.from(
      { length: 5000 },
      (_, i) => `${at(Math.floor(i / 3))},${100 + (i % 7) / 4},${i % 5},${['buy', 'sell', ''][i % 3]}`,
    );
    const result = await imported(catalog, ['time,price,size,side', ...lines].join('\n'));
    const opened = await openCatalog(catalog);
    const request = { ...SYMBOL, priceDecimals: result.instrument.price_decimals };
    const whole = await opened.loadTrades(request);
    expect([
      whole.length,
      whole.time[4999],
      whole.price[5],
      whole.size[4],
      whole.side[0],
      whole.side[1],
      whole.side[2],
    ]).toEqual([5000, START + 1666 * SECOND, 101_250, 4, 1, -1, 0]);
    const reader = await opened.trades({ ...request, chunkRows: 700 });
    let read = 0;
    for (let chunk = await reader.next(); chunk !== null; chunk = await reader.next()) {
      for (let i = 0; i < chunk.length; i += 1) {
        expect([chunk.time[i], chunk.price[i], chunk.size[i], chunk.side[i]]).toEqual([
          whole.time[read + i],
          whole.price[read + i],
          whole.size[read + i],
          whole.side[read + i],
        ]);
      }
      read += chunk.length;
    }
    expect(read).toBe(5000);
    const print = await fingerprintSeries({ kind: 'trades', ...SYMBOL, interval: 0, catalog });
    expect(print.days).toHaveLength(1);
  });

  it('newest first are turned round, rows of one time among them', async () => {
    const result = await imported(
      newCatalog(),
      [`${at(2)},3,1`, `${at(1)},2,2`, `${at(1)},2,1`, `${at(0)},1,1`].join('\n'),
    );
    expect((await rowsIn(result)).map((row) => row.slice(0, 3))).toEqual([
      [0, '1', '1'],
      [1, '2', '1'],
      [1, '2', '2'],
      [2, '3', '1'],
    ]);
  });

  it('tell the aggressor from the maker', async () => {
    const text = `time,price,qty,is_buyer_maker\n${at(0)},1,1,true\n${at(1)},1,1,False\n${at(2)},1,1,0`;
    expect((await rowsIn(await imported(newCatalog(), text))).map((row) => row[3])).toEqual(['sell', 'buy', 'buy']);
  });

  it.each<[string, string, Partial<ImportRequest>?]>([
    [`${at(0)},10,1,up`, 'line 1: side "up" is none', { map: { time: '1', price: '2', size: '3', side: '4' } }],
    [`${at(0)},10,-1`, 'line 1: size is -1: it cannot be negative'],
    [`${at(0)},0,1`, 'line 1: price is 0: a price is above zero'],
    [`${at(0)},,1`, 'line 1: price is blank'],
    [`${at(1)},1,1\n${at(0)},1,1\n${at(2)},1,1`, 'line 2: time 2024-01-01T00:00:00Z comes after 2024-01-01T00:00:01Z'],
    [`${at(0)},1`, 'has 2 columns and no header: say where size is'],
  ])('%s is refused: %s', async (text, message, options = {}) => {
    expect(await refusal(imported(newCatalog(), text, options))).toContain(message);
  });
});

describe('quotes', () => {
  const KIND = { kind: 'quotes' } as const;

  it('keep a missing side, and sizes that nobody recorded', async () => {
    const catalog = newCatalog();
    const text = `time,bid,bid_size,ask,ask_size\n${at(0)},10,1,10.5,2\n${at(0)},10,1,10.5,2\n${at(1)},,7,10.5,2\n${at(2)},10,,,\n${at(3)},,,,`;
    const result = await imported(catalog, text, KIND);
    expect(await rowsIn(result)).toEqual([
      [0, '10.0', '1', '10.5', '2'],
      [0, '10.0', '1', '10.5', '2'],
      [1, null, null, '10.5', '2'],
      [2, '10.0', null, null, null],
      [3, null, null, null, null],
    ]);
    const opened = await openCatalog(catalog);
    const request = { ...SYMBOL, priceDecimals: result.instrument.price_decimals };
    const unit = 10 ** request.priceDecimals;
    const { bid, bidSize, ask, askSize, length } = await opened.loadQuotes(request);
    const rows = Array.from({ length }, (_, i) => [bid[i]! / unit, bidSize[i], ask[i]! / unit, askSize[i]]);
    expect(rows).toEqual([
      [10, 1, 10.5, 2],
      [10, 1, 10.5, 2],
      [0, 0, 10.5, 2],
      [10, NOT_RECORDED, 0, 0],
      [0, 0, 0, 0],
    ]);
    const reader = await opened.quotes({ ...request, chunkRows: 2 });
    const lengths: number[] = [];
    for (let chunk = await reader.next(); chunk !== null; chunk = await reader.next()) lengths.push(chunk.length);
    expect(lengths).toEqual([2, 2, 1]);
    expect((await opened.list()).map(({ kind }) => kind)).toEqual(['quotes']);
  });

  it('have a fingerprint that tells one value from another', async () => {
    const print = async (row: string): Promise<string> => {
      const catalog = newCatalog();
      await imported(catalog, `time,bid,bid_size,ask,ask_size\n${row}`, KIND);
      return (await fingerprintSeries({ kind: 'quotes', ...SYMBOL, interval: 0, catalog })).digest;
    };
    const one = await print(`${at(0)},10,1,10.5,2`);
    expect(await print(`${at(0)},10.0,1.00,10.50,2`)).toBe(one);
    for (const row of [`${at(0)},10,1,10.5,3`, `${at(0)},10,1,,`, `${at(0)},,,10.5,2`, `${at(1)},10,1,10.5,2`]) {
      expect(await print(row)).not.toBe(one);
    }
    expect(await print(`${at(0)},10,,10.5,2`)).not.toBe(await print(`${at(0)},10,0,10.5,2`));
  });

  it('may lack sizes, and may cross', async () => {
    const result = await imported(newCatalog(), `${at(0)},10,9.5\n${at(1)},10,11`, KIND);
    expect(await rowsIn(result)).toEqual([
      [0, '10.0', null, '9.5', null],
      [1, '10.0', null, '11.0', null],
    ]);
  });

  it('with a price of 0 are refused', async () => {
    const said = await refusal(imported(newCatalog(), `${at(0)},10,11\n${at(1)},0,11`, KIND));
    expect(said).toContain('line 2: bid is 0: a price is above zero; leave it blank where there is none');
  });
});

describe('trades that are added', () => {
  const head = 'time,price,size,id';
  const trade = (id: number, price = 10): string => `${at(Math.floor(id / 2))},${price},1,${id}`;

  it('with ids take each id once', async () => {
    const catalog = newCatalog();
    await imported(catalog, [head, trade(2), trade(3), trade(4)].join('\n'));
    const result = await imported(catalog, [head, trade(3), trade(4), trade(4), trade(5), trade(6)].join('\n'));
    expect(result).toMatchObject({ rows: 5, added: 2, dropped: 3 });
    expect((await rowsIn(result)).map((row) => row[4])).toEqual(['2', '3', '4', '5', '6']);
  });

  it.each([
    [[trade(3), trade(4, 11)], 'line 3: the catalog has another trade of id 4: price 11 here and 10 there;'],
    [
      [trade(5), trade(6), trade(5, 11)].map((row) => row.replace(/^[0-9]+/, String(at(3)))),
      'line 4: another row of the file has another trade of id 5: price 11 here and 10 there;',
    ],
  ])('with ids that conflict are refused', async (lines, message) => {
    const catalog = newCatalog();
    const { path } = await imported(catalog, [head, trade(2), trade(3), trade(4)].join('\n'));
    const before = readFileSync(path);
    expect(await refusal(imported(catalog, [head, ...lines].join('\n')))).toContain(message);
    expect(readFileSync(path)).toEqual(before);
  });

  it('without ids are compared only at times that are there already', async () => {
    const catalog = newCatalog();
    await imported(catalog, [`${at(1)},10,1`, `${at(1)},10,1`, `${at(5)},10,1`].join('\n'));
    // A hole is filled; a time that is there already, and whole in the file, is taken from it.
    const result = await imported(
      catalog,
      [`${at(1)},10,1`, `${at(1)},10,1`, `${at(3)},10,1`, `${at(5)},10,1`, `${at(5)},9,1`].join('\n'),
    );
    expect(result).toMatchObject({ rows: 5, added: 2, dropped: 3 });
    expect((await rowsIn(result)).map((row) => row.slice(0, 2))).toEqual([
      [1, '10'],
      [1, '10'],
      [3, '10'],
      [5, '10'],
      [5, '9'],
    ]);
    expect((await imported(catalog, `${at(1)},10,1\n${at(5)},9,1`)).added).toBe(0);
    const said = await refusal(imported(catalog, `${at(3)},10,1\n${at(5)},10,1\n${at(5)},8,1`));
    expect(said).toContain(
      'line 3: the catalog holds other trades at 2024-01-01T00:00:05Z, and lacks this one (price 8 in the file and 9 in the catalog)',
    );
  });

  it('with ids that are text, beside whole ones, and beside none', async () => {
    const catalog = newCatalog();
    await imported(catalog, [head, trade(2), trade(4)].join('\n'));
    const mixed = await imported(catalog, [head, trade(4), `${at(9)},10,1,a-9`].join('\n'));
    expect((await rowsIn(mixed)).map((row) => row[4])).toEqual(['2', '4', 'a-9']);
    const without = await imported(catalog, `${at(9)},10,1\n${at(10)},10,1`);
    expect(without).toMatchObject({ rows: 4, added: 1, dropped: 1 });
  });
});
