/** Section 3, "Frictions": what moves a taker's price, what a fill pays, how long a message takes, whether a touch fills. */
import type { Decimal } from 'decimal.js';
import { DrawKey } from '../../src/clock/draws.ts';
import { costAndFee, D, downTo, lotsFor, pct, toMicros, ZERO } from './amounts.ts';
import type { Desk, Order, Side, World } from './state.ts';
import type { TwinInstrument } from './types.ts';

const DAY = 86_400_000_000;

/** "keyed (seed, purpose, symbol, time of the decision, n-th order of that symbol then, n-th chance of that order)" */
function draw(world: World, purpose: string, order: Order, chance: number): Decimal {
  const { symbol } = order.desk.instrument;
  const name = `${purpose} ${symbol}`;
  const key = world.luck.get(name) ?? new DrawKey(world.run.settings.seed ?? 0, purpose, symbol);
  world.luck.set(name, key);
  return new D(key.draw(order.decidedAt, order.nth, chance));
}

/** How long an order, or a cancel or amend of it, takes: "{ min, max }, drawn per order", in whole microseconds. */
export function delayOf(world: World, order: Order, kind: 'fill' | 'cancel'): number {
  const { fill_delay_ms, cancel_delay_ms, fill_jitter_ms = 0, cancel_jitter_ms = 0 } = world.run.settings;
  const least = toMicros(kind === 'fill' ? fill_delay_ms : (cancel_delay_ms ?? fill_delay_ms));
  const jitter = toMicros(kind === 'fill' ? fill_jitter_ms : cancel_jitter_ms);
  const chance = kind === 'fill' ? 0 : order.changes;
  if (kind === 'cancel') order.changes += 1;
  if (jitter === 0) return least;
  return (
    least +
    draw(world, `${kind}_delay`, order, chance)
      .mul(jitter + 1)
      .floor()
      .toNumber()
  );
}

/** "or on touch with a seeded `probability`": price stands exactly at the limit. */
export function strikes(world: World, order: Order): boolean {
  const model = world.run.settings.limit_fill;
  if (typeof model === 'string') return true;
  const drawn = draw(world, 'limit_fill', order, order.touches);
  order.touches += 1;
  return drawn.lt(model.probability);
}

const isQuoted = (desk: Desk): boolean => desk.source === 'quotes' || desk.source === 'both';

/** The share by which a price moves at most, where it is known before: `spread` "nothing on quotes, where it is already paid". */
export function slippageRate({ run }: World, desk: Desk): Decimal {
  const { slippage } = run.settings;
  if (slippage.model === 'fixed') return pct(slippage.pct);
  if (slippage.model === 'random') return pct(slippage.max_pct);
  return slippage.model === 'spread' && !isQuoted(desk) ? pct(slippage.pct).div(2) : ZERO;
}

/** By how much the price of a fill of that size moves now. One quotient at the end: all before it is exact. */
function slipOf(world: World, order: Order, reference: Decimal, quantity: Decimal): Decimal {
  const { slippage } = world.run.settings;
  const { desk, side } = order;
  if (slippage.model === 'random') {
    return reference.mul(pct(slippage.max_pct)).mul(draw(world, 'slippage', order, order.fills));
  }
  if (slippage.model !== 'volume_share') return reference.mul(slippageRate(world, desk));
  const volume = desk.volume[side];
  const whole = reference.mul(slippage.impact);
  const taken = desk.taken[side].plus(quantity);
  return taken.gte(volume) ? whole : whole.mul(taken).mul(taken).div(volume.mul(volume));
}

/**
 * A taker's price: the reference moved by slippage, rounded "against the taker at price_decimals"; "it is never clamped" but by the
 * order's own limit ("never worse than its limit").
 */
export function takerPrice(world: World, order: Order, reference: Decimal, quantity: Decimal): Decimal {
  const { price_decimals: decimals } = order.desk.instrument;
  const moved = slipOf(world, order, reference, quantity);
  if (order.side === 'buy') return reference.plus(moved).toDecimalPlaces(decimals, D.ROUND_CEIL);
  const unit = new D(10).pow(-decimals);
  return D.max(unit, reference.minus(moved).toDecimalPlaces(decimals, D.ROUND_FLOOR));
}

/** "as a budget pays for, fee included", where the price itself depends on how many are taken: halved to the largest that fits. */
export function lotsOfBudget(world: World, order: Order, reference: Decimal, lot: Decimal, decimals: number): Decimal {
  const { taker } = feesNow(world, order.desk.instrument);
  const fits = (lots: Decimal): boolean => {
    const { cost, fee } = costAndFee(lots, takerPrice(world, order, reference, lots), taker, decimals);
    return cost.plus(fee).lte(order.budget!);
  };
  let high = lotsFor(order.budget!, takerPrice(world, order, reference, ZERO), taker, lot, decimals);
  if (fits(high)) return high;
  let low = ZERO;
  while (high.minus(low).gt(lot)) {
    const middle = downTo(low.plus(high).div(2), lot);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** A sale's size is known before a slippage that depends on it. */
export const sizesBefore = ({ run }: World): boolean => run.settings.slippage.model === 'volume_share';

/** A candle, a print or a quote has come, with so much to take. */
export function comesAnew(desk: Desk, volume: Record<Side, Decimal>): void {
  desk.volume = volume;
  desk.taken = { buy: ZERO, sell: ZERO };
}

/** "tiers by 30-day volume": of the UTC day and the 29 before it, in the reporting asset. */
export function feesNow(world: World, instrument: TwinInstrument): { maker: string; taker: string } {
  const today = Math.floor(world.now / DAY);
  const traded = world.traded.filter(({ day }) => day > today - 30).reduce((sum, { value }) => sum.plus(value), ZERO);
  const tier = (world.run.settings.fee_tiers ?? []).findLast(({ volume }) => traded.gte(volume));
  if (tier === undefined) return { maker: instrument.maker_pct, taker: instrument.taker_pct };
  return { maker: tier.maker_pct, taker: tier.taker_pct };
}

export function largerFee(world: World, instrument: TwinInstrument): string {
  const { maker, taker } = feesNow(world, instrument);
  return D.max(maker, taker).toString();
}

export function noteTraded(world: World, value: Decimal): void {
  world.traded.push({ day: Math.floor(world.now / DAY), value });
}
