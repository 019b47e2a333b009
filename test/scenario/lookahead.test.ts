/** Strategies that know what comes, each by another accident, are found with the decision that shows it; honest ones are not. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCatalog } from '../../src/catalog/load.ts';
import { CheckError } from '../../src/model/errors.ts';
import { replay } from '../../src/scenario/library.ts';
import { delayOf, withOtherData } from '../../src/scenario/lookahead/brought.ts';
import { SHIPPED_STRATEGIES } from '../../src/strategy/index.ts';
import { inProcess } from '../support/in-process.ts';

const DATA = fileURLToPath(new URL('../../data', import.meta.url));
const HOUR = 3_600_000;
const [FROM, TO] = [Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 8)];

let folder: string;
/** Closes of the sample's hours, by their open. */
const hours: [number, number][] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'papertape-lookahead-'));
  const catalog = await openCatalog(DATA);
  const request = { venue: 'synthetic', symbol: 'BTC/USDT', from: FROM * 1000, to: TO * 1000, priceDecimals: 2 };
  const reader = await catalog.candles({ ...request, interval: 60_000_000 });
  for (let columns = await reader.next(); columns !== null; columns = await reader.next()) {
    for (let row = 0; row < columns.length; row++) {
      const end = columns.time[row]! / 1000 + 60_000;
      if (end % HOUR === 0) hours.push([end - HOUR, columns.close[row]! / 100]);
    }
  }
  await reader.close();
  catalog.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Tried {
  readonly use: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly params?: object;
  readonly symbols?: string;
}

async function look({ use, files = {}, params = {}, symbols = 'BTC/USDT' }: Tried): Promise<string[]> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const scenario = join(folder, 'scenario.yaml');
  await writeFile(
    scenario,
    `strategy: { use: ${use}, interval: 1h, params: ${JSON.stringify(params)} }
market: { catalog: ${JSON.stringify(DATA)}, venue: synthetic, symbols: [${symbols}], interval: 1m, from: 2024-01-01, to: 2024-01-08 }
`,
  );
  const notices: string[] = [];
  await replay(scenario, { out: null, lookahead: true }, { onNotice: (line) => void notices.push(line) });
  return notices;
}

/** What the check says of it. */
async function caught(tried: Tried): Promise<string> {
  const error = await look(tried).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CheckError);
  return (error as CheckError).message;
}

const strategy = (head: string, body: string): string => `import { defineStrategy } from 'papertape';
${head}
export default defineStrategy({ name: 'mine', onCandle(ctx) { ${body} } });
`;
const TRADES = `if (rises && ctx.position.isFlat) ctx.buy({ fraction: 0.5, reason: 'it rises' });
  if (!rises && !ctx.position.isFlat) ctx.close();`;
const SAYS =
  /^look-ahead: a decision of \S+Z depends on what comes after \S+Z\n {2}as it is: .+\n {2}with what comes after it .+: .+$/;

describe('is found: a strategy that', () => {
  it('reads the close of the candle that has just begun in a table of its own code', async () => {
    const table = `const CLOSES: [number, number][] = ${JSON.stringify(hours)};
const closes = new Map(CLOSES);`;
    const body = `const rises = (closes.get(ctx.now) ?? 0) > ctx.candle.close; ${TRADES}`;
    expect(await caught({ use: './table.ts', files: { 'table.ts': strategy(table, body) } })).toMatch(SAYS);
  });

  it('reads ahead in a file that it imports', async () => {
    const rows = hours.map(([time, close]) => ({ time: new Date(time).toISOString(), close }));
    const head = `import rows from './rows.json';
const at = (time: number) => rows.find((row) => Date.parse(row.time) === time)?.close ?? 0;`;
    const body = `const rises = at(ctx.now + 2 * ${HOUR}) > ctx.candle.close; ${TRADES}`;
    const files = { 'rows.json': JSON.stringify(rows), 'file.ts': strategy(head, body) };
    expect(await caught({ use: './file.ts', files })).toMatch(SAYS);
  });

  it('reads ahead in klines whose prices are text', async () => {
    const head = `import rows from './klines.json';
const closes = new Map(rows.map((row) => [row[0] as number, Number(row[1])]));`;
    const body = `const rises = (closes.get(ctx.now) ?? 0) > ctx.candle.close; ${TRADES}`;
    const klines = hours.map(([time, close]) => [time, close.toFixed(2)]);
    const files = { 'klines.json': JSON.stringify(klines), 'klines.ts': strategy(head, body) };
    expect(await caught({ use: './klines.ts', files })).toMatch(SAYS);
    const scenario = join(folder, 'scenario.yaml');
    const said: string[] = [];
    const out = (text: string) => void said.push(text);
    const found = inProcess(['replay', scenario, '--lookahead', '--json'], { out });
    await expect(found).rejects.toThrow(/^look-ahead: /);
    const { lookahead } = JSON.parse(said.join(''));
    expect(lookahead).toMatchObject({
      kind: 'future',
      future: expect.any(String),
      depends_on_after: expect.any(String),
    });
    expect(lookahead.was ?? lookahead.is).toMatchObject({ symbol: 'BTC/USDT', text: expect.any(String) });
  });

  it('measures what it sees against the mean of all there will be', async () => {
    const head = `import closes from './closes.json';
const all = Object.values(closes);
const mean = all.reduce((sum, one) => sum + one, 0) / all.length;`;
    const body = `const rises = ctx.candle.close < mean; ${TRADES}`;
    const keyed = Object.fromEntries(hours.map(([time, close]) => [new Date(time).toISOString(), close]));
    const files = { 'closes.json': JSON.stringify(keyed), 'mean.ts': strategy(head, body) };
    const said = await caught({ use: './mean.ts', files });
    expect(said).toMatch(SAYS);
    expect(said).toContain('BTC/USDT submitted: ');
  });
});

describe('is found, though no time stands beside what it knows: a strategy that', () => {
  const body = (list: string): string => `const at = ctx.now / ${HOUR} - ${FROM / HOUR};
  const rises = ${list}[at] > ${list}[at - 1]; ${TRADES}`;

  it('counts through a list of its own', async () => {
    const head = `const CLOSES: number[] = ${JSON.stringify(hours.map(([, close]) => close))};`;
    const said = await caught({ use: './list.ts', files: { 'list.ts': strategy(head, body('CLOSES')) } });
    expect(said).toMatch(/^look-ahead: \d+ of \d+ decisions are the same on a tape turned upside down/);
    expect(said).toMatch(/the first: 2024-01-\S+Z BTC\/USDT submitted: (buy|sell) market order \d+/);
  });
});

describe('is not found: a strategy that', () => {
  const clean = /^no look-ahead found: other futures behind \d+ times changed no decision before them \(\d+ runs\)$/;

  it('reads in a table what is known by then', async () => {
    const table = `const CLOSES: [number, number][] = ${JSON.stringify(hours)};
const closes = new Map(CLOSES);`;
    const body = `const rises = (closes.get(ctx.now - ${HOUR}) ?? 0) > (closes.get(ctx.now - 2 * ${HOUR}) ?? 0); ${TRADES}`;
    const notices = await look({ use: './known.ts', files: { 'known.ts': strategy(table, body) } });
    expect(notices.at(-1)).toMatch(clean);
    const out = join(folder, 'report');
    const printed = await inProcess(['replay', join(folder, 'scenario.yaml'), '--lookahead', '--out', out]);
    expect(printed).toContain(
      "\nLook-ahead: none found; data without times in the strategy's files cannot be told another future: nothing found is no proof\n",
    );
  });

  const params: Readonly<Record<string, object>> = {
    'sma-cross': { fast: 3, slow: 8 },
    'mean-reversion': { period: 10, deviations: 1 },
    breakout: { period: 5 },
    grid: { levels: 3, spacing_pct: 0.5 },
    dca: { every_hours: 6, spend: 100 },
    rebalance: { drift_pct: 0.5 },
    scripted: { orders: [{ at: '2024-01-03T00:00:00Z', side: 'buy', type: 'market', quantity: 0.01 }] },
  };
  it.each([...SHIPPED_STRATEGIES.keys()])('ships: %s', async (name) => {
    const symbols = name === 'scripted' ? 'BTC/USDT' : 'BTC/USDT, XRP/USDT';
    expect((await look({ use: name, params: params[name] ?? {}, symbols })).at(-1)).toMatch(clean);
  });
});

describe('data that a strategy brings along', () => {
  const double = (code: string, from: string, delay = 0) =>
    withOtherData(code, Date.parse(from) * 1000, delay, (value) => 2 * value);

  it('has other numbers in rows of later times, and nothing else is touched', () => {
    const code = 'f(3); x = [["2024-01-01", 5, "buy"], ["2024-01-02", 7, "buy", true]]; y = { "2024-01-03": 9, a: 4 };';
    expect(double(code, '2024-01-01T12:00Z')).toBe(
      'f(3); x = [["2024-01-01", 5, "buy"], ["2024-01-02", 14, "sell", false]]; y = { "2024-01-03": 18, a: 4 };',
    );
    const numbers = 'z = [{ time: 17041536e5, close: 1.5 }, { time: 1704067200, close: 1.5 }];';
    expect(double(numbers, '2024-01-01T12:00Z')).toBe(
      'z = [{ time: 17041536e5, close: 3 }, { time: 1704067200, close: 1.5 }];',
    );
    const logic = 'if (ctx.now > 1704153600000) { ctx.buy({ quantity: 2 }); } const t = [1, 2, 3];';
    expect(double(logic, '2024-01-01T12:00Z')).toBe(logic);
  });

  it('has other numbers in quotes, as exchanges write them', () => {
    const code = `x = [[1704067200000, "42443.36", "1.5"], [1704153600000, "42443.36", "1.5", 'buy']];
y = [{ time: "1704153600000", close: "4.5" }, { "time": "2024-01-02", "close": '-3', note: "v2" }];`;
    expect(
      double(code, '2024-01-01T12:00Z'),
    ).toBe(`x = [[1704067200000, "42443.36", "1.5"], [1704153600000, "84886.72", "3", 'sell']];
y = [{ time: "1704153600000", close: "9" }, { "time": "2024-01-02", "close": '-6', note: "v2" }];`);
  });

  it('of candles is known when they end, where their closes say so', () => {
    const hour = 3_600_000_000;
    const start = Date.parse('2024-01-01') * 1000;
    const closes = new Map([1, 2, 3, 4].map((n) => [start + n * hour, 100 + n]));
    const rows = (shift: number) =>
      JSON.stringify([1, 2, 3, 4].map((n) => [(start + (n - shift) * hour) / 1000, 100 + n]));
    expect(delayOf(rows(1), closes, [60_000_000, hour])).toBe(hour);
    expect(delayOf(rows(0), closes, [60_000_000, hour])).toBe(0);
    expect(double(rows(1), '2024-01-01T02:00Z', hour)).toBe(
      JSON.stringify([101, 102, 206, 208].map((close, n) => [(start + n * hour) / 1000, close])),
    );
  });
});
