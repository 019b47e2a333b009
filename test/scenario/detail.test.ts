/** `market.detail_interval`: finer candles of the catalog say in which order the prices of coarser ones came. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importSeries } from '../../src/catalog/import.ts';
import { resampleCandles } from '../../src/catalog/resample.ts';
import { formatTime } from '../../src/model/time.ts';
import type { ReportDocument } from '../../src/report/document.ts';
import { replay, verify } from '../../src/scenario/library.ts';
import { MINUTE, NEW_YEAR, put, temporaryFolder } from '../catalog/support.ts';

const at = (minute: number): string => formatTime(NEW_YEAR + minute * MINUTE);

async function reportOf(file: string, set: readonly string[] = []): Promise<ReportDocument> {
  return (await replay(file, { out: null, overrides: { set } })).report as ReportDocument;
}

/** Buys at the close of an hour, with both exits near enough that one hour reaches both at times. */
const BRACKETS = `import { defineStrategy } from 'papertape';
export default defineStrategy({
  name: 'brackets',
  onCandle(ctx) {
    if (!ctx.position.isFlat || ctx.orders.length > 0) return;
    const { close } = ctx.candle;
    ctx.buy({ quantity: 0.1, stopLoss: close * 0.996, takeProfit: close * 1.004 });
  },
});
`;

describe('the sample, its hours settled by its minutes', () => {
  const folder = temporaryFolder();
  const file = put(
    join(folder, 'brackets.yaml'),
    `strategy: { use: ./brackets.ts, interval: 1h }
market: { catalog: data, venue: synthetic, symbols: [BTC/USDT], interval: 1h, from: 2024-01-02, to: 2024-01-20T00:30 }
exchange: { slippage: { model: none } }
`,
  );

  it('has the fills and the orders of its minutes, and no ambiguous round trip that these do not have', async () => {
    put(join(folder, 'brackets.ts'), BRACKETS);
    for (const part of ['instruments.json', 'candles/venue=synthetic/symbol=BTC-USDT/interval=1m']) {
      cpSync(fileURLToPath(new URL(`../../data/${part}`, import.meta.url)), join(folder, 'data', part), {
        recursive: true,
      });
    }
    await resampleCandles({
      catalog: join(folder, 'data'),
      venue: 'synthetic',
      symbol: 'BTC/USDT',
      fromInterval: MINUTE,
      toInterval: 60 * MINUTE,
    });
    const hours = await reportOf(file);
    const settled = await reportOf(file, ['market.detail_interval=1m']);
    const minutes = await reportOf(file, ['market.interval=1m']);
    expect(hours.ambiguity.round_trips).toBeGreaterThan(5);
    expect(hours.run.digest.fills).not.toBe(minutes.run.digest.fills);
    expect(settled.run.digest.fills).toBe(minutes.run.digest.fills);
    expect(settled.run.digest.orders).toBe(minutes.run.digest.orders);
    expect(settled.ambiguity).toEqual(minutes.ambiguity);
    expect(settled.ambiguity.round_trips).toBeLessThan(hours.ambiguity.round_trips);
    const [quality] = settled.data_quality.symbols;
    const counts = { interval: '1m', settled_candles: 433, missing_candles: 0, unlike_candles: 0, first_unlike: null };
    expect(quality).toMatchObject({ matched_on: 'candles', candles: 432, detail: counts });
    expect(hours.data_quality.symbols[0]!.detail).toBeNull();
  });

  it('has them in its data digest, and can be verified', async () => {
    const settled = await reportOf(file, ['market.detail_interval=1m']);
    expect(Object.keys(settled.run.inputs)).toEqual(['candles BTC/USDT', '1m detail BTC/USDT', 'instrument BTC/USDT']);
    const out = join(folder, 'report');
    const { digests, summary } = await replay(file, { out, overrides: { set: ['market.detail_interval=1m'] } });
    expect((await verify(out)).digests).toEqual(digests);
    expect(summary).toMatch(/Settled +433 candles by 1m ones/);
  });

  it('without them, of a venue that is an exchange, the command fetches those that are missing', async () => {
    const own = temporaryFolder();
    const market = (venue: string): string =>
      `strategy: { use: buy-and-hold }\nmarket: { catalog: data, venue: ${venue}, symbols: [A/B], interval: 1h, detail_interval: 1m, from: 2024-01-01, to: 2024-01-01T02:00 }\nportfolio: { initial_balance: { B: 1000 } }\n`;
    for (const venue of ['kraken', 'mine']) {
      await importSeries({
        file: put(join(own, 'hours.csv'), `time,open,high,low,close,volume\n${at(0)},1,1,1,1,1\n${at(60)},1,1,1,1,1`),
        catalog: join(own, 'data'),
        venue,
        symbol: 'A/B',
        kind: 'candles',
        interval: 60 * MINUTE,
      });
    }
    const failing = async (venue: string): Promise<string> =>
      reportOf(put(join(own, 'run.yaml'), market(venue))).then(
        () => 'no problem',
        (error: Error) => error.message,
      );
    expect(await failing('kraken')).toContain(
      `or leave the key out; or fetch it: papertape data download kraken A/B 1m --from ${at(0)} --to ${at(120)} --catalog`,
    );
    expect(await failing('mine')).toMatch(
      /no 1m candles of A\/B on mine: import them with data import, or leave the key out$/,
    );
  });

  it('needs them: an interval that is not there is said with what to do', async () => {
    const failing = (interval: string) => reportOf(file, [`market.detail_interval=${interval}`]);
    await expect(failing('5m')).rejects.toThrow(
      '--set market.detail_interval=5m: market.detail_interval is 5m, and data has no 5m candles of BTC/USDT on synthetic: ' +
        'import them with data import --interval 5m, make them with data resample --to-interval 5m, or write 1m, which is there',
    );
    await expect(failing('30s')).rejects.toThrow(
      'import them with data import --interval 30s, or write 1m, which is there',
    );
    await expect(failing('5m')).rejects.not.toThrow('data download');
    await expect(failing('7m')).rejects.toThrow('write an interval that divides market.interval (1h) and is shorter');
    await expect(failing('1h')).rejects.toThrow('write an interval that divides market.interval (1h) and is shorter');
  });
});

describe('finer candles of another mind', () => {
  const HEAD = 'time,open,high,low,close,volume';
  const lines = (step: number, rows: readonly (string | null)[]): string =>
    [HEAD, ...rows.flatMap((row, i) => (row === null ? [] : [`${at(i * step)},${row},1`]))].join('\n');

  it('are no error: those candles take their own path, and the report says how many and where', async () => {
    const folder = temporaryFolder();
    const put1 = async (name: string, interval: number, text: string) =>
      importSeries({
        file: put(join(folder, `${name}.csv`), text),
        catalog: join(folder, 'data'),
        venue: 'mine',
        symbol: 'A/B',
        kind: 'candles',
        interval,
        tick: '0.01',
        lot: '0.01',
      });
    const whole = ['100,104,98,103', '103,103,103,103', '103,105,100,101', '101,101,100,100'];
    const halves = [
      '100,104,99,104',
      '104,104,98,103',
      null,
      null,
      '103,106,102,104',
      '104,104,100,101',
      null,
      '101,101,100,100',
    ];
    await put1('whole', 2 * MINUTE, lines(2, whole));
    await put1('halves', MINUTE, lines(1, halves));
    const order = `{ at: "${at(4)}", side: buy, type: limit, price: 102, quantity: 1 }`;
    const file = put(
      join(folder, 'run.yaml'),
      `strategy: { use: scripted, params: { orders: [${order}] } }
market: { catalog: data, venue: mine, symbols: [A/B], interval: 2m, detail_interval: 1m }
portfolio: { initial_balance: { B: 1000 } }
`,
    );
    const report = await reportOf(file);
    expect(report.data_quality.symbols[0]!.detail).toEqual({
      interval: '1m',
      settled_candles: 2,
      missing_candles: 1,
      unlike_candles: 1,
      first_unlike: at(4),
    });
    expect(report.metrics.fill_count).toBe(1);
    expect(report.warnings).toEqual(
      expect.arrayContaining([
        `A/B has 1 candle that is not what the 1m candles inside make (the first at ${at(4)}): the order of prices there is assumed.`,
        'A/B has 1 candle without a 1m candle inside: the order of prices there is assumed.',
      ]),
    );
  });
});
