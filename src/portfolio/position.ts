/** One asset's position: what is held less the initial holding, what it cost, and the round trip it is on. */
import { mulDiv, ROUND } from '../model/arithmetic.ts';
import { NONE } from '../model/record.ts';

/** A finished round trip, in units of the reporting asset. Reused: read it before the call returns. */
export class RoundTrip {
  id = 0;
  asset = 0;
  /** 1 long, -1 short. */
  direction = 0;
  entryTime = 0;
  exitTime = 0;
  /** Units of the asset by which it was opened and enlarged. */
  quantity = 0;
  /** Units of the asset by which it was reduced: dust is left, or was there before. */
  exitQuantity = 0;
  entryValue = 0;
  exitValue = 0;
  /** Net of fees. */
  pnl = 0;
  fees = 0;
  slippage = 0;
  mae = 0;
  mfe = 0;
  ambiguous = false;

  begin(id: number, direction: number): void {
    this.id = id;
    this.direction = direction;
    this.quantity = 0;
    this.exitQuantity = 0;
    this.entryValue = 0;
    this.exitValue = 0;
    this.pnl = 0;
    this.fees = 0;
    this.slippage = 0;
    this.mae = 0;
    this.mfe = 0;
    this.ambiguous = false;
  }
}

/** What one fill moves of one asset: units unsigned, the rest in reporting units. Reused: it is filled for each. */
export class Move {
  /** 1 in, -1 out. */
  sign = 1;
  units = 0;
  value = 0;
  fee = 0;
  slippage = 0;
}

export class Position {
  readonly asset: number;
  /** Signed units: negative is short (out of the initial holding). */
  quantity = 0;
  /** What the present quantity cost (a short: what it brought), in reporting units. Never an average. */
  cost = 0;
  /** Realized P&L of all time, net of fees. */
  realized = 0;
  /** A rest worth less than the minimum when its fill was made: counts as flat. */
  isDust = false;
  /** The order of the next fill of this candle is unknown: a round trip that it begins is tagged. */
  isNextAmbiguous = false;
  /** The lowest and the highest price since the position last changed. */
  private lowest = Number.POSITIVE_INFINITY;
  private highest = Number.NEGATIVE_INFINITY;
  /** The round trip under way; `entryTime` NONE while flat. */
  readonly trip = new RoundTrip();

  constructor(asset: number) {
    this.asset = asset;
    this.trip.asset = asset;
    this.trip.entryTime = NONE;
  }

  get isFlat(): boolean {
    return this.quantity === 0 || this.isDust;
  }

  /** Value of the position less its cost, for a short the other way round. `value` of the quantity, unsigned. */
  unrealized(value: number): number {
    return this.quantity >= 0 ? value - this.cost : this.cost - value;
  }

  /** Opens or enlarges in the direction of the move. `id` is the round trip's where one begins. */
  enter(move: Move, time: number, id: number): void {
    const { trip } = this;
    if (trip.entryTime === NONE) {
      trip.begin(id, move.sign);
      trip.entryTime = time;
      trip.ambiguous = this.isNextAmbiguous;
    }
    this.isDust = false;
    this.quantity += move.sign * move.units;
    this.cost += move.value;
    trip.quantity += move.units;
    trip.entryValue += move.value;
    this.charge(move);
  }

  /** Reduces by at most the whole; the last of it takes what is left of the cost. */
  reduce(move: Move): void {
    const { trip } = this;
    const { units, value } = move;
    const held = Math.abs(this.quantity);
    const share = units === held ? this.cost : mulDiv(this.cost, units, held, ROUND.half_even);
    const gain = this.quantity > 0 ? value - share : share - value;
    this.quantity += this.quantity > 0 ? -units : units;
    this.cost -= share;
    this.realized += gain;
    trip.pnl += gain;
    trip.exitQuantity += units;
    trip.exitValue += value;
    this.charge(move);
  }

  /** Charges fee and slippage to the position and to its round trip; what it was worth before is past. */
  private charge(move: Move): void {
    const { trip } = this;
    this.realized -= move.fee;
    trip.pnl -= move.fee;
    trip.fees += move.fee;
    trip.slippage += move.slippage;
    this.lowest = Number.POSITIVE_INFINITY;
    this.highest = Number.NEGATIVE_INFINITY;
  }

  /** Meets a price. True where it is the lowest or the highest since the position last changed. */
  meets(price: number): boolean {
    if (price >= this.lowest && price <= this.highest) return false;
    if (price < this.lowest) this.lowest = price;
    if (price > this.highest) this.highest = price;
    return true;
  }

  /** Notes the best and the worst the open position has been worth. */
  observe(value: number): void {
    const unrealized = this.unrealized(value);
    if (unrealized < this.trip.mae) this.trip.mae = unrealized;
    else if (unrealized > this.trip.mfe) this.trip.mfe = unrealized;
  }

  /** Ends the round trip under way; `trip` keeps its figures until the next one begins. */
  finishTrip(time: number): void {
    this.trip.exitTime = time;
  }

  /** After the finished trip has been recorded. */
  clearTrip(): void {
    this.trip.entryTime = NONE;
  }
}
