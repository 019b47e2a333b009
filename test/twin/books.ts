import type { Decimal } from 'decimal.js';
import { D, downTo, money, toMillis, ZERO } from './amounts.ts';
import { freeOf, heldOf, totalOf } from './holds.ts';
import type { Desk, Position, Side, Trip, World } from './state.ts';

/** "dust counts as flat" */
export function positionOf(world: World, asset: string): Decimal {
  const position = world.positions.get(asset);
  return position === undefined || position.isDust ? ZERO : position.quantity;
}

/** The symbols on the shortest way from an asset to the reporting asset: it is the base of each. The scenario's order decides a tie. */
export function wayOf(world: World, asset: string): Desk[] {
  const target = world.run.reporting_asset;
  if (asset === target) return [];
  const own = world.desks.filter(({ instrument }) => instrument.base === asset);
  const ways = own.map((desk) => [desk, ...wayOf(world, desk.instrument.quote)]);
  return ways.sort((a, b) => a.length - b.length)[0]!;
}

/** An amount of an asset in the reporting asset, at the marks: "reporting asset through priced pairs". Null: no price, never made up. */
export function worthIn(world: World, asset: string, amount: Decimal): Decimal | null {
  let value = amount;
  for (const { mark, instrument } of wayOf(world, asset)) {
    if (mark === null) return null;
    value = money(value.mul(mark), world.run.asset_decimals[instrument.quote]!);
  }
  return value;
}

/** A reporting amount in a quote asset, rounded down: what `fraction` of equity may spend there. Null: no price. */
export function inQuote(world: World, quote: string, amount: Decimal): Decimal | null {
  let value = amount;
  for (const { mark, instrument } of wayOf(world, quote).reverse()) {
    if (mark === null) return null;
    value = downTo(value.div(mark), new D(10).pow(-world.run.asset_decimals[instrument.base]!));
  }
  return value;
}

/** What the balances at the start are worth now; null before each has a price: "The run starts when every held asset has a price". */
export function initialEquity(world: World): Decimal | null {
  return Object.entries(world.run.initial_balance).reduce((sum: Decimal | null, [asset, amount]) => {
    const value = worthIn(world, asset, new D(amount));
    if (sum === null || (value === null && Number(amount) !== 0)) return null;
    return sum.plus(value ?? ZERO);
  }, ZERO);
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
export function equityRow(world: World, time: number = world.now): void {
  const equity = equityOf(world);
  if (!world.started || equity === null) return;
  let exposure = ZERO;
  for (const [asset, { quantity, isDust }] of world.positions)
    if (!isDust && !quantity.isZero()) exposure = exposure.plus(worthIn(world, asset, quantity.abs())!);
  const row = {
    time: toMillis(time),
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
  }
  if (quote !== target) {
    const change = fill.side === 'buy' ? fill.cost.plus(fill.fee).neg() : fill.cost.minus(fill.fee);
    move(world, quote, change, worthIn(world, quote, change.abs())!, ZERO, fill);
  }
}

function newTrip(world: World, side: 'long' | 'short'): Trip {
  return {
    side,
    entryTime: world.now,
    quantity: ZERO,
    entryValue: ZERO,
    exitValue: ZERO,
    fees: ZERO,
    pnl: ZERO,
    candles: new Map(),
  };
}

/** Moves a position; a change that passes zero closes what was there and opens the rest the other way. */
function move(world: World, asset: string, change: Decimal, value: Decimal, fee: Decimal, fill: Booked): void {
  if (change.isZero()) return;
  const position = world.positions.get(asset) ?? { quantity: ZERO, cost: ZERO, isDust: false, trip: null };
  world.positions.set(asset, position);
  const decimals = world.run.asset_decimals[world.run.reporting_asset]!;
  if (position.quantity.isZero() || position.quantity.isPositive() === change.isPositive()) {
    enlarge(world, position, change, value, fee, fill);
    return;
  }
  const closed = D.min(change.abs(), position.quantity.abs());
  const rest = change.abs().minus(closed);
  const partOf = (whole: Decimal): Decimal =>
    rest.isZero() ? whole : money(whole.mul(closed).div(change.abs()), decimals);
  reduce(world, asset, position, closed, partOf(value), partOf(fee), fill);
  if (rest.isZero()) return;
  const signed = change.isPositive() ? rest : rest.neg();
  enlarge(world, position, signed, value.minus(partOf(value)), fee.minus(partOf(fee)), fill);
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
  position.trip ??= newTrip(world, change.isPositive() ? 'long' : 'short');
  const { trip } = position;
  // What was dust is part of the position again.
  position.isDust = false;
  position.quantity = position.quantity.plus(change);
  position.cost = position.cost.plus(value);
  trip.quantity = trip.quantity.plus(change.abs());
  trip.entryValue = trip.entryValue.plus(value);
  trip.fees = trip.fees.plus(fee);
  trip.pnl = trip.pnl.minus(fee);
  noteCandle(trip, fill, 'opened');
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
  const isLong = position.quantity.isPositive();
  // "a partial close takes mulDiv(cost, closed, held), the last one takes what is left"
  const cost = closed.eq(held) ? position.cost : money(position.cost.mul(closed).div(held), decimals);
  position.cost = position.cost.minus(cost);
  position.quantity = isLong ? held.minus(closed) : closed.minus(held);
  const { trip } = position;
  if (trip === null) {
    // Dust stays dust: it was judged once.
    position.isDust = !position.quantity.isZero();
    return;
  }
  trip.exitValue = trip.exitValue.plus(value);
  trip.fees = trip.fees.plus(fee);
  trip.pnl = trip.pnl.plus(isLong ? value.minus(cost) : cost.minus(value)).minus(fee);
  noteCandle(trip, fill, 'closed');
  position.isDust = isDust(world, asset, position, fill);
  if (position.isDust || position.quantity.isZero()) endTrip(world, asset, position);
}

/** "*round trip* flat to flat" */
function endTrip(world: World, asset: string, position: Position): void {
  const trip = position.trip!;
  world.answer.round_trips.push({
    asset,
    side: trip.side,
    entry_time: toMillis(trip.entryTime),
    exit_time: toMillis(world.now),
    quantity: trip.quantity.toString(),
    entry_value: trip.entryValue.toString(),
    exit_value: trip.exitValue.toString(),
    fees: trip.fees.toString(),
    pnl: trip.pnl.toString(),
    ambiguous: [...trip.candles.values()].some((note) => note.opened && note.closed && note.onTheWay),
  });
  position.trip = null;
}

/** "Whether a rest is dust (worth less than the minimum, at that fill's price) is judged once, at the fill; dust counts as flat and is listed." */
function isDust(world: World, asset: string, position: Position, { desk, price }: Booked): boolean {
  const { base, quote, lot_size, min_size, min_notional } = desk.instrument;
  const rest = position.quantity.abs();
  if (asset !== base || rest.isZero()) return false;
  if (rest.lt(D.max(lot_size, min_size ?? 0))) return true;
  return min_notional !== undefined && money(rest.mul(price), world.run.asset_decimals[quote]!).lt(min_notional);
}

export function closeBooks(world: World): void {
  const { answer } = world;
  answer.balances = [...world.totals.keys()].sort().map((asset) => ({
    asset,
    total: totalOf(world, asset).toString(),
    held: heldOf(world, asset).toString(),
    free: freeOf(world, asset).toString(),
  }));
  const open = [...world.positions].filter(([, { quantity }]) => !quantity.isZero());
  answer.positions = open
    .filter(([, { isDust }]) => !isDust)
    .map(([asset, { quantity, cost }]) => ({ asset, quantity: quantity.toString(), cost: cost.toString() }));
  answer.dust = open
    .filter(([, { isDust }]) => isDust)
    .map(([asset, { quantity }]) => ({ asset, quantity: quantity.toString() }));
}
