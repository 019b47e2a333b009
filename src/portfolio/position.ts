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
  entryValue = 0;
  exitValue = 0;
  /** Net of fees. */
  pnl = 0;
  fees = 0;
  slippage = 0;
  mae = 0;
  mfe = 0;
  ambiguous = false;
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

  /** Opens or enlarges by `units` (unsigned) in the direction of `sign`. */
  enter(sign: number, units: number, value: number, time: number, id: number): void {
    const { trip } = this;
    if (trip.entryTime === NONE) {
      trip.id = id;
      trip.direction = sign;
      trip.entryTime = time;
      trip.quantity = 0;
      trip.entryValue = 0;
      trip.exitValue = 0;
      trip.pnl = 0;
      trip.fees = 0;
      trip.slippage = 0;
      trip.mae = 0;
      trip.mfe = 0;
      trip.ambiguous = false;
    }
    this.isDust = false;
    this.quantity += sign * units;
    this.cost += value;
    trip.quantity += units;
    trip.entryValue += value;
  }

  /** Reduces by `units` (unsigned, at most the whole) for `value`; the last of it takes what is left of the cost. */
  reduce(units: number, value: number): void {
    const held = Math.abs(this.quantity);
    const share = units === held ? this.cost : mulDiv(this.cost, units, held, ROUND.half_even);
    const gain = this.quantity > 0 ? value - share : share - value;
    this.quantity += this.quantity > 0 ? -units : units;
    this.cost -= share;
    this.realized += gain;
    this.trip.pnl += gain;
    this.trip.exitValue += value;
  }

  /** Charges a fee to the position and to its round trip. */
  charge(fee: number, slippage: number): void {
    this.realized -= fee;
    this.trip.pnl -= fee;
    this.trip.fees += fee;
    this.trip.slippage += slippage;
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
