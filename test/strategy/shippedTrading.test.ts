/** What the shipped strategies do, on markets one can follow with a finger. No fees, no delay, no slippage unless said. */
import { describe, expect, it } from 'vitest';
import type { StrategyDefinition } from '../../src/strategy/define.ts';
import { SHIPPED_STRATEGIES } from '../../src/strategy/index.ts';
import { type CandleLine, candles, instrument, MINUTE, setupOf } from '../support/market.ts';
import { type Played, play } from '../support/play.ts';

const FREE = { maker: '0', taker: '0' };
const flat = (close: number): CandleLine => [close, close, close, close];
const SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'];

/** Runs a shipped strategy on up to three symbols, a list of candles (or closes) each. */
function run(
  name: string,
  params: object,
  markets: readonly (readonly (CandleLine | number | null)[])[],
  options: Parameters<typeof setupOf>[0] = {},
): Played {
  const definition = SHIPPED_STRATEGIES.get(name) as StrategyDefinition;
  const names = ['BTC', 'USDT', 'ETH', 'SOL'].slice(0, markets.length + 1);
  const instruments = markets.map((_, index) =>
    instrument({ ...FREE, index, symbol: SYMBOLS[index]!, base: [0, 2, 3][index]! }),
  );
  const setup = setupOf({
    assets: names.map((asset) => ({ name: asset, decimals: 8 })),
    instruments,
    initialBalance: names.map((asset) => (asset === 'USDT' ? 10_000e8 : 0)),
    ...options,
    strategy: { definition, params: definition.params!.parse(params), ...options.strategy },
  });
  const series = markets.map((lines, symbol) => ({
    symbol,
    interval: MINUTE,
    columns: candles(lines.map((line) => (typeof line === 'number' ? flat(line) : line))),
  }));
  return play(setup, series);
}

/** `minute side quantity @ price`, in the order of the fills. */
const fills = ({ fillRows }: Played): string[] =>
  fillRows.map(
    ({ time, side, quantity, price, symbol }) =>
      `${Math.ceil(time / MINUTE)} ${SYMBOLS[symbol]!.slice(0, 3)} ${side} ${quantity / 1e8} @ ${price / 100}`,
  );
/** `minute event side limit stop`, of the events named. */
const events = ({ orderRows }: Played, ...names: string[]): string[] =>
  orderRows
    .filter(({ event }) => names.includes(event))
    .map(({ time, event, side, price, stopPrice }) => {
      const prices = [price, stopPrice].filter((units) => units > 0).map((units) => units / 100);
      return [time / MINUTE, event, side, ...prices].join(' ');
    });
const refusals = ({ orderRows }: Played): number =>
  orderRows.filter(({ event }) => event === 'refused' || event === 'rejected').length;

/** A shipped strategy of which one hears what it plots. */
function plotting(name: string) {
  const definition = SHIPPED_STRATEGIES.get(name)!;
  const plots: object[] = [];
  const onCandle: StrategyDefinition['onCandle'] = (ctx) => {
    ctx.plot = (values) => void plots.push(values);
    definition.onCandle(ctx);
  };
  return { definition: { ...definition, onCandle }, plots };
}

describe('mean-reversion', () => {
  // Closes 98, 102, 98, 102: average 100, standard deviation 2, so that two of them lie at 96.
  const CALM = [98, 102, 98, 102];
  const params = { period: 4, deviations: 2 };

  it('bids two deviations below the average, for one candle each', () => {
    const played = run('mean-reversion', params, [[...CALM, 100, 100]]);
    expect(events(played, 'submitted', 'expired')).toEqual([
      '4 submitted buy 96',
      '5 expired buy 96',
      // 102, 98, 102, 100: average 100.5, deviation 1.658; then 98, 102, 100, 100: 100 and 1.414.
      '5 submitted buy 97.18',
      '6 expired buy 97.18',
      '6 submitted buy 97.17',
    ]);
    expect(fills(played)).toEqual([]);
  });

  it('buys as a maker where price falls through the bid, and asks for the average from then on', () => {
    const played = run('mean-reversion', params, [[...CALM, [100, 100, 95, 97], [97, 99, 97, 98], [98, 103, 98, 102]]]);
    expect(fills(played)).toEqual(['5 BTC buy 104.16666666 @ 96', '7 BTC sell 104.16666666 @ 98.75']);
    expect(played.fillRows.map(({ liquidity }) => liquidity)).toEqual(['maker', 'maker']);
    // 102, 98, 102, 97 and then 98, 102, 97, 98: what it asks is the average, what it bids is nothing while it holds.
    expect(events(played, 'submitted').slice(1, 3)).toEqual(['5 submitted sell 99.75', '6 submitted sell 98.75']);
    expect(played.tripRows.map(({ reason }) => reason)).toEqual(['back at the average']);
  });

  it('says nothing in a market that stands still, and deals its fraction to the symbols', () => {
    expect(run('mean-reversion', params, [[100, 100, 100, 100, 100]]).orderRows).toEqual([]);
    const two = run('mean-reversion', { ...params, fraction: 0.5 }, [
      [...CALM, [100, 100, 95, 97]],
      [...CALM, 100],
    ]);
    // A quarter of 10,000 at 96.
    expect(fills(two)).toEqual(['5 BTC buy 26.04166666 @ 96']);
    expect(events(two, 'submitted').filter((line) => line.startsWith('4'))).toHaveLength(2);
  });

  it('plots what it looks at', () => {
    const { definition, plots } = plotting('mean-reversion');
    run('mean-reversion', params, [[...CALM, 100]], { strategy: { definition } as never });
    expect(plots).toEqual([
      { average: 100, buy_below: 96 },
      { average: 100.5, buy_below: expect.closeTo(97.1834, 4) },
    ]);
  });
});

describe('breakout', () => {
  const params = { period: 2, stop: 0.5, reward: 2 };
  const RANGE: CandleLine[] = [
    [100, 104, 96, 100],
    [100, 103, 97, 100],
  ];

  it('waits at the top of its range with a stop order, and asks anew at each close', () => {
    const played = run('breakout', params, [[...RANGE, [100, 102, 98, 100]]]);
    expect(events(played, 'submitted', 'expired').filter((line) => line.includes('buy'))).toEqual([
      '2 submitted buy 104',
      '3 expired buy 104',
      '3 submitted buy 103',
    ]);
    expect(fills(played)).toEqual([]);
  });

  it('takes the gain twice as far away as the loss', () => {
    // Range 96 to 104: in at 104, stop-loss at 100, take-profit at 112.
    const up = run('breakout', params, [[...RANGE, [103, 105, 101, 105], [105, 113, 105, 113]]]);
    expect(fills(up).slice(0, 2)).toEqual(['3 BTC buy 96.15384615 @ 104', '4 BTC sell 96.15384615 @ 112']);
    const down = run('breakout', params, [[...RANGE, [103, 105, 103, 105], [105, 105, 98, 98]]]);
    expect(fills(down)).toEqual(['3 BTC buy 96.15384615 @ 104', '4 BTC sell 96.15384615 @ 100']);
    // The one that did not fill is canceled by its group.
    expect(events(down, 'canceled').map((line) => line.split(' ').slice(1).join(' '))).toEqual(['canceled sell 112']);
  });

  it('asks for nothing more while it holds, and again once it is out', () => {
    const played = run('breakout', params, [
      [...RANGE, [103, 105, 103, 105], [105, 106, 104, 106], [106, 106, 98, 98]],
    ]);
    const entries = events(played, 'submitted').filter((line) => line.includes('buy'));
    expect(entries.map((line) => line.split(' ')[0])).toEqual(['2', '5']);
  });

  it('says nothing in a market that stands still', () => {
    expect(run('breakout', params, [[100, 100, 100]]).orderRows).toEqual([]);
  });

  it('plots its range', () => {
    const { definition, plots } = plotting('breakout');
    run('breakout', params, [[...RANGE, 100]], { strategy: { definition } as never });
    expect(plots).toEqual([
      { top: 104, bottom: 96 },
      { top: 103, bottom: 97 },
    ]);
  });

  it('looks after several symbols apart', () => {
    const played = run('breakout', params, [
      [...RANGE, [103, 105, 103, 105]],
      [...RANGE, [100, 101, 99, 100]],
    ]);
    expect(fills(played)).toEqual(['3 BTC buy 48.07692307 @ 104']);
  });
});

describe('grid', () => {
  const params = { levels: 2, spacing_pct: 10, fraction: 0.5 };

  it('buys at each level, sells a level higher, and bids again where it bought', () => {
    // Levels at 110/1.1 = 100 and 100/1.1 = 90.90...: bought through, sold at 110 and 100.
    const played = run('grid', params, [
      [110, [110, 110, 90, 90], [90, 101, 90, 101], [101, 111, 101, 111], [111, 111, 99, 99]],
    ]);
    expect(events(played, 'submitted').slice(0, 2)).toEqual(['1 submitted buy 100', '1 submitted buy 90.9']);
    expect(fills(played)).toEqual([
      '2 BTC buy 25 @ 100',
      '2 BTC buy 27.50275027 @ 90.9',
      '3 BTC sell 27.50275027 @ 100',
      '4 BTC sell 25 @ 110',
      // A quarter of 10,250.27... and of 10,500.27... more, since it sells at a gain.
      expect.stringMatching(/^5 BTC buy 2\d\.\d+ @ 100$/),
    ]);
    expect(refusals(played)).toBe(0);
  });

  it('lays its levels once it may trade', () => {
    const played = run('grid', params, [[200, 200, 110, 110]], { strategy: { warmup: 2 } as never });
    expect(events(played, 'submitted')).toEqual(['3 submitted buy 100', '3 submitted buy 90.9']);
  });

  it('leaves a level alone that was refused', () => {
    const tooSmall = { instruments: [instrument({ ...FREE, minNotional: 2600e8 })] };
    const played = run('grid', params, [[110, 110, 110, 110]], tooSmall);
    expect(events(played, 'refused', 'rejected')).toHaveLength(2);
    expect(events(played, 'submitted')).toEqual([]);
  });

  it('keeps a grid for each symbol', () => {
    const played = run('grid', params, [
      [110, [110, 110, 99, 99]],
      [220, [220, 220, 190, 190]],
    ]);
    expect(fills(played)).toEqual(['2 BTC buy 12.5 @ 100', '2 ETH buy 6.25 @ 200']);
  });
});

describe('dca', () => {
  const hours = (closes: readonly number[]) => closes.flatMap((close) => Array.from({ length: 60 }, () => close));

  it('spends its amount on each symbol, every so many hours', () => {
    const played = run('dca', { every_hours: 1, spend: 100 }, [hours([100, 50, 25]), hours([10, 10, 10])]);
    expect(fills(played)).toEqual([
      '60 BTC buy 1 @ 100',
      '60 ETH buy 10 @ 10',
      '120 BTC buy 2 @ 50',
      '120 ETH buy 10 @ 10',
      '180 BTC buy 4 @ 25',
      '180 ETH buy 10 @ 10',
    ]);
  });

  it('buys at its time also where no candle closes', () => {
    const market = [...hours([100]), null, null, ...hours([100])];
    const played = run('dca', { every_hours: 1, spend: 100 }, [market]);
    expect(events(played, 'submitted')).toEqual(['60 submitted buy', '120 submitted buy']);
  });

  it('stops when the money is spent, and says so once', () => {
    const played = run('dca', { every_hours: 1, spend: 4000 }, [hours([100, 100, 100, 100])]);
    expect(fills(played)).toHaveLength(2);
    expect(refusals(played)).toBe(0);
  });
});

describe('rebalance', () => {
  const params = { fraction: 0.9, drift_pct: 10, min_order: 10 };

  it('deals its share equally at the first close', () => {
    const played = run('rebalance', params, [[100], [50], [10]]);
    expect(fills(played)).toEqual(['1 BTC buy 30 @ 100', '1 ETH buy 60 @ 50', '1 SOL buy 300 @ 10']);
  });

  it('leaves small drifts alone, sells what is above its share and buys what is below at the next close', () => {
    const quiet = run('rebalance', params, [
      [100, 105, 105],
      [50, 50, 50],
      [10, 10, 10],
    ]);
    expect(fills(quiet)).toHaveLength(3);
    // BTC doubles: equity 13,000, a share of 3,900 each, so that 2,100 of BTC go and 900 come to each of the others.
    const played = run('rebalance', params, [
      [100, 200, 200, 200],
      [50, 50, 50, 50],
      [10, 10, 10, 10],
    ]);
    expect(fills(played).slice(3)).toEqual(['2 BTC sell 10.5 @ 200', '3 ETH buy 18 @ 50', '3 SOL buy 90 @ 10']);
    expect(refusals(played)).toBe(0);
  });

  it('never spends more than is there', () => {
    // Everything is to be held, and ETH falls by half: sold BTC and SOL pay for it, fees or not.
    const played = run(
      'rebalance',
      { fraction: 1, drift_pct: 0, min_order: 0.01 },
      [
        [100, 100, 100, 100],
        [50, 25, 25, 25],
        [10, 10, 10, 10],
      ],
      {
        instruments: [0, 1, 2].map((index) => instrument({ index, symbol: SYMBOLS[index]!, base: [0, 2, 3][index]! })),
      },
    );
    expect(played.balanceRows.every(({ after }) => after >= 0)).toBe(true);
    expect(refusals(played)).toBe(0);
    expect(
      fills(played)
        .slice(3, 5)
        .map((line) => line.split(' ').slice(0, 3).join(' ')),
    ).toEqual(['2 BTC sell', '2 SOL sell']);
  });

  it('waits until every symbol has a close, and goes by warm-up as by any other', () => {
    const late = run('rebalance', params, [
      [100, 100],
      [null, 50],
      [10, 10],
    ]);
    expect(fills(late).map((line) => line.split(' ')[0])).toEqual(['2', '2', '2']);
    // Two closes that are only watched: nothing was taken of its first purchase, so it is asked for again.
    const warm = run('rebalance', params, [Array(6).fill(100), Array(6).fill(50), Array(6).fill(10)], {
      strategy: { warmup: 2 } as never,
    });
    expect(fills(warm)).toHaveLength(3);
  });
});

describe('the parameters of a shipped strategy', () => {
  const named = [...SHIPPED_STRATEGIES].filter(([name]) => name !== 'scripted');
  type Shape = Record<string, { readonly description?: string }>;
  const shapeOf = (definition: StrategyDefinition) => (definition.params as unknown as { shape: Shape }).shape;

  it.each(named)('%s: each with a default and a sentence', (_, { params, ...rest }) => {
    const shape = shapeOf({ params, ...rest } as StrategyDefinition);
    expect(Object.keys(params!.parse({}) as object)).toEqual(Object.keys(shape));
    for (const { description } of Object.values(shape)) expect(description).toMatch(/^[a-z].*\w$/);
  });

  it.each(named)('%s: nothing of another kind, nothing absurd, nothing unknown', (_, { params, ...rest }) => {
    for (const key of Object.keys(shapeOf({ params, ...rest } as StrategyDefinition))) {
      for (const value of ['20', null, -1, Number.NaN, Number.POSITIVE_INFINITY, [1]]) {
        expect(() => params!.parse({ [key]: value }), `${key}: ${value}`).toThrow();
      }
    }
    expect(() => params!.parse({ no_such: 1 })).toThrow('no_such');
  });

  it('symbols of two quote assets cannot be rebalanced', () => {
    const { state, params } = SHIPPED_STRATEGIES.get('rebalance')!;
    expect(() => state!({ params: params!.parse({}), symbols: ['BTC/USDT', 'XRP/BTC'] })).toThrow(
      'rebalance takes symbols of one quote asset, not of USDT,BTC',
    );
  });
});
