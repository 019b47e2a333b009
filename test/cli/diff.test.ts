import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, sqlText } from '../../src/catalog/duckdb.ts';
import { CheckError, InputError } from '../../src/model/errors.ts';
import { replay, verify } from '../../src/scenario/library.ts';
import { folder as emptyFolder } from '../report/support.ts';
import { inProcess } from '../support/in-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const SCENARIO = `strategy:
  use: scripted
  params:
    orders:
      - { id: in, at: 2024-02-21T01:00:00Z, side: buy, type: market, quantity: '0.1' }
      - { id: out, at: 2024-02-21T03:00:00Z, close: true }
market: { catalog: ${join(ROOT, 'data')}, venue: synthetic, symbols: [BTC/USDT], from: 2024-02-21, to: 2024-02-22 }
portfolio: { initial_balance: { USDT: 10000 } }
exchange: { slippage: { model: fixed, pct: 0.1 } }
`;

let base = '';
/** A report of the scenario, with words of it replaced. */
async function report(name: string, ...changes: readonly (readonly [string, string])[]): Promise<string> {
  const text = changes.reduce((sum, [from, to]) => {
    expect(sum).toContain(from);
    return sum.replace(from, to);
  }, SCENARIO);
  writeFileSync(join(base, `${name}.yaml`), text);
  await replay(join(base, `${name}.yaml`), { out: join(base, name), overrides: { set: ['name=same'] } });
  return join(base, name);
}

beforeAll(async () => {
  base = emptyFolder();
  await report('a');
});

const a = (): string => join(base, 'a');

interface Answer {
  readonly text: string;
  readonly error: unknown;
}

async function answer(words: readonly string[], columns = 100): Promise<Answer> {
  let text = '';
  const error = await inProcess(words, {
    columns,
    out: (part) => {
      text += part;
    },
  }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { text, error };
}

const diff = (...words: string[]): Promise<Answer> => answer(['diff', ...words]);

/** A copy of a report, one of whose tables is another one. */
async function edited(table: string, select: string, where = 'true'): Promise<string> {
  const copy = join(emptyFolder(), 'report');
  cpSync(a(), copy, { recursive: true });
  const scenario = readFileSync(join(copy, 'scenario.yaml'), 'utf8');
  writeFileSync(join(copy, 'scenario.yaml'), scenario.replace(/catalog: .*/, `catalog: ${join(ROOT, 'data')}`));
  const database = await openDatabase();
  try {
    const [from, to] = [a(), copy].map((folder) => sqlText(join(folder, `${table}.parquet`)));
    await database.with((session) =>
      session.run(`COPY (${select} FROM ${from} WHERE ${where}) TO ${to} (FORMAT parquet)`),
    );
  } finally {
    database.close();
  }
  return copy;
}

describe('papertape diff', () => {
  it('says that nothing differs, of reports in different places', async () => {
    const { text, error } = await diff(a(), await report('again'));
    expect([text.split('\n').at(-2), error]).toEqual(['Nothing differs.', null]);
  });

  it('begins with the setting, and shows the first order and fill of both sides', async () => {
    const b = await report('cheaper', ['pct: 0.1', 'pct: 0.05']);
    const { text, error } = await diff(a(), b);
    expect(error).toBeInstanceOf(CheckError);
    expect((error as Error).message).toMatch(/differ, first in their settings$/);
    const words = text.replace(/ +/g, ' ');
    expect(words).toContain('Settings\n A B\nexchange.slippage.pct 0.1 0.05\n');
    expect(words).toMatch(/^fills differ from row 1 on \(A has 2, B 2\), 2024-02-21T01:00:00\.100Z: price/m);
    expect(words).toMatch(/^A 2024-02-21T01:00:00\.100Z [^\n]*\nA 2024-02-21T03:00:00\.100Z [^\n]*\nB 2024-02-21T01/m);
    expect(words).toMatch(/^total_slippage [0-9.]+ [0-9.]+$/m);
  });

  it('is one JSON document where asked', async () => {
    const b = await report('later', ['T03:00:00Z', 'T04:00:00Z']);
    const { text } = await diff(a(), b, '--json');
    const document = JSON.parse(text);
    expect(document).toMatchObject({
      agrees: false,
      first: 'settings',
      settings: [{ name: 'strategy.params.orders.1.at', a: '2024-02-21T03:00:00Z', b: '2024-02-21T04:00:00Z' }],
      strategy: [],
      data: [],
    });
    const [orders] = document.rows;
    expect(orders).toMatchObject({ table: 'orders', row: 4, time: '2024-02-21T03:00:00Z' });
    expect(orders.differing).toEqual([{ name: 'time', a: '2024-02-21T03:00:00Z', b: '2024-02-21T04:00:00Z' }]);
    expect(orders.before.map(({ event }: { event: string }) => event)).toEqual(['accepted', 'filled']);
    expect(document.rows.map(({ table }: { table: string }) => table).sort()).toEqual([
      'balances',
      'equity',
      'fills',
      'orders',
      'round_trips',
    ]);
  });

  it('names the data, and what goes on where the other has ended', async () => {
    const b = await report('shorter', ['to: 2024-02-22', 'to: 2024-02-21T12:00']);
    const { text } = await diff(a(), b);
    expect(text).toMatch(/^candles BTC\/USDT +[0-9a-f]{16} +[0-9a-f]{16}$/m);
    expect(text.replace(/\s+/g, ' ')).toMatch(
      /equity differ from row 721 on \(A has 1,440, B 720\), .*: A goes on, B has ended/,
    );
  });

  it('finds a row that was edited though every digest agrees', async () => {
    const copy = await edited('fills', 'SELECT * REPLACE (CASE WHEN order_id = 2 THEN fee + 1 ELSE fee END AS fee)');
    const { text, error } = await diff(a(), copy);
    expect((error as Error).message).toMatch(/first in their fills$/);
    expect(text).toMatch(/fills differ from row 2 on .*: fee/s);
    expect(text).not.toContain('Settings');
  });

  it('fits a narrow terminal', async () => {
    for (const columns of [40, 60, 80]) {
      const { text } = await answer(['diff', a(), await report('narrow', ['0.1', '0.2'])], columns);
      const lines = text.split('\n').filter((line) => line.includes(' ') && !line.includes(base));
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
    }
  });

  it('is exit 2 where one is no report', async () => {
    const { text, error } = await diff(a(), join(base, 'none'));
    expect(error).toBeInstanceOf(InputError);
    expect([text, (error as Error).message]).toEqual(['', expect.stringMatching(/there is no such file/)]);
  });
});

describe('papertape verify', () => {
  it('shows the row that was edited, beside the one the run comes to', async () => {
    const copy = await edited('fills', 'SELECT * REPLACE (CASE WHEN order_id = 2 THEN fee + 1 ELSE fee END AS fee)');
    const { text, error } = await answer(['verify', copy]);
    expect(error).toBeInstanceOf(CheckError);
    expect((error as Error).message).toMatch(
      /differs in fills: row 2 at 2024-02-21T03:00:00\.100Z: fee was .*, is .*: its digest agrees, the file was changed/,
    );
    expect(text.split('\n').map((line) => line.split(' ')[0])).toEqual(['', '=', 'report', 'again', '']);
    const asJson = await answer(['verify', copy, '--json']);
    expect(JSON.parse(asJson.text)).toMatchObject({
      agrees: false,
      rows: { table: 'fills', row: 2, differing: [{ name: 'fee' }] },
    });
  });

  it('names a digest that is not that of the rows, and a metric that was edited', async () => {
    const copy = await edited('fills', 'SELECT *');
    const path = join(copy, 'report.json');
    const text = readFileSync(path, 'utf8');
    await expect(verify(copy)).resolves.toMatchObject({ notes: [] });
    writeFileSync(path, text.replace(/"fill_count": 2/, '"fill_count": 3'));
    await expect(verify(copy)).rejects.toThrow(
      /metrics: fill_count: was 3, is 2: report\.json was changed after the run/,
    );
    writeFileSync(path, text.replace(/"fills": "[0-9a-f]{64}"/, `"fills": "${'0'.repeat(64)}"`));
    await expect(verify(copy)).rejects.toThrow(/fills: was 0{64}, is [0-9a-f]{64} on equal inputs and rows/);
  });

  it('does not compare the tables that another version made, and says so', async () => {
    const copy = await edited('round_trips', 'SELECT * REPLACE (mae - 1 AS mae)');
    await expect(verify(copy)).rejects.toThrow(/round_trips: row 1 .*: mae was .*the file was changed after the run/);
    const path = join(copy, 'report.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/"engine_version": "[^"]*"/, '"engine_version": "0.0.1"'));
    const { notes } = await verify(copy);
    expect(notes).toEqual([`${copy}: tables and metrics were not compared, papertape 0.0.1 made them`]);
    expect((await diff(a(), copy)).text).toMatch(/^ {3}made by papertape .* and 0\.0\.1$/m);
  });

  it('finds rows that are missing', async () => {
    const copy = await edited('orders', 'SELECT *', 'order_id = 1');
    await expect(verify(copy)).rejects.toThrow(/orders: row 4 at 2024-02-21T03:00:00Z: there were 3 rows, there are 6/);
  });
});
