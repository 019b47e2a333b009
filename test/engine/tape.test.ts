/** A recorded tape: one list of trades, candles, gaps and heartbeats, at the times they arrived. */
import { describe, expect, it } from 'vitest';
import type { PriceSource } from '../../src/engine/setup.ts';
import { TAPE_KIND, type TapeColumns } from '../../src/market/columns.ts';
import type { StrategyContext } from '../../src/strategy/context.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import { instrument, MINUTE, SECOND, setupOf } from '../support/market.ts';
import { type Played, play } from '../support/play.ts';

type Ctx = StrategyContext<undefined, undefined>;
/** [seconds, kind, numbers]: a trade's price; a candle's open time in seconds, open, high, low, close; a quote's sides. */
type Row = readonly [number, keyof typeof TAPE_KIND, ...number[]];

function tape(rows: readonly Row[]): TapeColumns {
  const column = (pick: (row: Row) => number) => Float64Array.from(rows, pick);
  const price = (place: number) =>
    column(([, kind, ...numbers]) => Math.round((numbers[kind === 'candle' ? place + 1 : place] ?? 0) * 100));
  return {
    kind: 'tape',
    length: rows.length,
    time: column(([time]) => time * SECOND),
    exchangeTime: column(([time, kind, opens]) => (kind === 'candle' ? opens! : time) * SECOND),
    event: Uint8Array.from(rows, ([, kind]) => TAPE_KIND[kind]),
    symbol: Uint16Array.from(rows, ([, kind]) => (kind === 'heartbeat' ? 65535 : 0)),
    a: price(0),
    b: price(1),
    c: price(2),
    d: price(3),
    e: column(() => 1),
    text: null,
  };
}

function run(
  rows: readonly Row[],
  callbacks: Partial<StrategyDefinition>,
  chunk?: number,
  source: PriceSource = 'trades',
): Played {
  const definition = defineStrategy({ name: 'mine', onCandle() {}, ...callbacks }) as StrategyDefinition;
  const setup = setupOf({
    instruments: [instrument({ maker: '0', taker: '0' })],
    matching: [source],
    exchange: { fillDelay: 100_000 },
    strategy: { definition, interval: MINUTE },
  });
  return play(setup, [{ symbol: -1, interval: MINUTE, columns: tape(rows) }], chunk);
}

const fills = ({ fillRows }: Played) =>
  fillRows.map(({ time, clientId, price, liquidity }) => `${time / SECOND} ${clientId} ${price / 100} ${liquidity}`);
const at = (ctx: unknown, ...seconds: number[]) => {
  for (const second of seconds) (ctx as Ctx).timer(second * 1000, `o${second}`);
};
const buy = (ctx: unknown, id: string) => void (ctx as Ctx).buy({ id, quantity: 1 });

const ROWS: Row[] = [
  [1, 'trade', 100],
  [30, 'trade', 102],
  [59, 'trade', 99],
  [60.4, 'candle', 0, 100, 102, 99, 99],
  [61, 'heartbeat'],
  [70, 'trade', 103],
  [80, 'gap'],
  [95, 'trade', 90],
  [120.3, 'candle', 60, 103, 103, 90, 90],
];

describe('a tape', () => {
  it('has prices of its trades, however old, and none in a gap until the next trade', () => {
    const played = run(ROWS, {
      setup: (ctx) => at(ctx, 0, 10, 40, 65, 85),
      onTimer: (ctx, { name }) => buy(ctx, name),
    });
    expect(fills(played)).toEqual([
      '1 o0 100 taker', // before the first price: the first one
      '10.1 o10 100 taker',
      '40.1 o40 102 taker',
      '65.1 o65 99 taker',
      '95 o85 90 taker', // behind the gap, not the 103 before it
    ]);
  });

  it('shows its candles when they arrive, marks equity then, and never matches them', () => {
    const seen: unknown[] = [];
    const played = run(ROWS, {
      setup: (ctx) => void (ctx as Ctx).buy({ id: 'low', quantity: 1, type: 'limit', price: 95 }),
      onCandle: ({ now, candle, equity }) =>
        void seen.push([now, candle.time, candle.open, candle.high, candle.low, candle.close, equity]),
    });
    expect(seen).toEqual([
      [60_400, 0, 100, 102, 99, 99, 10_000],
      [120_300, 60_000, 103, 103, 90, 90, 9_995],
    ]);
    expect(fills(played)).toEqual(['95 low 95 maker']);
    expect(played.equityRows.map(({ time, equity }) => [time / SECOND, equity / 1e8])).toEqual([
      [60.4, 10_000],
      [120.3, 9_995],
    ]);
  });

  it('tells its gaps, and counts what it holds', () => {
    const gaps: unknown[] = [];
    const { summary } = run(ROWS, { onGap: (ctx, gap) => void gaps.push([ctx.now, gap.from, gap.to]) });
    expect(gaps).toEqual([[80_000, 70_000, 80_000]]);
    const [quality] = summary.quality;
    expect([quality!.prints, quality!.candles, quality!.gaps, summary.events]).toEqual([5, 2, 1, 9]);
  });

  it('moves time by its heartbeats alone', () => {
    const heard: number[] = [];
    const rows: Row[] = [
      [1, 'trade', 100],
      [60.4, 'candle', 0, 100, 100, 100, 100],
      [200, 'heartbeat'],
      [300, 'heartbeat'],
    ];
    const played = run(rows, {
      setup: (ctx) => at(ctx, 150, 250, 350),
      onTimer(ctx, { name }) {
        heard.push(ctx.now / 1000);
        buy(ctx, name);
      },
    });
    expect(heard).toEqual([150, 250]);
    expect(fills(played)).toEqual(['150.1 o150 100 taker', '250.1 o250 100 taker']);
  });

  it('ends in the same run whatever its chunks', () => {
    const digests = (chunk?: number) =>
      run(ROWS, { setup: (ctx) => at(ctx, 0, 10, 40, 65, 85), onTimer: (ctx, { name }) => buy(ctx, name) }, chunk)
        .summary.digests;
    for (const chunk of [1, 2, 5]) expect(digests(chunk)).toEqual(digests());
  });

  it('has quotes: a buy meets the ask, a sell the bid, and the mark is the middle', () => {
    const rows: Row[] = [
      [1, 'quote', 99, 1, 101, 1],
      [20, 'trade', 150],
      [30, 'quote', 103, 1, 104, 1],
      [60.4, 'candle', 0, 100, 103.5, 100, 103.5],
    ];
    const trade = (ctx: unknown, name: string) =>
      void (ctx as Ctx)[name === 'o40' ? 'sell' : 'buy']({ id: name, quantity: 1 });
    const played = run(
      rows,
      { setup: (ctx) => at(ctx, 10, 40), onTimer: (ctx, { name }) => trade(ctx, name) },
      1,
      'quotes',
    );
    expect(fills(played)).toEqual(['10.1 o10 101 taker', '40.1 o40 103 taker']);
    const [quality] = played.summary.quality;
    expect([quality!.prints, quality!.quotes, quality!.lastPrice, quality!.matching]).toEqual([0, 2, 10_350, 'quotes']);
  });

  it('with an event this version does not know is an error that names it', () => {
    expect(() => run([[1, 'trade', 100], [2, 'command'], ...ROWS.slice(3)], {})).toThrow(
      'the tape holds command 0 (symbol 0) that this version does not know',
    );
  });
});
