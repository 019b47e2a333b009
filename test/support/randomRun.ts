/** Random markets, settings and a strategy that trades, cancels and looks at its account at random: all from one seed. */
import type { SessionSetup } from '../../src/engine/setup.ts';
import type { LiquiditySetting } from '../../src/exchange/liquidity.ts';
import type { SlippageSetting } from '../../src/exchange/slippage.ts';
import { costScale, type Instrument } from '../../src/model/instrument.ts';
import { parsePct } from '../../src/model/rate.ts';
import type { StrategyContext } from '../../src/strategy/context.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import type { OrderOptions } from '../../src/strategy/request.ts';
import { askForAnything } from './everyOrder.ts';
import { type CandleLine, candles, instrument, SECOND, setupOf, trades } from './market.ts';
import type { Series } from './play.ts';

/** A small generator: the same numbers for the same seed, everywhere. */
export class Chance {
  private state: number;

  constructor(...seeds: readonly number[]) {
    this.state = seeds.reduce(
      (state, seed) => Math.imul(state ^ Math.floor(seed), 0x9e3779b1) ^ (state >>> 15),
      0x85ebca6b,
    );
    for (let i = 0; i < 4; i++) this.next();
  }

  /** From 0 up to 1. */
  next(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 16), 0x45d9f3b);
    mixed ^= mixed >>> 16;
    return (mixed >>> 0) / 2 ** 32;
  }
  below(count: number): number {
    return Math.floor(this.next() * count);
  }
  is(probability: number): boolean {
    return this.next() < probability;
  }
  pick<T>(options: readonly T[]): T {
    return options[this.below(options.length)]!;
  }
}

/** What may differ between properties. */
export interface Shape {
  readonly seed: number;
  /** Candles of 60 s. */
  readonly length: number;
  readonly gaps?: boolean;
  readonly trades?: boolean;
  readonly allCash?: boolean;
  /** Orders of every type, and fills in parts; else market and limit orders that fill whole. */
  readonly everyOrder?: boolean;
  /** Nothing but BTC/USDT. */
  readonly only?: boolean;
  /** Extra symbol that is never traded: before or behind the others. */
  readonly bystander?: 'first' | 'last';
}

export interface RandomRun {
  readonly setup: SessionSetup;
  readonly series: readonly Series[];
}

const ASSETS = ['USDT', 'BTC', 'ETH', 'XRP', 'EUR', 'DOGE'];
const UNIVERSE = ['BTC/USDT', 'ETH/USDT', 'XRP/BTC', 'ETH/BTC', 'USDT/EUR'] as const;
const BYSTANDER = 'DOGE/USDT';

/** A run of the shape, and of nothing but it. */
export function randomRun(shape: Shape): RandomRun {
  const chance = new Chance(shape.seed, 1);
  const traded = UNIVERSE.filter((symbol) => symbol === 'BTC/USDT' || (chance.is(0.4) && shape.only !== true));
  const intervals = new Map(traded.map((symbol) => [symbol as string, chance.pick([60, 60, 120])]));
  const onTrades = new Set(traded.filter(() => shape.trades === true && chance.is(0.3)) as string[]);
  intervals.set(BYSTANDER, new Chance(shape.seed, 9).pick([30, 45, 60, 300]));
  const rules = {
    lotSize: chance.pick([1, 1, 1000, 10_000_000]),
    makerFee: parsePct(chance.pick(['0', '0.16', '1'])),
    takerFee: parsePct(chance.pick(['0', '0.26', '0.1'])),
    minSize: chance.pick([0, 0, 20_000_000]),
    calendar: chance.pick(['always', 'always', 'sessions'] as const),
  };
  const tick = chance.pick([1, 5, 50]);
  const names: string[] = [...traded];
  if (shape.bystander === 'first') names.unshift(BYSTANDER);
  if (shape.bystander === 'last') names.push(BYSTANDER);
  const instruments = names.map((symbol, index) => instrumentOf(symbol, index, tick, rules));
  const assets = ASSETS.filter((name) => names.some((symbol) => symbol.split('/').includes(name)));
  const indexed = instruments.map((one) => ({
    ...one,
    base: assets.indexOf(one.symbol.split('/')[0]!),
    quote: assets.indexOf(one.symbol.split('/')[1]!),
  }));
  const holdings = new Map([['USDT', 10_000e8]]);
  if (shape.allCash !== true && chance.is(0.6)) {
    if (chance.is(0.7)) holdings.set('BTC', 50e8);
    if (traded.includes('ETH/USDT') && chance.is(0.5)) holdings.set('ETH', 20e8);
    if (traded.includes('USDT/EUR') && chance.is(0.5)) holdings.set('EUR', 3000e8);
  }
  const fillDelay = chance.pick([0, 0, 0.1, 0.1, 0.1, 20, 45, 60, 130]) * SECOND;
  const setup = setupOf({
    assets: assets.map((name) => ({ name, decimals: 8 })),
    instruments: indexed,
    reporting: 0,
    initialBalance: assets.map((name) => holdings.get(name) ?? 0),
    matching: names.map((symbol) => (onTrades.has(symbol) ? 'trades' : 'candles')),
    exchange: {
      fillDelay,
      cancelDelay: chance.pick([fillDelay, 0, 0.1 * SECOND, 30 * SECOND]),
      intrabar: chance.pick([
        'adverse',
        'adverse',
        'favorable',
        'nearest',
        'open_high_low_close',
        'open_low_high_close',
      ]),
      limitFill: { model: chance.pick(['cross', 'touch']) },
      slippage: chance.is(0.5)
        ? { model: 'none' }
        : { model: 'fixed', share: parsePct(chance.pick(['0.1', '0.013', '2'])) },
      ...(shape.everyOrder === true ? frictionsOf(shape.seed) : {}),
    },
    strategy: {
      definition: restless(shape, traded),
      interval: chance.pick([null, null, 120 * SECOND]),
    },
    recordRows: 64,
  });
  const series = indexed.flatMap((one) =>
    seriesOf(shape, one, intervals.get(one.symbol)!, one.symbol !== BYSTANDER && onTrades.has(one.symbol)),
  );
  return { setup, series };
}

/** Of every symbol of the universe. */
const TIERS = ['0.5', '0.05'].map((pct, place) => {
  const rates = [...UNIVERSE, BYSTANDER].map(() => parsePct(pct));
  return { volume: 4000e8 * (place + 1), makers: rates, takers: rates };
});

/** Often one that is drawn, or that looks at what is traded. */
export function frictionsOf(seed: number): Partial<SessionSetup['exchange']> {
  const chance = new Chance(seed, 10);
  const slippage = chance.pick<SlippageSetting | null>([
    null,
    { model: 'spread', share: parsePct('0.15') },
    { model: 'random', most: parsePct('3') },
    { model: 'volume_share', impact: parsePct('10') },
    { model: 'square_root', coefficient: 0.5, window: 5 },
  ]);
  return {
    seed,
    partialFills: partsOf(new Chance(seed, 8)),
    ...(slippage === null ? {} : { slippage }),
    ...(chance.is(0.3) ? { limitFill: { model: 'probability', probability: 0.5 } } : {}),
    ...(chance.is(0.3) ? { fillJitter: 40 * SECOND } : {}),
    ...(chance.is(0.3) ? { cancelJitter: 40 * SECOND } : {}),
    ...(chance.is(0.3) ? { feeTiers: TIERS } : {}),
  };
}

function partsOf(chance: Chance): LiquiditySetting {
  return chance.pick([
    { model: 'none' },
    { model: 'random', probability: 0.5, least: 0.3, most: 0.9 },
    { model: 'volume', share: parsePct(chance.pick(['10', '50'])) },
  ] as const);
}

function instrumentOf(symbol: string, index: number, tick: number, rules: Partial<Instrument>): Instrument {
  const priceDecimals = symbol.endsWith('/BTC') ? 6 : 2;
  return instrument({ index, symbol, priceDecimals, ...costScale(8, priceDecimals, 8), tickSize: tick, ...rules });
}

/** A walk in small whole units, so that prices meet limits and one another often. */
function seriesOf(shape: Shape, one: Instrument, interval: number, onTrades: boolean): Series[] {
  const symbolSeed = one.symbol.charCodeAt(0) * 256 + one.symbol.charCodeAt(4);
  const chance = new Chance(shape.seed, symbolSeed);
  const count = Math.max(1, Math.floor((shape.length * 60) / interval));
  const step = chance.pick([1, 20, 200]);
  let price = 10_000;
  const move = () => Math.max(2000, price + (chance.below(5) - 2) * chance.below(step + 1));
  const lines: (CandleLine | null)[] = [];
  const skipped = shape.gaps === true && chance.is(0.5) ? 0.25 : 0;
  for (let i = 0; i < count; i++) {
    const [open, a, b] = [chance.is(0.6) ? price : move(), move(), move()];
    price = move();
    const isMissing = i > 0 && chance.is(skipped);
    const units = [open, Math.max(open, a, b, price), Math.min(open, a, b, price), price];
    lines.push(isMissing ? null : (units as never as CandleLine));
  }
  const series: Series[] = [
    {
      symbol: one.index,
      interval: interval * SECOND,
      columns: candles(lines, { interval: interval * SECOND, decimals: 0 }),
    },
  ];
  if (!onTrades) return series;
  const prints: (readonly [number, number])[] = [];
  let time = 0;
  for (let i = 0; i < shape.length * 2; i++) {
    time += chance.pick([0, 1, 19, 20, 30, 60]) * SECOND;
    price = move();
    if (time < shape.length * 60 * SECOND) prints.push([time, price]);
  }
  return [...series, { symbol: one.index, interval: 0, columns: trades(prints, 0) }];
}

/** Trades at random times and events; each order's reason is what it saw, so that the record shows the least difference. */
function restless({ seed, length, everyOrder }: Shape, symbols: readonly string[]): StrategyDefinition {
  const most = 12 + length;
  return defineStrategy({
    name: 'restless',
    state: () => ({ orders: 0 }),
    setup(ctx) {
      const chance = new Chance(seed, 2);
      const timers = chance.below(length + 4);
      for (let i = 0; i < timers; i++) {
        const second = chance.is(0.5) ? chance.below(length * 3) * 20 : chance.below(length * 60);
        ctx.timer(second * 1000, `timer ${i}`);
      }
      if (chance.is(0.2)) act(ctx, chance);
    },
    onCandle(ctx) {
      if (!symbols.includes(ctx.symbol)) return;
      const chance = new Chance(seed, 3, ctx.now, symbols.indexOf(ctx.symbol));
      if (chance.is(0.4)) act(ctx, chance);
    },
    onTimer(ctx, timer) {
      act(ctx, new Chance(seed, 4, ctx.now, Number(timer.name.slice(6))));
    },
    onFill(ctx, fill) {
      const chance = new Chance(seed, 5, ctx.now, fill.orderId);
      if (chance.is(0.3)) act(ctx, chance);
    },
    onOrder(ctx, order) {
      const chance = new Chance(seed, 6, ctx.now, order.id, order.event.length);
      if (chance.is(0.05)) act(ctx, chance);
      if (chance.is(0.05)) ctx.cancel(order.id);
    },
    onGap(ctx, gap) {
      if (!symbols.includes(gap.symbol)) return;
      const chance = new Chance(seed, 7, ctx.now, symbols.indexOf(gap.symbol));
      if (chance.is(0.5)) act(ctx, chance);
    },
  }) as StrategyDefinition;

  function act(ctx: StrategyContext<unknown, unknown>, chance: Chance): void {
    const state = ctx.state as { orders: number };
    const symbol = chance.pick(symbols);
    const alive = ctx.orders;
    if (alive.length > 0 && chance.is(0.25)) {
      ctx.cancel(chance.pick(alive).id);
      return;
    }
    if (state.orders++ >= most) return;
    const position = ctx.positionOf(symbol);
    const quote = symbol.split('/')[1]!;
    const reason = [ctx.equity, position.quantity, position.unrealizedPnl, ctx.balance(quote).free, alive.length].join(
      ' ',
    );
    if (chance.is(0.15)) {
      ctx.close({ symbol, reason });
      return;
    }
    if (everyOrder === true) {
      askForAnything(ctx, chance, symbol, reason);
      return;
    }
    const side = chance.pick(['buy', 'sell'] as const);
    ctx[side]({ symbol, reason, ...sizeOf(chance), ...limitOf(chance, symbol) });
  }
}

function sizeOf(chance: Chance): OrderOptions {
  const kind = chance.below(5);
  if (kind === 0) return { spend: 10 + chance.below(5000) };
  if (kind === 1) return { fraction: chance.pick([0.1, 0.5, 1]) };
  return { quantity: chance.pick([0.1, 0.25, 1, 1, 2.5, 0.33333333, 0.3, 12]) };
}

function limitOf(chance: Chance, symbol: string): OrderOptions {
  if (chance.is(0.4)) return {};
  const units = 10_000 + (chance.below(41) - 20) * chance.pick([1, 10, 50]);
  return { type: 'limit', price: symbol.endsWith('/BTC') ? units / 1e6 : units / 100 };
}
