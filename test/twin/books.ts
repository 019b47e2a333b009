import type { Decimal } from 'decimal.js';
import { D, money, toMillis, ZERO } from './amounts.ts';
import { freeOf, heldOf, totalOf } from './holds.ts';
import type { Desk, Position, Side, Trip, World } from './state.ts';

export function positionOf(world: World, asset: string): Decimal {
  return world.positions.get(asset)?.quantity ?? ZERO;
}

/** An amount of an asset in the reporting asset, at the marks: "reporting asset through priced pairs". Null: no price, never made up. */
export function worthIn(world: World, asset: string, amount: Decimal): Decimal | null {
  return convert(world, asset, amount, new Set());
}

function convert(world: World, asset: string, amount: Decimal, seen: Set<string>): Decimal | null {
  const target = world.run.reporting_asset;
  if (asset === target || amount.isZero()) return amount;
  const ways = world.desks
    .filter((desk) => desk.instrument.base === asset && desk.mark !== null && !seen.has(desk.instrument.quote))
    .sort((a, b) => Number(b.instrument.quote === target) - Number(a.instrument.quote === target) || a.place - b.place);
  for (const desk of ways) {
    const { quote } = desk.instrument;
    const inQuote = money(amount.mul(desk.mark!), world.run.asset_decimals[quote]!);
    const value = convert(world, quote, inQuote, new Set([...seen, asset]));
    if (value !== null) return value;
  }
  return null;
}

/** A reporting amount in a quote asset: what `fraction` of equity may spend there. */
export function inQuote(world: World, quote: string, amount: Decimal): Decimal | null {
  if (quote === world.run.reporting_asset) return amount;
  const decimals = world.run.asset_decimals[quote]!;
  const one = convert(world, quote, new D(1), new Set());
  return one === null || one.isZero() ? null : money(amount.div(one), decimals);
}

export function equityOf(world: World): Decimal | null {
  let sum = ZERO;
  for (const [asset, total] of world.totals) {
    if (total.isZero()) continue;
    const value = worthIn(world, asset, total);
    if (value === null) return null;
    sum = sum.plus(value);
  }
  return sum;
}

/** "one equity row for the time"; none before "every held asset has a price". */
export function equityRow(world: World): void {
  const equity = equityOf(world);
  if (equity === null) return;
  let exposure = ZERO;
  for (const [asset, position] of world.positions)
    exposure = exposure.plus((worthIn(world, asset, position.quantity) ?? ZERO).abs());
  const row = {
    time: toMillis(world.now),
    equity: equity.toString(),
    cash: totalOf(world, world.run.reporting_asset).toString(),
    exposure: exposure.toString(),
  };
  const rows = world.answer.equity;
  if (rows.at(-1)?.time === row.time) rows.pop();
  rows.push(row);
}

export interface Booked {
  desk: Desk;
  side: Side;
  quantity: Decimal;
  price: Decimal;
  cost: Decimal;
  fee: Decimal;
  onTheWay: boolean;
}

/** "one per asset other than the reporting one, moved by every fill that moves the asset, as base or as quote" */
export function bookPositions(world: World, fill: Booked): void {
  const { base, quote } = fill.desk.instrument;
  const target = world.run.reporting_asset;
  // "its cost is kept in the reporting asset at the mark of the fill's quote asset"
  const value = worthIn(world, quote, fill.cost)!;
  const fee = worthIn(world, quote, fill.fee)!;
  if (base !== target) {
    const change = fill.side === 'buy' ? fill.quantity : fill.quantity.neg();
    move(world, base, change, value, fee, fill);
    sweepDust(world, base, fill, fill.price);
  }
  if (quote !== target) {
    const change = fill.side === 'buy' ? fill.cost.plus(fill.fee).neg() : fill.cost.minus(fill.fee);
    move(world, quote, change, worthIn(world, quote, change.abs())!, ZERO, fill);
  }
}

function emptyTrip(world: World, side: 'long' | 'short'): Trip {
  return {
    side,
    entryTime: world.now,
    quantity: ZERO,
    entryValue: ZERO,
    exitValue: ZERO,
    fees: ZERO,
    candles: new Map(),
  };
}

/** Moves a position; a change that passes zero closes what was there and opens the rest the other way. */
function move(world: World, asset: string, change: Decimal, value: Decimal, fee: Decimal, fill: Booked): void {
  if (change.isZero()) return;
  const position = world.positions.get(asset) ?? { quantity: ZERO, cost: ZERO, trip: null };
  world.positions.set(asset, position);
  const decimals = world.run.asset_decimals[world.run.reporting_asset]!;
  const enlarges = position.quantity.isZero() || position.quantity.isPositive() === change.isPositive();
  if (enlarges) {
    enlarge(world, position, change, value, fee, fill);
    return;
  }
  const closed = D.min(change.abs(), position.quantity.abs());
  const part = closed.div(change.abs());
  const closedValue = closed.eq(change.abs()) ? value : money(value.mul(part), decimals);
  const closedFee = closed.eq(change.abs()) ? fee : money(fee.mul(part), decimals);
  reduce(world, asset, position, closed, closedValue, closedFee, fill);
  const rest = change.abs().minus(closed);
  if (rest.gt(0)) {
    const signed = change.isPositive() ? rest : rest.neg();
    enlarge(world, position, signed, value.minus(closedValue), fee.minus(closedFee), fill);
  }
}

function noteCandle(trip: Trip, fill: Booked, what: 'opened' | 'closed'): void {
  const { candle, source, place } = fill.desk;
  if (source !== 'candles' || candle === null) return;
  const key = `${place} ${candle.time}`;
  const note = trip.candles.get(key) ?? { opened: false, closed: false, onTheWay: false };
  note[what] = true;
  note.onTheWay ||= fill.onTheWay;
  trip.candles.set(key, note);
}

function enlarge(world: World, position: Position, change: Decimal, value: Decimal, fee: Decimal, fill: Booked): void {
  position.trip ??= emptyTrip(world, change.isPositive() ? 'long' : 'short');
  position.quantity = position.quantity.plus(change);
  position.cost = position.cost.plus(value);
  position.trip.quantity = position.trip.quantity.plus(change.abs());
  position.trip.fees = position.trip.fees.plus(fee);
  noteCandle(position.trip, fill, 'opened');
}

function reduce(
  world: World,
  asset: string,
  position: Position,
  closed: Decimal,
  value: Decimal,
  fee: Decimal,
  fill: Booked,
): void {
  const decimals = world.run.asset_decimals[world.run.reporting_asset]!;
  const held = position.quantity.abs();
  // "a partial close takes mulDiv(cost, closed, held), the last one takes what is left"
  const cost = closed.eq(held) ? position.cost : money(position.cost.mul(closed).div(held), decimals);
  const trip = position.trip!;
  position.cost = position.cost.minus(cost);
  position.quantity = position.quantity.isPositive() ? held.minus(closed) : closed.minus(held);
  trip.entryValue = trip.entryValue.plus(cost);
  trip.exitValue = trip.exitValue.plus(value);
  trip.fees = trip.fees.plus(fee);
  noteCandle(trip, fill, 'closed');
  if (position.quantity.isZero()) endTrip(world, asset, position);
}

/** "*round trip* flat to flat" */
function endTrip(world: World, asset: string, position: Position): void {
  const trip = position.trip!;
  const gross = trip.side === 'long' ? trip.exitValue.minus(trip.entryValue) : trip.entryValue.minus(trip.exitValue);
  world.answer.round_trips.push({
    asset,
    side: trip.side,
    entry_time: toMillis(trip.entryTime),
    exit_time: toMillis(world.now),
    quantity: trip.quantity.toString(),
    entry_value: trip.entryValue.toString(),
    exit_value: trip.exitValue.toString(),
    fees: trip.fees.toString(),
    pnl: gross.minus(trip.fees).toString(),
    ambiguous: [...trip.candles.values()].some((note) => note.opened && note.closed && note.onTheWay),
  });
  position.trip = null;
}

/** "Whether a rest is dust (worth less than the minimum, at that fill's price) is judged once, at the fill; dust counts as flat and is listed." */
function sweepDust(world: World, asset: string, fill: Booked, price: Decimal): void {
  const position = world.positions.get(asset)!;
  const rest = position.quantity;
  const reduced = rest.isPositive() ? fill.side === 'sell' : fill.side === 'buy';
  if (rest.isZero() || !reduced || position.trip === null || position.trip.exitValue.isZero()) return;
  const { min_notional, min_size } = fill.desk.instrument;
  const small =
    (min_notional !== undefined && rest.abs().mul(price).lt(min_notional)) ||
    (min_size !== undefined && rest.abs().lt(min_size));
  if (!small) return;
  world.dust.set(asset, (world.dust.get(asset) ?? ZERO).plus(rest));
  position.quantity = ZERO;
  position.cost = ZERO;
  endTrip(world, asset, position);
}

export function closeBooks(world: World): void {
  const { answer } = world;
  answer.balances = [...world.totals.keys()].sort().map((asset) => ({
    asset,
    total: totalOf(world, asset).toString(),
    held: heldOf(world, asset).toString(),
    free: freeOf(world, asset).toString(),
  }));
  answer.positions = [...world.positions]
    .filter(([, position]) => !position.quantity.isZero())
    .map(([asset, position]) => ({ asset, quantity: position.quantity.toString(), cost: position.cost.toString() }));
  answer.dust = [...world.dust].map(([asset, quantity]) => ({ asset, quantity: quantity.toString() }));
}
