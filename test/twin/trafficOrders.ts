import type { Dice } from './dice.ts';
import type { TrafficLimits } from './traffic.ts';
import type { TrafficSymbol } from './trafficMarket.ts';
import type { Given, TwinAmend, TwinMarket, TwinOrder, TwinSettings, TwinType } from './types.ts';

interface Place {
  symbols: TrafficSymbol[];
  market: TwinMarket[];
  settings: TwinSettings;
  from: number;
  to: number;
  interval: number;
}

const TYPES: TwinType[] = [
  'market',
  'market',
  'limit',
  'limit',
  'limit',
  'stop',
  'stop_limit',
  'take_profit',
  'take_profit_limit',
  'trailing_stop',
  'trailing_stop',
];

/** One to sixty entries, sorted by time as a person would write them (not always). */
export function randomOrders(roll: Dice, place: Place, limits: TrafficLimits): TwinOrder[] {
  const count = roll.int(1, Math.min(limits.orders ?? 60, roll.chance(0.3) ? 60 : 20));
  const times = Array.from({ length: count }, () => randomTime(roll, place));
  if (roll.chance(0.9)) times.sort((a, b) => a - b);
  const out: TwinOrder[] = [];
  times.forEach((at, index) => {
    out.push(randomOrder(roll, place, limits, at, `o${index + 1}`, out));
  });
  return out;
}

/** A time near something that happens: a point of a candle, a print, so that the order or its delay's end falls on it or beside it. */
function randomTime(roll: Dice, place: Place): number {
  const { from, to, interval, settings } = place;
  const candle = from + roll.int(0, Math.floor((to - from) / interval)) * interval;
  const point = candle + roll.pick([0, 0, Math.floor(interval / 3), Math.floor((2 * interval) / 3)]);
  const delays = [0, settings.fill_delay_ms, settings.cancel_delay_ms ?? settings.fill_delay_ms];
  const time = point + roll.pick([0, 0, 0, 1, -1, 100, Math.floor(interval / 7)]) - roll.pick(delays);
  return Math.min(Math.max(time, from), to);
}

function symbolOf(roll: Dice, place: Place): number {
  return roll.int(0, place.symbols.length - 1);
}

/** A price near one that the market really has, as text on tick, now and then as a number or off tick. */
function randomPrice(roll: Dice, place: Place, index: number, shift = 0): Given {
  const { tick_size } = place.symbols[index]!.instrument;
  const market = place.market[index]!;
  const seen: (string | null)[] =
    market.candles !== undefined && market.candles.length > 0
      ? [roll.pick(market.candles)].flatMap((candle) => [candle.open, candle.high, candle.low, candle.close])
      : market.quotes !== undefined && market.quotes.length > 0
        ? [roll.pick(market.quotes)].flatMap((quote) => [quote.bid, quote.ask])
        : (market.trades ?? []).map((trade) => trade.price);
  const price = roll.pick(seen.length > 0 ? seen : ['1']) ?? roll.times(tick_size, place.symbols[index]!.middle);
  const ticks = Math.round(Number(price) / Number(tick_size)) + shift + roll.pick([0, 0, 0, 1, -1, 2, -2, 5, -5]);
  const exact = roll.times(tick_size, Math.max(ticks, 1));
  if (roll.chance(0.02)) return `${exact}${exact.includes('.') ? '' : '.'}0001`;
  if (roll.chance(0.1)) return Number(exact) + Number(tick_size) * roll.pick([0, 0.37, 0.5]);
  return exact;
}

function randomQuantity(roll: Dice, place: Place, index: number): Given {
  const { lot_size } = place.symbols[index]!.instrument;
  const exact = roll.times(lot_size, roll.pick([1, 2, 3, 5, 7, 10, 10, 15, 25, 100]));
  if (roll.chance(0.02)) return roll.pick(['-1', 'NaN', '0', -1, `${exact}${exact.includes('.') ? '' : '.'}0003`]);
  return roll.chance(0.1) ? Number(exact) * 1.001 : exact;
}

function randomOrder(
  roll: Dice,
  place: Place,
  limits: TrafficLimits,
  at: number,
  id: string,
  before: TwinOrder[],
): TwinOrder {
  const index = symbolOf(roll, place);
  const { symbol } = place.symbols[index]!.instrument;
  const common = { id, at, ...(place.symbols.length > 1 || roll.chance(0.5) ? { symbol } : {}) };
  if (limits.everySize !== false && roll.chance(0.06))
    return { ...common, symbol, close: true, ...changes(roll, place, limits, index, at, 'market') };
  const side = roll.pick(['buy', 'buy', 'sell'] as const);
  const type = limits.everyType === false ? roll.pick(['market', 'limit'] as const) : roll.pick(TYPES);
  const parent =
    limits.groups !== false && before.length > 0 && roll.chance(0.08) ? { parent: roll.pick(before).id! } : null;
  return {
    ...common,
    side,
    type,
    ...parent,
    ...(parent !== null && roll.chance(0.95) ? {} : randomSize(roll, place, limits, index)),
    ...prices(roll, place, index, type),
    ...(limits.everyType === false ? {} : words(roll, place, type, at)),
    ...(limits.groups !== false && roll.chance(0.2) ? { oco: roll.pick(['g', 'h', 'i']) } : {}),
    ...(limits.groups !== false && roll.chance(0.2) ? bracket(roll, place, index, side) : {}),
    ...changes(roll, place, limits, index, at, type),
  };
}

function randomSize(roll: Dice, place: Place, limits: TrafficLimits, index: number): Partial<TwinOrder> {
  if (limits.everySize !== false && roll.chance(0.1))
    return { spend: place.symbols[index]!.instrument.quote === 'BTC' ? '0.05' : roll.pick(['5', '15.5', '100', 30]) };
  if (limits.everySize !== false && roll.chance(0.07)) return { fraction: roll.pick(['1', '0.5', 0.3, 0.1]) };
  return { quantity: randomQuantity(roll, place, index) };
}

function prices(roll: Dice, place: Place, index: number, type: TwinType): Partial<TwinOrder> {
  const out: Partial<TwinOrder> = {};
  if (type === 'limit' || type === 'stop_limit' || type === 'take_profit_limit')
    out.price = randomPrice(roll, place, index);
  if (type === 'stop' || type === 'stop_limit' || type === 'take_profit' || type === 'take_profit_limit')
    out.stop_price = randomPrice(roll, place, index);
  if (type === 'trailing_stop') {
    Object.assign(out, trail(roll, place, index));
    if (roll.chance(0.3)) out.activation_price = randomPrice(roll, place, index);
  }
  return out;
}

const trail = (roll: Dice, place: Place, index: number): Pick<TwinOrder, 'trail_amount' | 'trail_pct'> =>
  roll.chance(0.5)
    ? { trail_amount: roll.times(place.symbols[index]!.instrument.tick_size, roll.int(1, 6)) }
    : { trail_pct: roll.pick(['1', '2.5', 0.7]) };

function words(roll: Dice, place: Place, type: TwinType, at: number): Partial<TwinOrder> {
  const out: Partial<TwinOrder> = {};
  const tif = roll.pick(['GTC', 'GTC', 'GTC', 'GTC', 'GTC', 'IOC', 'FOK', 'GTD', 'GTD', 'DAY'] as const);
  if (tif !== 'GTC' || roll.chance(0.2)) out.time_in_force = tif;
  if (tif === 'GTD') out.expire_at = roll.chance(0.05) ? at : Math.max(randomTime(roll, place), at + 1);
  if (type.includes('limit') && tif !== 'IOC' && tif !== 'FOK' && roll.chance(0.1)) out.post_only = true;
  if (roll.chance(0.08)) out.reduce_only = true;
  return out;
}

/** Stop-loss and take-profit: mostly on their right sides. */
function bracket(roll: Dice, place: Place, index: number, side: 'buy' | 'sell'): Partial<TwinOrder> {
  const out: Partial<TwinOrder> = {};
  const away = side === 'buy' ? 1 : -1;
  if (roll.chance(0.7)) {
    const stop = randomPrice(roll, place, index, -away * roll.int(2, 8));
    const limit = randomPrice(roll, place, index, -away * roll.int(2, 9));
    out.stop_loss = roll.pick([
      stop,
      stop,
      { stop_price: stop, price: limit },
      trail(roll, place, index) as { trail_amount: Given },
    ]);
  }
  if (roll.chance(0.7)) {
    const profit = randomPrice(roll, place, index, away * roll.int(2, 8));
    out.take_profit = roll.pick([profit, { price: profit, type: roll.pick(['limit', 'market'] as const) }]);
  }
  return out;
}

function changes(
  roll: Dice,
  place: Place,
  limits: TrafficLimits,
  index: number,
  at: number,
  type: TwinType,
): Partial<TwinOrder> {
  if (limits.changes === false) return {};
  const out: Partial<TwinOrder> = {};
  // Mostly soon after the order, so that it races what happens to it.
  const soon = [0, 1, 100, 500, place.interval / 6, Math.floor(place.interval / 3), place.interval, 2 * place.interval];
  const later = (): number =>
    Math.max(roll.chance(0.6) ? at + Math.floor(roll.pick(soon)) : randomTime(roll, place), at);
  if (roll.chance(0.15)) out.cancel_at = later();
  if (roll.chance(0.2))
    out.amend = Array.from({ length: roll.int(1, 2) }, () => amend(roll, place, index, later(), type));
  return out;
}

function amend(roll: Dice, place: Place, index: number, at: number, type: TwinType): TwinAmend {
  const out: TwinAmend = { at };
  if (roll.chance(0.4)) out.quantity = randomQuantity(roll, place, index);
  if (roll.chance(type.includes('limit') ? 0.5 : 0.03)) out.price = randomPrice(roll, place, index);
  if (roll.chance(type.includes('stop') || type.includes('profit') ? 0.4 : 0.03))
    out.stop_price = randomPrice(roll, place, index);
  if (type === 'trailing_stop' && roll.chance(0.6)) Object.assign(out, trail(roll, place, index));
  if (roll.chance(0.05)) out.expire_at = Math.max(randomTime(roll, place), at);
  if (Object.keys(out).length === 1) out.quantity = randomQuantity(roll, place, index);
  return out;
}
