import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/model/errors.ts';
import { replay } from '../../src/scenario/library.ts';
import { folder as emptyFolder } from '../report/support.ts';
import { inProcess } from '../support/in-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const GOLDEN = join(ROOT, 'reports/golden/quickstart');

/** Four orders, each against another rule, and a cancel that finds no order. */
const REFUSED = `strategy:
  use: scripted
  params:
    orders:
      - { id: much, at: 2024-02-21T13:00:00Z, side: buy, type: market, fraction: 0.9 }
      - { id: tick, at: 2024-02-21T14:00:00Z, side: buy, type: limit, price: '46000.001', quantity: '0.05' }
      - { id: tiny, at: 2024-02-21T14:00:00Z, side: buy, type: limit, price: '20000', quantity: '0.00001', cancel_at: 2024-02-21T20:00:00Z }
      - { id: fine, at: 2024-02-21T14:00:00Z, side: buy, type: market, quantity: '0.01' }
market: { catalog: ${join(ROOT, 'data')}, venue: synthetic, symbols: [BTC/USDT], from: 2024-02-21, to: 2024-02-22 }
portfolio: { initial_balance: { USDT: 10000 } }
risk: { max_position_pct: 50 }
`;

let refused = '';
beforeAll(async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'refused.yaml'), REFUSED);
  refused = join(folder, 'report');
  await replay(join(folder, 'refused.yaml'), { out: refused });
});

const show = (...words: string[]): Promise<string> => inProcess(['show', ...words]);
const failure = (...words: string[]): Promise<unknown> =>
  show(...words).then(
    () => null,
    (error: unknown) => (error instanceof InputError ? error.message : error),
  );

describe('papertape show DIR', () => {
  it('says what is in a report: the headline, and the rows of each table', async () => {
    const text = await show(refused);
    expect(text).toContain('refused: paper on made-up prices, seed ');
    expect(text).toMatch(/^Final equity +9,9\d\d\.\d\d USDT/m);
    expect(text).toMatch(/^orders +6\nfills +1\nround_trips +0\nequity +1440\nbalances +4\nrefusals +4$/m);
    const { tables, metrics } = JSON.parse(await show(GOLDEN, '--json'));
    expect(tables).toContainEqual({
      name: 'equity',
      rows: 131040,
      columns: ['time', 'equity', 'cash', 'exposure'],
    });
    expect(metrics.total_pnl).toBe('41.07468246');
  });

  it('shows amounts to the digit and times in UTC', async () => {
    const text = await show(GOLDEN, 'fills', '--limit', '2');
    expect(text).toContain('2024-01-04T11:00:00.100Z');
    expect(text).toContain(' 25.93184625');
    expect(text).toContain('2 of 44 rows (--limit 0 shows all).');
  });

  it('is a grid whose zeros at the end are left out where all rows have them', async () => {
    const [head, first] = (await show(GOLDEN, 'equity', '--limit', '1')).split('\n');
    expect(head).toBe('time                  equity   cash  exposure');
    expect(first).toBe('2024-01-01T00:01:00Z   10000  10000         0');
  });
});

it('shows the tables of a report of another version, whose summary it cannot tell', async () => {
  const copy = join(emptyFolder(), 'older');
  cpSync(GOLDEN, copy, { recursive: true });
  const { data_quality: _, ...older } = JSON.parse(readFileSync(join(copy, 'report.json'), 'utf8'));
  writeFileSync(join(copy, 'report.json'), JSON.stringify(older));
  const text = (await show(copy)).replace(/\s+/g, ' ');
  expect(text).toContain('whose report.json is another one at data_quality.');
  expect(text).toContain('fills 44');
});

describe('why an order was refused', () => {
  it('stands in refusals: the rule, the value and the limit', async () => {
    const text = (await show(refused, 'refusals')).replace(/\s+/g, ' ');
    expect(text).toContain('1 much buy market max_position_pct a position in BTC worth 8976.2629047 USDT');
    expect(text).toContain('tick_size');
    expect(text).toContain('46000.001');
    const { rows } = JSON.parse(await show(refused, 'refusals', '--json'));
    expect(rows.map(({ client_id, rule, detail }: Record<string, string>) => [client_id, rule, detail])).toEqual([
      [
        'much',
        'max_position_pct',
        'a position in BTC worth 8976.2629047 USDT would be above 5000 USDT, 50 % of equity 10000 USDT',
      ],
      ['tick', 'tick_size', 'price 46000.001 is no multiple of 0.01'],
      ['tiny', 'min_notional', 'notional 0.2 USDT is below 5 USDT'],
      [null, 'order_has_ended', expect.stringMatching(/^cancel of an order that has ended: order 3 /)],
    ]);
  });

  it('stands in the order itself, too', async () => {
    const text = (await show(refused, 'orders', '--where', "status = 'refused'")).replace(/\s+/g, ' ');
    expect(text).toContain('tick_size: price 46000.001 is no multiple of 0.01');
    expect(text).toContain('3 rows.');
  });

  it('tells of a cancel that came after the end of its order, though it is in no table', async () => {
    const said =
      'cancel of an order that has ended: order 3 (tiny) is refused: 0 of 0.00001 BTC/USDT, since 2024-02-21T14:00:00Z';
    expect((await show(refused, 'refusals')).replace(/\s+/g, ' ')).toContain('4 rows.');
    const { count, rows } = JSON.parse(
      await show(refused, 'refusals', '--where', "rule = 'order_has_ended'", '--json'),
    );
    expect(count).toBe(1);
    expect(rows[0]).toMatchObject({ time: '2024-02-21T20:00:00Z', order_id: 3, event: 'rejected', detail: said });
  });
});

describe('--where', () => {
  it('is a SQL condition over the columns', async () => {
    const { count, rows } = JSON.parse(await show(GOLDEN, 'round_trips', '--where', 'pnl > 500', '--json'));
    expect(count).toBe(3);
    expect(rows.map(({ pnl }: { pnl: string }) => pnl)).toEqual(['1160.65026316', '735.99065750', '665.10198325']);
    expect(await show(GOLDEN, 'fills', '--where', "time >= '2024-03-20T00:00:00Z' -- late")).toContain('2024-03-');
    expect(await show(GOLDEN, 'fills', '--where', 'quantity > 1000')).toBe('no row of fills where quantity > 1000\n');
  });

  it('names the columns where one is wrong, and the nearest', async () => {
    expect(await failure(GOLDEN, 'orders', '--where', "statu = 'filled'")).toMatch(
      /orders has no column statu \(did you mean status\?\), only seq, time, order_id/,
    );
    expect(await failure(GOLDEN, 'orders', '--where', 'status = "canceled"')).toMatch(
      /a text stands in single quotes: 'canceled'$/,
    );
    expect(await failure(GOLDEN, 'fills', '--where', 'price >')).toMatch(/^--where price >: syntax error/);
    expect(await failure(GOLDEN, 'fills', '--where', ' ')).toMatch(/^--where is empty/);
    expect(await failure(GOLDEN, 'fills', '--where', 'side')).toMatch(/'buy' to BOOL.*fills has the columns/);
    expect(await failure(GOLDEN, 'fills', '--where', 'sum(price) > 1')).toMatch(/aggregates/);
  });

  it.each([
    "(SELECT count(*) FROM read_csv('/etc/passwd')) > 0",
    "(SELECT count(*) FROM read_text('package.json')) > 0",
    `(SELECT count(*) FROM '${join(ROOT, 'data/instruments.json')}') > 0`,
    "true)); COPY (SELECT 1) TO 'stolen.csv'; SELECT ((true",
    "true)); ATTACH 'stolen.duckdb' AS x; SELECT ((true",
    'true)); SET enable_external_access = true; SELECT ((true',
    'true) UNION SELECT 1 WHERE (true',
    "getenv('HOME') <> ''",
  ])('reads nothing but the table, and changes nothing: %s', async (where) => {
    expect(await failure(GOLDEN, 'fills', '--where', where)).toMatch(
      /operations are disabled|more than one condition|syntax error|does not exist/,
    );
  });
});

describe('for programs', () => {
  it('prints every column of every row as CSV', async () => {
    const lines = (await show(GOLDEN, 'fills', '--csv')).trimEnd().split('\n');
    expect(lines).toHaveLength(45);
    expect(lines[0]).toBe(
      'seq,time,order_id,client_id,symbol,side,liquidity,price,reference_price,quantity,cost,fee,fee_asset,slippage,candle_time',
    );
    expect(lines[1]).toBe(
      '2,2024-01-04T11:00:00.100Z,1,,BTC/USDT,buy,taker,42701.49,42658.83,0.23357,9973.78701930,25.93184625,USDT,9.96409620,2024-01-04T11:00:00Z',
    );
    expect(await show(refused, 'refusals', '--csv')).toContain('"a position in BTC worth 8976.2629047 USDT would be');
  });

  it('prints one JSON document, long or empty', async () => {
    const { rows, count } = JSON.parse(await show(GOLDEN, 'equity', '--json', '--limit', '5000'));
    expect([rows.length, count]).toEqual([5000, 131040]);
    const [, first] = (await show(GOLDEN, 'equity', '--csv', '--limit', '1')).split('\n');
    expect(Object.values(rows[0]).join(',')).toBe(first);
    expect(rows[4999].time).toBe('2024-01-04T11:20:00Z');
    expect(JSON.parse(await show(GOLDEN, 'refusals', '--json'))).toMatchObject({ count: 0, rows: [] });
  });
});

describe('on a narrow terminal', () => {
  it.each([30, 40, 60, 80, 120, 200])('fits into %i columns, and says what it left out', async (columns) => {
    for (const table of ['orders', 'fills', 'round_trips', 'equity', 'balances']) {
      const text = await inProcess(['show', GOLDEN, table, '--limit', '3'], { columns });
      const lines = text.split('\n\n')[0]!.split('\n');
      // The most important column stays whatever it takes.
      if (lines[0]!.includes('  ')) expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
      const shown = lines[0]!.split(/ +/);
      const leftOut = /^No room for (.*): --csv/m.exec(text)?.[1]?.split(', ') ?? [];
      const empty = /^Empty: (.*)\.$/m.exec(text)?.[1]?.split(', ') ?? [];
      const [head = ''] = (await show(GOLDEN, table, '--csv', '--limit', '1')).split('\n');
      expect([...shown.filter((name) => name !== ''), ...leftOut, ...empty].sort()).toEqual(head.split(',').sort());
    }
  });
});

describe('what cannot be shown', () => {
  it('is said, with what can', async () => {
    expect(await failure(GOLDEN, 'order')).toMatch(
      /no table order \(did you mean orders\?\): name one of orders, fills/,
    );
    expect(await failure(GOLDEN, 'plots')).toMatch(/has no plots: the strategy never called ctx\.plot/);
    expect(await failure(GOLDEN, 'fills', '--limit', '-1')).toMatch(/whole number of rows/);
    expect(await failure(GOLDEN, 'fills', '--csv', '--json')).toMatch(/leave one of them out/);
    expect(await failure(GOLDEN, '--where', 'true')).toMatch(/--where is about a table: name one of orders/);
    expect(await failure(join(ROOT, 'data'))).toMatch(/report\.json: there is no such file/);
  });

  it('is a table that is missing or torn; a folder may be called anything', async () => {
    const copy = join(emptyFolder(), "a [*] 'folder'?");
    cpSync(GOLDEN, copy, { recursive: true });
    expect(await show(copy, 'fills', '--limit', '1')).toContain('1 of 44 rows');
    truncateSync(join(copy, 'fills.parquet'), 1000);
    expect(await failure(copy, 'fills')).toMatch(/fills\.parquet is truncated .*: run papertape replay again$/);
    rmSync(join(copy, 'fills.parquet'));
    expect(await failure(copy, 'orders')).toMatch(/fills\.parquet is missing: run papertape replay again$/);
  });
});

it('is where a replay sends whose orders were refused', async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'refused.yaml'), REFUSED);
  const out = join(folder, 'my report');
  const text = await inProcess(['replay', join(folder, 'refused.yaml'), '--out', out]);
  expect(text).toContain(
    `\nReport: ${out}\nEach refused and rejected order: papertape show ${JSON.stringify(out)} refusals\n`,
  );
  expect(await show(out)).toContain(`papertape show ${JSON.stringify(out)} orders `);
});
