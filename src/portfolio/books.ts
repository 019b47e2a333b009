/** The books of a run: balances, holds, positions and totals, all in whole units. Money is conserved. */
import { mulDiv, ROUND } from '../model/arithmetic.ts';
import type { Asset, Instrument } from '../model/instrument.ts';
import { notional } from '../model/instrument.ts';
import { BUY } from '../model/order.ts';
import type { Account } from '../model/ports.ts';
import { NONE } from '../model/record.ts';
import { WideSum } from '../model/wide.ts';
import { Position, type RoundTrip } from './position.ts';
import { type MarkReader, Valuation } from './valuation.ts';

/** A fill as the books need it; amounts in units of the symbol's assets. */
export interface BookedFill {
  readonly time: number;
  readonly symbol: number;
  readonly side: number;
  readonly price: number;
  readonly quantity: number;
  readonly cost: number;
  readonly fee: number;
  readonly slippage: number;
}

/** Hears of a finished round trip; the object is reused. */
export type RoundTripListener = (trip: RoundTrip) => void;

export class Books implements Account {
  readonly totals: Float64Array;
  readonly held: Float64Array;
  readonly initial: Float64Array;
  readonly positions: readonly Position[];
  readonly valuation: Valuation;
  /** In reporting units; they only grow, so they are wide. */
  readonly fees = new WideSum();
  readonly slippage = new WideSum();
  readonly turnover = new WideSum();
  /** Microseconds in which at least one position was open, up to `inPositionSince` or the last change. */
  private timeOpen = 0;
  private openSince: number = NONE;
  private openPositions = 0;
  private trips = 0;
  /** Nothing is held but the reporting asset. */
  private isAllCash: boolean;
  private readonly instruments: readonly Instrument[];
  /** By symbol, the assets whose way to the reporting asset begins with it. */
  private readonly valued: readonly (readonly number[])[];
  private readonly onRoundTrip: RoundTripListener;

  constructor(
    assets: readonly Asset[],
    instruments: readonly Instrument[],
    initialBalance: readonly number[],
    reporting: number,
    mark: MarkReader,
    onRoundTrip: RoundTripListener,
  ) {
    this.totals = Float64Array.from(initialBalance);
    this.initial = Float64Array.from(initialBalance);
    this.held = new Float64Array(assets.length);
    this.positions = assets.map((_, index) => new Position(index));
    this.valuation = new Valuation(assets, instruments, reporting, mark);
    this.instruments = instruments;
    this.valued = instruments.map(({ index }) =>
      assets.flatMap((_, asset) => (this.valuation.symbolsOf(asset)[0] === index ? [asset] : [])),
    );
    this.isAllCash = this.holdsOnlyCash();
    this.onRoundTrip = onRoundTrip;
  }

  free(asset: number): number {
    return this.totals[asset]! - this.held[asset]!;
  }

  hold(asset: number, amount: number): void {
    this.held[asset]! += amount;
  }

  release(asset: number, amount: number): void {
    this.held[asset]! -= amount;
  }

  /** Dust counts as flat. */
  position(asset: number): number {
    const position = this.positions[asset]!;
    return position.isDust ? 0 : position.quantity;
  }

  get hasOpenPosition(): boolean {
    return this.openPositions > 0;
  }

  /** Microseconds with an open position up to `now`. */
  timeInPosition(now: number): number {
    return this.timeOpen + (this.openSince === NONE ? 0 : now - this.openSince);
  }

  /** Moves both assets of a fill, their positions, and the totals. */
  apply(fill: BookedFill): void {
    const instrument = this.instruments[fill.symbol]!;
    const { base, quote } = instrument;
    const { reporting } = this.valuation;
    const buys = fill.side === BUY;
    const quoteMoved = buys ? fill.cost + fill.fee : fill.cost - fill.fee;
    if (buys) {
      this.totals[base]! += fill.quantity;
      this.totals[quote]! -= quoteMoved;
    } else {
      this.totals[base]! -= fill.quantity;
      this.totals[quote]! += quoteMoved;
    }
    this.isAllCash = this.holdsOnlyCash();
    const direct = quote === reporting;
    const value = direct ? fill.cost : this.valuation.value(quote, fill.cost);
    const fee = direct ? fill.fee : this.valuation.value(quote, fill.fee);
    const slippage = direct ? fill.slippage : this.valuation.value(quote, fill.slippage);
    this.fees.add(fee);
    this.slippage.add(slippage);
    this.turnover.add(value);
    if (base !== reporting) {
      this.movePosition(instrument, base, buys ? 1 : -1, fill.quantity, value, fee, slippage, fill);
    }
    if (!direct) {
      const sign = buys ? -1 : 1;
      if (base === reporting) {
        // Against the reporting asset itself the quote asset is worth what was paid for it, before the fee.
        this.movePosition(null, quote, sign, quoteMoved, fill.quantity - sign * fee, fee, slippage, fill);
      } else {
        this.movePosition(null, quote, sign, quoteMoved, this.valuation.value(quote, quoteMoved), 0, 0, fill);
      }
    }
  }

  private holdsOnlyCash(): boolean {
    for (let asset = 0; asset < this.totals.length; asset++) {
      if (this.totals[asset] !== 0 && asset !== this.valuation.reporting) return false;
    }
    return true;
  }

  private movePosition(
    instrument: Instrument | null,
    asset: number,
    sign: number,
    units: number,
    value: number,
    fee: number,
    slippage: number,
    fill: BookedFill,
  ): void {
    const position = this.positions[asset]!;
    const wasFlat = position.isFlat;
    const reduces = position.quantity * sign < 0;
    const closed = reduces ? Math.min(units, Math.abs(position.quantity)) : 0;
    const opened = units - closed;
    // A fill that turns a position is two: its value and its costs are shared by quantity, the second takes the rest.
    const closedValue = opened === 0 ? value : shareOf(value, closed, units);
    const closedFee = opened === 0 ? fee : shareOf(fee, closed, units);
    const closedSlippage = opened === 0 ? slippage : shareOf(slippage, closed, units);
    if (closed > 0) {
      position.reduce(closed, closedValue);
      position.charge(closedFee, closedSlippage);
      position.isDust =
        position.quantity !== 0 && opened === 0 && this.isDust(instrument, position.quantity, fill.price);
      if (position.isFlat && !wasFlat) this.finish(position, fill.time);
    }
    if (opened > 0) {
      const fresh = position.isFlat;
      position.enter(sign, opened, value - closedValue, fill.time, fresh ? ++this.trips : 0);
      position.charge(fee - closedFee, slippage - closedSlippage);
      if (fresh && this.openPositions++ === 0) this.openSince = fill.time;
    }
  }

  private finish(position: Position, time: number): void {
    position.finishTrip(time);
    this.onRoundTrip(position.trip);
    position.clearTrip();
    if (--this.openPositions === 0) {
      this.timeOpen += time - this.openSince;
      this.openSince = NONE;
    }
  }

  private isDust(instrument: Instrument | null, quantity: number, price: number): boolean {
    if (instrument === null) return false;
    const size = Math.abs(quantity);
    if (size < Math.max(instrument.lotSize, instrument.minSize)) return true;
    return instrument.minNotional > 0 && notional(instrument, size, price, ROUND.half_even) < instrument.minNotional;
  }

  /** What the whole account is worth, in reporting units. */
  equity(): number {
    if (this.isAllCash) return this.totals[this.valuation.reporting]!;
    let equity = 0;
    for (let asset = 0; asset < this.totals.length; asset++) {
      const total = this.totals[asset]!;
      if (total !== 0) equity += this.valuation.value(asset, total);
    }
    return equity;
  }

  /** What the initial balances are worth at the present marks, in reporting units; NONE where one has no price yet. */
  initialEquity(): number {
    let equity = 0;
    for (let asset = 0; asset < this.initial.length; asset++) {
      const amount = this.initial[asset]!;
      if (amount !== 0 && !this.valuation.isPriced(asset)) return NONE;
      equity += this.valuation.value(asset, amount);
    }
    return equity;
  }

  /** The sum of the sizes of all positions, in reporting units. */
  exposure(): number {
    if (this.openPositions === 0) return 0;
    let exposure = 0;
    for (const position of this.positions) {
      if (position.isFlat) continue;
      exposure += this.valuation.value(position.asset, Math.abs(position.quantity));
    }
    return exposure;
  }

  /** Lets each open position that is valued at `symbol`'s price note what it is worth now. */
  observe(symbol: number): void {
    const assets = this.valued[symbol]!;
    for (let i = 0; i < assets.length; i++) {
      const asset = assets[i]!;
      const position = this.positions[asset]!;
      if (!position.isFlat) position.observe(this.valuation.value(asset, Math.abs(position.quantity)));
    }
  }

  /** True where each asset that is held has a price. */
  get isPriced(): boolean {
    return this.totals.every((total, asset) => total === 0 || this.valuation.isPriced(asset));
  }
}

function shareOf(amount: number, part: number, whole: number): number {
  return part === 0 ? 0 : mulDiv(amount, part, whole, ROUND.half_even);
}
