/** Which series of a catalog a run reads, and what its orders are matched on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importSeries } from '../../src/catalog/import.ts';
import { InputError } from '../../src/model/errors.ts';
import { formatTime } from '../../src/model/time.ts';
import type { ReportDocument } from '../../src/report/document.ts';
import { replay } from '../../src/scenario/library.ts';
import { MINUTE, NEW_YEAR, put, temporaryFolder } from '../catalog/support.ts';

const SECOND = 1_000_000;
const at = (seconds: number): string => formatTime(NEW_YEAR + seconds * SECOND);

interface Market {
  readonly candles?: string;
  readonly trades?: string;
  readonly quotes?: string;
}

/** A catalog of A/B on the venue `mine`, from CSV texts. */
async function catalogOf(market: Market): Promise<string> {
  const folder = temporaryFolder();
  for (const [kind, text] of Object.entries(market) as [keyof Market, string][]) {
    await importSeries({
      file: put(join(folder, `${kind}.csv`), text),
      catalog: join(folder, 'data'),
      venue: 'mine',
      symbol: 'A/B',
      kind,
      interval: kind === 'candles' ? MINUTE : 0,
      tick: '0.01',
      lot: '0.01',
    });
  }
  return folder;
}

/** Minutes that open at 100, 101, ... plus a swing of one. */
const candlesOf = (minutes: readonly number[]): string =>
  [
    'time,open,high,low,close,volume',
    ...minutes.map((n) => `${at(n * 60)},${100 + n},${101 + n},${99 + n},${100 + n},1`),
  ].join('\n');
const tradesOf = (rows: readonly (readonly [number, number])[]): string =>
  ['time,price,size', ...rows.map(([seconds, price]) => `${at(seconds)},${price},0.5`)].join('\n');
const quotesOf = (rows: readonly (readonly [number, number, number])[]): string =>
  ['time,bid,bid_size,ask,ask_size', ...rows.map(([seconds, bid, ask]) => `${at(seconds)},${bid},1,${ask},1`)].join(
    '\n',
  );

describe('a scripted order', () => {
  it('whose size, price or budget is no number is refused in the run, which goes on', async () => {
    const folder = await catalogOf({ candles: candlesOf([0, 1, 2, 3]) });
    const order = (text: string): string => `{ at: "${at(60)}", side: buy, type: limit, ${text} }`;
    const orders = [
      'quantity: .nan, price: 100',
      'quantity: .inf, price: 100',
      'quantity: 1, price: .nan',
      'spend: -.inf, price: 1',
    ];
    const { report } = await run(
      folder,
      '',
      `use: scripted, params: { orders: [${[...orders, 'quantity: 1, price: 90'].map(order).join(', ')}] }`,
    );
    expect(report.refusals.map(({ rule, count }) => [rule, count])).toEqual([
      ['quantity', 2],
      ['price', 1],
      ['spend', 1],
    ]);
    expect(report.refusals[0]!.places[0]!.detail).toBe('quantity .nan is not a number above zero');
    expect(report.open_orders).toHaveLength(1);
    await expect(run(folder, '', 'use: sma-cross, params: { fast: .nan }')).rejects.toThrow('finite numbers');
  });
});

interface Run {
  readonly report: ReportDocument;
  readonly notices: string[];
  readonly digest: string;
}

async function run(folder: string, market: string, strategy = 'use: buy-and-hold', from = at(0)): Promise<Run> {
  const file = put(
    join(folder, 'run.yaml'),
    `strategy: { ${strategy} }
market: { catalog: data, venue: mine, symbols: [A/B], interval: 1m, from: ${from}, to: ${at(600)}, ${market} }
portfolio: { initial_balance: { B: 1000 } }
exchange: { slippage: { model: none }, fees: { maker_pct: 0, taker_pct: 0 } }
`,
  );
  const notices: string[] = [];
  const outcome = await replay(file, { out: null }, { onNotice: (notice) => void notices.push(notice) });
  return { report: outcome.report as ReportDocument, notices, digest: outcome.digests.fills };
}

const bought = (seconds: number): string =>
  `use: scripted, params: { orders: [{ at: "${at(seconds)}", side: buy, quantity: 1 }] }`;
const costOf = ({ report }: Run): string => report.positions[0]!.cost;
const matchedOn = ({ report }: Run): string => report.data_quality.symbols[0]!.matched_on;

const ALL: Market = {
  candles: candlesOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
  trades: tradesOf([
    [0, 50],
    [100, 51],
    [595, 52],
  ]),
  quotes: quotesOf([
    [0, 60, 62],
    [100, 61, 63],
    [595, 64, 66],
  ]),
};

describe('market.data', () => {
  it.each([
    ['auto', 'quotes and trades', '63.0'],
    ['quotes', 'quotes', '63.0'],
    ['trades', 'trades', '51.0'],
    // The open of the third candle, at which price stands for twenty seconds.
    ['candles', 'candles', '102.0'],
  ])('%s: orders are matched on %s, said at the start and in the report', async (data, matching, cost) => {
    const done = await run(await catalogOf(ALL), `data: ${data}`, bought(121));
    expect([matchedOn(done), Number(costOf(done))]).toEqual([matching, Number(cost)]);
    const [quality] = done.report.data_quality.symbols;
    expect(quality).toMatchObject({
      candles: 10,
      prints: matching.includes('trades') ? 3 : 0,
      quotes: matching.includes('quotes') ? 3 : 0,
    });
    const said = done.notices.filter((notice) => notice.includes('matched on'));
    expect(said).toEqual([`A/B is matched on ${matching}`]);
  });

  it('auto takes what there is: trades, else quotes, else candles', async () => {
    const { candles, trades, quotes } = ALL as Required<Market>;
    expect(matchedOn(await run(await catalogOf({ candles, trades }), ''))).toBe('trades');
    expect(matchedOn(await run(await catalogOf({ candles, quotes }), ''))).toBe('quotes');
    expect(matchedOn(await run(await catalogOf({ candles }), ''))).toBe('candles');
  });

  it('auto passes over what lies outside the window, and says what covers little of it', async () => {
    const candles = ALL.candles!;
    const later = await run(await catalogOf({ candles, trades: tradesOf([[5000, 50]]) }), '');
    expect(matchedOn(later)).toBe('candles');
    const short = await run(
      await catalogOf({
        candles,
        trades: tradesOf([
          [60, 50],
          [180, 51],
        ]),
      }),
      '',
    );
    const said = `A/B is matched on trades, and has trades only from ${at(60)} to ${at(180)} of the window: market.data: candles would match all of it on candles.`;
    expect(matchedOn(short)).toBe('trades');
    expect(short.notices).toContain(said);
    expect(short.report.warnings).toContain(said);
  });

  it.each([
    ['trades', 'has no trades series of A/B'],
    ['quotes', 'has no quotes series of A/B'],
  ])('%s is an error where there are none', async (data) => {
    const folder = await catalogOf({ candles: ALL.candles! });
    await expect(run(folder, `data: ${data}`)).rejects.toThrow(InputError);
    await expect(run(folder, `data: ${data}`)).rejects.toThrow(
      new RegExp(`no .*${data}.*: import some with data import`),
    );
  });
});

describe('a symbol without candles', () => {
  it.each([
    ['trades', { trades: ALL.trades! }, 10, 7],
    ['quotes', { quotes: ALL.quotes! }, 10, 7],
    ['quotes and trades', { trades: ALL.trades!, quotes: ALL.quotes! }, 10, 7],
  ])('gets them from its %s, so that strategies and equity rows go on', async (matching, market, candles, filled) => {
    const done = await run(await catalogOf(market), '');
    expect(done.report.data_quality.symbols[0]).toMatchObject({
      matched_on: matching,
      candles,
      filled_candles: filled,
    });
    expect(done.report.metrics.fill_count).toBe(1);
    expect(done.report.period.to).toBe(at(600));
  });

  it('has a warm-up made of them', async () => {
    const folder = await catalogOf({ trades: ALL.trades! });
    const sma = 'use: sma-cross, params: { fast: 1, slow: 2 }';
    const done = await run(folder, 'warmup: 3', sma, at(300));
    expect(done.report.data_quality.symbols[0]!.candles).toBe(9);
    expect(done.report.warnings.filter((line) => line.includes('warm-up'))).toEqual([]);
    const short = await run(folder, 'warmup: 8', sma, at(300));
    expect(short.report.warnings).toContain(
      '5 of the 8 warm-up candles lie before the window: the first 3 of the window took their place',
    );
  });
});

describe('market.gaps', () => {
  const gappy = candlesOf([0, 1, 2, 5, 6, 7, 8, 9]);

  it('error ends the run with what is missing', async () => {
    await expect(run(await catalogOf({ candles: gappy }), 'gaps: error')).rejects.toThrow(
      new InputError(
        `A/B has a gap in its data from ${at(180)} to ${at(300)}, and market.gaps is error: add what is missing, choose another window, or set market.gaps to skip or fill`,
      ),
    );
  });

  it('fill shows flat candles in its place, and the report counts them', async () => {
    const folder = await catalogOf({ candles: gappy });
    const done = await run(folder, 'gaps: fill', bought(200));
    expect(done.report.data_quality.symbols[0]).toMatchObject({ candles: 10, filled_candles: 2, gaps: 1 });
    expect(Number(costOf(done))).toBe(105);
    expect(done.report.warnings).toContain(
      'A/B has 2 candles filled in, flat, for time in which nothing was recorded.',
    );
    const skipped = await run(folder, 'gaps: skip', bought(200));
    expect(skipped.digest).toBe(done.digest);
  });
});

describe('the warm-up', () => {
  it('is as many candles as it says, also across a gap; verify finds them again', async () => {
    const folder = await catalogOf({ candles: candlesOf([0, 1, 5, 6, 7, 8, 9]) });
    const sma = 'use: sma-cross, params: { fast: 1, slow: 2 }';
    const done = await run(folder, 'warmup: 3', sma, at(360));
    expect(done.report.data_quality.symbols[0]).toMatchObject({ candles: 7, gaps: 1 });
    expect(done.report.warnings.filter((line) => line.includes('warm-up'))).toEqual([]);
    const short = await run(folder, 'warmup: 4', sma, at(360));
    expect(short.report.warnings).toContain(
      '3 of the 4 warm-up candles lie before the window: the first 1 of the window took their place',
    );
  });
});

it('a report on quotes says so in its Markdown, too', async () => {
  const folder = await catalogOf({ quotes: ALL.quotes! });
  await run(folder, '');
  await replay(join(folder, 'run.yaml'), { out: join(folder, 'report') });
  expect(readFileSync(join(folder, 'report/report.md'), 'utf8')).toContain('| A/B | quotes | 10 |');
});
