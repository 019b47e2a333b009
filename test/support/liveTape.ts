/** Live tapes written by hand, and what a session makes of them. */
import { runSync } from '../../src/engine/run.ts';
import { TradingSession } from '../../src/engine/session.ts';
import type { SessionSetup } from '../../src/engine/setup.ts';
import type { RunSummary } from '../../src/engine/summary.ts';
import { recordedFeed } from '../../src/market/recordedFeed.ts';
import { COMMAND, CONNECTION, DROPPED, NO_SYMBOL, TAPE_KIND } from '../../src/market/tape.ts';
import { TapeRows } from '../../src/market/tapeRows.ts';
import type { CandleCopy } from '../../src/strategy/candle.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import { instrument, SECOND, setupOf } from './market.ts';
import { Keeper } from './play.ts';

const micros = (seconds: number): number => Math.round(seconds * SECOND);

/** Times in seconds, prices in quote with two decimals. The exchange's time is the tape's unless given. */
export class LiveScript {
  readonly rows = new TapeRows();

  trade(at: number, price: number, exchange = at, symbol = 0, size = 1): this {
    this.rows.push(micros(at), micros(exchange), TAPE_KIND.trade, symbol, Math.round(price * 100), size, 1);
    return this;
  }
  quote(at: number, bid: number, ask: number, exchange = at): this {
    this.rows.push(micros(at), micros(exchange), TAPE_KIND.quote, 0, bid * 100, 1, ask * 100, 1);
    return this;
  }
  beat(at: number, exchange = at): this {
    this.rows.push(micros(at), micros(exchange), TAPE_KIND.heartbeat, NO_SYMBOL);
    return this;
  }
  history(at: number, open: number, price: number, kind: 'candle' | 'warmup' = 'candle'): this {
    const units = price * 100;
    this.rows.push(micros(at), micros(open), TAPE_KIND[kind], 0, units, units, units, units, 1);
    return this;
  }
  connection(at: number, state: keyof typeof CONNECTION, symbol = state.length === 2 ? NO_SYMBOL : 0): this {
    const of = ['up', 'stale', 'down'].includes(state) ? NO_SYMBOL : symbol;
    this.rows.push(micros(at), micros(at), TAPE_KIND.connection, of, CONNECTION[state]);
    return this;
  }
  gap(at: number, from: number, to: number): this {
    this.rows.push(micros(at), micros(at), TAPE_KIND.gap, 0, micros(from), micros(to));
    return this;
  }
  command(at: number, what: keyof typeof COMMAND, b = 0, c = 0, text: string | null = null, symbol = 0): this {
    this.rows.push(micros(at), micros(at), TAPE_KIND.command, symbol, COMMAND[what], b, c);
    this.rows.say(text);
    return this;
  }
  dropped(at: number, why: keyof typeof DROPPED, count: number): this {
    this.rows.push(micros(at), micros(at), TAPE_KIND.dropped, 0, DROPPED[why], count);
    return this;
  }
}

export interface LivePlay {
  readonly summary: RunSummary;
  readonly keeper: Keeper;
  /** Candles as the strategy saw them, with the second at which it did: `10: 0-10 o h l c v`, `flat` where nothing traded. */
  readonly candles: readonly string[];
  /** `1.5: maker 100`. */
  readonly fills: readonly string[];
  readonly gaps: readonly string[];
  readonly timers: readonly string[];
}

export interface LiveOptions {
  readonly callbacks?: Partial<StrategyDefinition>;
  readonly setup?: Partial<Omit<SessionSetup, 'exchange' | 'strategy' | 'window'>>;
  readonly chunkRows?: number;
  /** Seconds. */
  readonly from?: number;
  readonly interval?: number;
  readonly strategyInterval?: number;
  readonly warmup?: number;
  readonly grace?: number;
  readonly delay?: number;
}

export function playLive(script: LiveScript, options: LiveOptions = {}): LivePlay {
  const { callbacks = {}, interval = 10, strategyInterval = interval, grace = 0.5 } = options;
  const heard = { candles: [] as string[], gaps: [] as string[], timers: [] as string[] };
  const definition = defineStrategy({
    name: 'listener',
    ...callbacks,
    onCandle(ctx) {
      heard.candles.push(candleText(ctx.now / 1000, ctx.candle!.copy(), ctx.symbol));
      callbacks.onCandle?.(ctx as never);
    },
    onGap(ctx, gap) {
      heard.gaps.push(`${ctx.now / 1000}: ${gap.from / 1000}-${gap.to / 1000}${gap.isOver ? '' : ' open'}`);
      callbacks.onGap?.(ctx as never, gap);
    },
    onTimer(ctx, timer) {
      heard.timers.push(`${ctx.now / 1000}: ${timer.name}`);
      callbacks.onTimer?.(ctx as never, timer);
    },
  }) as unknown as StrategyDefinition;
  const series = [{ kind: 'tape', symbol: -1, interval: interval * SECOND }] as const;
  const keeper = new Keeper();
  const instruments = options.setup?.instruments ?? [instrument({ maker: '0', taker: '0' })];
  const setup = setupOf({
    series,
    matching: instruments.map(() => 'trades' as const),
    candleGrace: grace * SECOND,
    ...options.setup,
    instruments,
    sinks: [keeper],
    exchange: { fillDelay: (options.delay ?? 0.1) * SECOND, cancelDelay: 0 },
    strategy: { definition, interval: strategyInterval * SECOND, warmup: options.warmup ?? 0 },
    window: { from: micros(options.from ?? 0) },
  });
  const summary = runSync(new TradingSession(setup), recordedFeed(series, script.rows.view(), options.chunkRows));
  const fills = keeper.fillRows.map(
    ({ time, liquidity, price, side }) => `${time / SECOND}: ${side} ${liquidity} ${price / 100}`,
  );
  return { summary, keeper, fills, ...heard };
}

function candleText(now: number, candle: CandleCopy, symbol: string): string {
  const { time, interval, open, high, low, close, volume, filled } = candle;
  const of = symbol === 'BTC/USDT' ? '' : ` ${symbol}`;
  const what = filled ? `flat ${close}` : `${open} ${high} ${low} ${close} ${volume}`;
  return `${now}: ${time / 1000}-${(time + interval) / 1000} ${what}${of}`;
}
