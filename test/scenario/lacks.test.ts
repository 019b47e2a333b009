/** What the catalog lacks at the two ends of a window: said, counted, or refused. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importSeries } from '../../src/catalog/import.ts';
import { formatTime } from '../../src/model/time.ts';
import type { ReportDocument } from '../../src/report/document.ts';
import { replay } from '../../src/scenario/library.ts';
import { importFile, MINUTE, NEW_YEAR, put, refusal, temporaryFolder } from '../catalog/support.ts';
import { requireData } from '../support/shared-data.ts';

const at = (minute: number): string => formatTime(NEW_YEAR + minute * MINUTE);
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

const candlesOf = (minutes: readonly number[]): string =>
  ['time,open,high,low,close,volume', ...minutes.map((n) => `${at(n)},100,101,99,${100 + (n % 3) / 100},1`)].join('\n');
const tradesOf = (minutes: readonly number[]): string =>
  ['time,price,size', ...minutes.map((n) => `${at(n)},${100 + (n % 3) / 100},0.5`)].join('\n');

interface Series {
  readonly symbol?: string;
  readonly kind?: 'candles' | 'trades';
  readonly minutes: readonly number[];
}

async function catalogOf(...all: readonly Series[]): Promise<string> {
  const folder = temporaryFolder();
  for (const { symbol = 'A/B', kind = 'candles', minutes } of all) {
    await importSeries({
      file: put(join(folder, 'one.csv'), kind === 'candles' ? candlesOf(minutes) : tradesOf(minutes)),
      catalog: join(folder, 'data'),
      venue: 'mine',
      symbol,
      kind,
      interval: kind === 'candles' ? MINUTE : 0,
      tick: '0.01',
      lot: '0.01',
    });
  }
  return folder;
}

interface Run {
  readonly report: ReportDocument;
  readonly notices: readonly string[];
  readonly quality: ReportDocument['data_quality']['symbols'][number];
}

async function run(folder: string, market: string, more = '', strategy = 'use: buy-and-hold'): Promise<Run> {
  const text = `strategy: { ${strategy} }
market: { catalog: data, venue: mine, interval: 1m, ${market} }
portfolio: { initial_balance: { B: 1000 } }
exchange: { slippage: { model: none }, fees: { maker_pct: 0, taker_pct: 0 } }
${more}`;
  const notices: string[] = [];
  const hooks = { onNotice: (notice: string) => void notices.push(notice) };
  const { report } = await replay(put(join(folder, 'run.yaml'), text), { out: null }, hooks);
  const document = report as ReportDocument;
  return { report: document, notices, quality: document.data_quality.symbols[0]! };
}

const window = (from: number | null, to: number | null, rest = ''): string =>
  [
    'symbols: [A/B]',
    ...(from === null ? [] : [`from: "${at(from)}"`]),
    ...(to === null ? [] : [`to: "${at(to)}"`]),
    ...(rest === '' ? [] : [rest]),
  ].join(', ');
const span = (from: number, to: number) => ({ from: at(from), to: at(to), missing_ms: (to - from) * 60_000 });

function saidOf(lack: ReturnType<typeof span> | null, end: string): string[] {
  if (lack === null) return [];
  const minutes = lack.missing_ms / 60_000;
  const length = minutes < 60 ? `${minutes} minutes` : minutes === 60 ? '1 hour' : '4.3 hours';
  return [
    `A/B has no data from ${lack.from} to ${lack.to}, the ${end} of the window (${length}): nothing fills there.`,
  ];
}

describe('candles that the ends of the window lack', () => {
  // Minutes 60 to 119 are an outage.
  const MINUTES = [...range(0, 60), ...range(120, 240)];

  it.each([
    ['the data ends before it', 0, 300, null, span(240, 300), 2, 'skip'],
    ['the data ends before it', 0, 300, null, span(240, 300), 2, 'fill'],
    ['the data begins after it', -30, 200, span(-30, 0), null, 2, 'skip'],
    ['it begins in an outage', 90, 200, span(90, 120), null, 1, 'skip'],
    ['it begins in an outage', 90, 200, span(90, 120), null, 1, 'fill'],
    ['it ends in an outage', 10, 90, null, span(60, 90), 1, 'skip'],
    ['both', 100, 500, span(100, 120), span(240, 500), 2, 'skip'],
    ['none of it', 0, 60, null, null, 0, 'error'],
    ['none of it', 120, 240, null, null, 0, 'error'],
  ])('%s (%i to %i): said at the start, counted with its times', async (_, from, to, start, end, gaps, mode) => {
    const { report, quality, notices } = await run(
      await catalogOf({ minutes: MINUTES }),
      window(from, to, `gaps: ${mode}`),
    );
    expect(quality).toMatchObject({ gaps, missing_at_start: start, missing_at_end: end });
    const said = [...saidOf(start, 'start'), ...saidOf(end, 'end')];
    expect(notices.filter((notice) => notice.includes('no data'))).toEqual(said);
    expect(report.warnings.filter((warning) => warning.includes('A/B has no data'))).toEqual(said);
    const missing = (start?.missing_ms ?? 0) + (end?.missing_ms ?? 0);
    // Minutes 60 to 119, where they lie between two candles of the window.
    const inner = gaps > said.length ? 60 * 60_000 : 0;
    expect(quality.missing_ms).toBe(missing + inner);
    expect(quality.first_gap).toEqual(start ?? (inner > 0 ? span(60, 120) : end));
  });

  it('no price is made up for them', async () => {
    const folder = await catalogOf({ minutes: MINUTES });
    const filled = async (from: number, to: number): Promise<number> =>
      (await run(folder, window(from, to, 'gaps: fill'))).quality.filled_candles;
    expect([await filled(90, 300), await filled(10, 90), await filled(10, 130)]).toEqual([0, 0, 60]);
  });

  it.each([
    [0, 300, 240, 300, 'end', '', `set market.to to ${at(240)}`],
    [-30, 60, -30, 0, 'start', '', `set market.from to ${at(0)}`],
    [90, 200, 90, 120, 'start', '', `set market.from to ${at(120)}`],
    [90, 300, 90, 120, 'start', ' (and 1 more)', `set market.from to ${at(120)}`],
    [120, 90 + 24 * 60, 240, 90 + 24 * 60, 'end', '', `set market.to to ${at(240)}`],
  ])('gaps: error refuses %i to %i before the run, with place, times and remedy', async (...row) => {
    const [from, to, since, until, end, more, remedy] = row;
    const folder = await catalogOf({ minutes: MINUTES });
    expect(await refusal(run(folder, window(from, to, 'gaps: error')))).toBe(
      `${join(folder, 'run.yaml')}:2:${`market: { catalog: data, venue: mine, interval: 1m, ${window(from, to)}, gaps: `.length + 1}: market.gaps is error, and data has no 1m candles of A/B on mine from ${at(since)} to ${at(until)}, the ${end} of the window${more}: add what is missing with data download or data import, ${remedy}, or set market.gaps to skip`,
    );
  });

  it('an end that is left out is where the data ends; a symbol that has less of it is noted, and not refused', async () => {
    const folder = await catalogOf({ minutes: MINUTES }, { symbol: 'C/B', minutes: range(150, 200) });
    const one = await run(folder, window(null, null, 'gaps: skip'));
    expect(one.quality).toMatchObject({ missing_at_start: null, missing_at_end: null, gaps: 1 });
    const both = (rest: string) => run(folder, `symbols: [A/B, C/B], ${rest}`);
    const { quality, report, notices } = await both('gaps: skip');
    const said = `C/B has candles only from ${at(150)} to ${at(199)} of the window.`;
    expect(notices).toContain(said);
    expect(report.warnings).toContain(said);
    expect(quality.gaps).toBe(1);
    expect((await both(`from: "${at(120)}", gaps: skip`)).report.data_quality.symbols[1]).toMatchObject({
      gaps: 1,
      missing_at_start: span(120, 150),
      missing_at_end: null,
    });
    expect(await refusal(both(`from: "${at(120)}", gaps: error`))).toContain(
      `no 1m candles of C/B on mine from ${at(120)} to ${at(150)}, the start of the window`,
    );
  });

  it('a symbol without any candle in the window is refused whatever market.gaps says', async () => {
    const folder = await catalogOf({ minutes: MINUTES });
    expect(await refusal(run(folder, window(70, 110), '', 'use: buy-and-hold, interval: 1h'))).toContain(
      `no 1m candles of A/B on mine from ${at(70)} to ${at(110)}: it holds ${at(0)} to ${at(239)}`,
    );
  });

  it('is heard by the strategy where the data begins, as any gap when it ends', async () => {
    const folder = await catalogOf({ minutes: MINUTES });
    const strategy = `import { defineStrategy } from 'papertape';
export default defineStrategy({ name: 'mine', onCandle() {}, onGap: (ctx, gap) => ctx.log([ctx.now, gap.from, gap.to].join(' ')) });`;
    put(join(folder, 'mine.ts'), strategy);
    const text = (market: string): string => `strategy: { use: ./mine.ts }
market: { catalog: data, venue: mine, interval: 1m, ${market} }
portfolio: { initial_balance: { B: 1000 } }`;
    const told: string[] = [];
    for (const market of [window(-30, 10), window(90, 130), window(90, 130, 'warmup: 5')]) {
      await replay(
        put(join(folder, 'hear.yaml'), text(market)),
        { out: null },
        { onLog: (l) => void told.push(l.message) },
      );
    }
    const ms = (minute: number): number => (NEW_YEAR + minute * MINUTE) / 1000;
    expect(told).toEqual([
      `${ms(0)} ${ms(-30)} ${ms(0)}`,
      `${ms(120)} ${ms(90)} ${ms(120)}`,
      // The warm-up ends where the outage begins.
      `${ms(120)} ${ms(60)} ${ms(120)}`,
    ]);
  });
});

describe('on a calendar of sessions', () => {
  const DAY = 24 * 60;
  const sessions = 'symbols: { A/B: { calendar: sessions } }';
  // 09:30 to 16:00 of the second and the third of January, and of the thirtieth.
  const day = (n: number): number[] => range(n * DAY + 570, n * DAY + 960);
  const dates = [...day(1), ...day(2), ...day(29)];

  it.each([
    ['a holiday, a night and an evening', 0, 3 * DAY, null, null],
    ['days that nobody tells from a closure', -10 * DAY, 40 * DAY, null, null],
    ['weeks before the first date', -20 * DAY, 3 * DAY, span(-20 * DAY, DAY + 570), null],
    ['weeks behind the last', 0, 60 * DAY, null, span(29 * DAY + 960, 60 * DAY)],
    ['weeks between two dates', 12 * DAY, 30 * DAY, null, null],
  ])('%s', async (_, from, to, start, end) => {
    const folder = await catalogOf({ minutes: dates });
    const { quality } = await run(folder, window(from, to), sessions);
    expect(quality).toMatchObject({ missing_at_start: start, missing_at_end: end });
    expect(quality.gaps).toBe((start === null ? 0 : 1) + (end === null ? 0 : 1));
  });

  it('a window that begins or ends inside an outage of a session lacks it', async () => {
    const folder = await catalogOf({ minutes: dates.filter((n) => n < DAY + 600 || n >= DAY + 700) });
    const begins = await run(folder, window(DAY + 650, 3 * DAY), sessions);
    expect(begins.quality).toMatchObject({ gaps: 1, missing_at_start: span(DAY + 650, DAY + 700) });
    const ends = await run(folder, window(DAY, DAY + 650), sessions);
    expect(ends.quality).toMatchObject({ gaps: 1, missing_at_end: span(DAY + 600, DAY + 650) });
  });
});

describe('trades that the ends of the window lack', () => {
  const MINUTES = range(0, 600);

  it('count where candles are made of them, and are refused by gaps: error', async () => {
    const folder = await catalogOf({ kind: 'trades', minutes: MINUTES });
    const { quality, notices } = await run(folder, window(-120, 900));
    expect(quality).toMatchObject({
      gaps: 2,
      missing_at_start: span(-120, 0),
      missing_at_end: span(599, 900),
    });
    expect(notices).toContain(
      `A/B has no data from ${at(599)} to ${at(900)}, the end of the window (5 hours): nothing fills there.`,
    );
    expect(await refusal(run(folder, window(0, 900, 'gaps: error')))).toContain(
      `no trades of A/B on mine from ${at(599)} to ${at(900)}, the end of the window: add what is missing`,
    );
    // A quiet minute is none.
    expect((await run(folder, window(0, 600, 'gaps: error'))).quality.gaps).toBe(0);
  });

  it('beside candles are noted, and refused with the way to do without them', async () => {
    const folder = await catalogOf({ minutes: MINUTES }, { kind: 'trades', minutes: range(0, 300) });
    const { quality, report } = await run(folder, window(0, 600));
    expect(quality).toMatchObject({ matched_on: 'trades', gaps: 0, missing_at_end: null });
    expect(report.warnings).toContain(
      `A/B is matched on trades, and has trades only from ${at(0)} to ${at(299)} of the window: market.data: candles would match all of it on candles.`,
    );
    expect(await refusal(run(folder, window(0, 600, 'gaps: error')))).toContain(
      `no trades of A/B on mine from ${at(299)} to ${at(600)}, the end of the window: add what is missing with data download or data import, write market.data: candles, `,
    );
    expect((await run(folder, window(0, 600, 'gaps: error, data: candles'))).quality.matched_on).toBe('candles');
  });
});

describe('annualized numbers', () => {
  it('are warned of by the days that have data', async () => {
    const folder = await catalogOf({ minutes: range(0, 3 * 24 * 60) });
    const { report } = await run(folder, window(0, 60 * 24 * 60));
    expect(report.period.days).toBe(60);
    expect(report.warnings).toContain(
      '3 days of data blown up to a year: annualized numbers mean little below 30 days.',
    );
    expect(report.warnings).toContain(
      '57 of the 60 days of the window have no data: CAGR, exposure and days of drawdown count them, daily returns do not.',
    );
  });

  it('of a real outage: Binance was away on 2020-02-19 from 11:40 to 17:30', async () => {
    const file = requireData('candles/binance-spot-ETHUSDT-5m-202002-202003.parquet');
    const folder = temporaryFolder();
    const interval = 5 * MINUTE;
    await importFile(join(folder, 'data'), file, {
      venue: 'mine',
      symbol: 'ETH/USDT',
      interval,
      map: { time: 'ts' },
    });
    const scenario = (from: string, to: string, gaps: string): string =>
      put(
        join(folder, 'eth.yaml'),
        `strategy: { use: buy-and-hold }
market: { catalog: data, venue: mine, symbols: [ETH/USDT], interval: 5m, from: "${from}", to: "${to}", gaps: ${gaps} }
`,
      );
    const quality = async (from: string, to: string) => {
      const { report } = await replay(scenario(from, to, 'skip'), { out: null });
      return (report as ReportDocument).data_quality.symbols[0]!;
    };
    expect(await quality('2020-02-19T12:00:00Z', '2020-02-20')).toMatchObject({
      gaps: 1,
      missing_at_start: { from: '2020-02-19T12:00:00Z', to: '2020-02-19T17:30:00Z' },
    });
    expect(await quality('2020-03-30', '2020-04-10')).toMatchObject({
      gaps: 1,
      missing_at_end: { from: '2020-03-31T18:10:00Z', to: '2020-04-10T00:00:00Z' },
    });
    const error = replay(scenario('2020-02-19', '2020-02-19T14:00:00Z', 'error'), { out: null });
    expect(await refusal(error)).toContain(
      'has no 5m candles of ETH/USDT on mine from 2020-02-19T11:40:00Z to 2020-02-19T14:00:00Z, the end of the window',
    );
  });
});
