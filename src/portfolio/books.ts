/** The books of a run: balances, holds, positions and totals, all in whole units. Money is conserved. */
import { amountOverflow, mulDiv, ROUND } from '../model/arithmetic.ts';
import type { Asset, Instrument } from '../model/instrument.ts';
import { notional } from '../model/instrument.ts';
import { BUY } from '../model/order.ts';
import type { Account } from '../model/ports.ts';
import { NONE } from '../model/record.ts';
import { WideSum } from '../model/wide.ts';
import { Move, Position, type RoundTrip } from './position.ts';
import { Valuation } from './valuation.ts';

const LARGEST = Number.MAX_SAFE_INTEGER;

/** A fill as the books need it; amounts in units of the symbol's assets. */
export interface BookedFill {
  readonly time: number;
  readonly symbol: number;
  readonly side: number;
  readonly price: number;
  /** Price units, before slippage. */
  readonly referencePrice: number;
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
  /** What the last fill came to before its fee, in reporting units. */
  lastValue = 0;
  /** Microseconds in which at least one position was open, up to `inPositionSince` or the last change. */
  private timeOpen = 0;
  private openSince: number = NONE;
  private openPositions = 0;
  private trips = 0;
  /** Some position's next fill is one of an unknown order. */
  private hasAmbiguous = false;
  /** Every symbol has had a price. */
  private isMarked = false;
  /** Nothing is held but the reporting asset. */
  private isAllCash: boolean;
  readonly instruments: readonly Instrument[];
  private readonly assets: readonly Asset[];
  /** By symbol, the assets whose value rests on its price alone. */
  private readonly valued: readonly (readonly number[])[];
  private readonly marks: Float64Array;
  private readonly onRoundTrip: RoundTripListener;
  private readonly move = new Move();
  /** What `mark` found: the account's worth, and the sum of the sizes of all positions, in reporting units. */
  worth = 0;
  exposed = 0;

  constructor(
    assets: readonly Asset[],
    instruments: readonly Instrument[],
    initialBalance: readonly number[],
    reporting: number,
    marks: Float64Array,
    onRoundTrip: RoundTripListener,
  ) {
    this.totals = Float64Array.from(initialBalance);
    this.initial = Float64Array.from(initialBalance);
    this.assets = assets;
    this.held = new Float64Array(assets.length);
    this.positions = assets.map((_, index) => new Position(index));
    this.valuation = new Valuation(assets, instruments, reporting, marks);
    this.instruments = instruments;
    this.marks = marks;
    this.valued = instruments.map(({ index }) =>
      assets.flatMap((_, asset) => (this.valuation.onlySymbolOf(asset) === index ? [asset] : [])),
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

  /** The last price of a symbol; NONE before the first. */
  markOf(symbol: number): number {
    return this.marks[symbol]!;
  }

  /** Dust counts as flat. */
  position(asset: number): number {
    const position = this.positions[asset]!;
    return position.isDust ? 0 : position.quantity;
  }

  markAmbiguous(asset: number): void {
    if (asset === this.valuation.reporting) return;
    const position = this.positions[asset]!;
    if (!position.isFlat) position.trip.ambiguous = true;
    position.isNextAmbiguous = true;
    this.hasAmbiguous = true;
  }

  /** What was said of a candle says nothing of the fills of a later one. */
  private forgetAmbiguous(): void {
    this.hasAmbiguous = false;
    for (const position of this.positions) position.isNextAmbiguous = false;
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
    const { base, quote } = this.instruments[fill.symbol]!;
    const buys = fill.side === BUY;
    const quoteMoved = buys ? fill.cost + fill.fee : fill.cost - fill.fee;
    if (buys) {
      this.totals[base]! += fill.quantity;
      this.totals[quote]! -= quoteMoved;
    } else {
      this.totals[base]! -= fill.quantity;
      this.totals[quote]! += quoteMoved;
    }
    if (!(this.totals[base]! <= LARGEST && this.totals[quote]! <= LARGEST)) throw this.overflow(base, quote);
    this.isAllCash = this.holdsOnlyCash();
    if (quote === this.valuation.reporting) this.moveDirect(fill, base);
    else this.moveBoth(fill, base, quote, quoteMoved);
  }

  /** The usual fill: paid in the reporting asset, it moves one position. */
  private moveDirect(fill: BookedFill, base: number): void {
    const { move } = this;
    move.sign = fill.side === BUY ? 1 : -1;
    move.units = fill.quantity;
    move.value = fill.cost;
    move.fee = fill.fee;
    move.slippage = fill.slippage;
    this.countMove();
    this.movePosition(base, fill);
  }

  /** A fill paid in another asset moves that one's position too, the other way. */
  private moveBoth(fill: BookedFill, base: number, quote: number, quoteMoved: number): void {
    const { move, valuation } = this;
    const sign = fill.side === BUY ? 1 : -1;
    move.sign = sign;
    move.units = fill.quantity;
    move.value = valuation.value(quote, fill.cost);
    move.fee = valuation.value(quote, fill.fee);
    move.slippage = valuation.value(quote, fill.slippage);
    this.countMove();
    if (base !== valuation.reporting) {
      this.movePosition(base, fill);
      move.value = valuation.value(quote, quoteMoved);
      move.fee = 0;
      move.slippage = 0;
    } else {
      // Against the reporting asset itself the quote asset is worth what was paid for it, before the fee.
      move.value = fill.quantity + sign * move.fee;
    }
    move.sign = -sign;
    move.units = quoteMoved;
    this.movePosition(quote, fill);
  }

  private countMove(): void {
    const { value, fee, slippage } = this.move;
    this.lastValue = value;
    this.fees.add(fee);
    this.slippage.add(slippage);
    this.turnover.add(value);
  }

  private holdsOnlyCash(): boolean {
    for (let asset = 0; asset < this.totals.length; asset++) {
      if (this.totals[asset] !== 0 && asset !== this.valuation.reporting) return false;
    }
    return true;
  }

  /** Takes the move at hand to a position. One that turns it is two: the first ends a round trip, the second begins one. */
  private movePosition(asset: number, fill: BookedFill): void {
    const position = this.positions[asset]!;
    const { move } = this;
    const held = Math.abs(position.quantity);
    if (position.quantity * move.sign >= 0) this.enlarge(position, fill);
    else if (move.units <= held) this.reduce(position, fill);
    else {
      const { units, value, fee, slippage } = move;
      // Value and costs are shared by quantity; the second part takes the rest.
      move.units = held;
      move.value = mulDiv(value, held, units, ROUND.half_even);
      move.fee = mulDiv(fee, held, units, ROUND.half_even);
      move.slippage = mulDiv(slippage, held, units, ROUND.half_even);
      this.reduce(position, fill);
      move.units = units - held;
      move.value = value - move.value;
      move.fee = fee - move.fee;
      move.slippage = slippage - move.slippage;
      this.enlarge(position, fill);
    }
    position.isNextAmbiguous = false;
  }

  private enlarge(position: Position, fill: BookedFill): void {
    if (this.move.units === 0) return;
    const fresh = position.isFlat;
    position.enter(this.move, fill.time, fresh ? ++this.trips : 0);
    position.observe(this.worthAtFill(position, fill));
    if (fresh && this.openPositions++ === 0) this.openSince = fill.time;
  }

  private reduce(position: Position, fill: BookedFill): void {
    if (this.move.units === 0) return;
    const wasFlat = position.isFlat;
    // Price has come as far as this fill while the whole of it was open.
    if (!wasFlat) position.observe(this.worthAtFill(position, fill));
    position.reduce(this.move);
    // Dust is judged once: what was dust before stays so.
    position.isDust = position.quantity !== 0 && (wasFlat || this.isDust(position, fill));
    if (position.isFlat && !wasFlat) this.finish(position, fill.time);
  }

  private worthAtFill({ asset, quantity }: Position, { symbol, referencePrice }: BookedFill): number {
    return this.valuation.valueAt(asset, Math.abs(quantity), symbol, referencePrice);
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

  /** Only what a fill's own base leaves over can be too small to trade. */
  private isDust(position: Position, fill: BookedFill): boolean {
    const instrument = this.instruments[fill.symbol]!;
    if (position.asset !== instrument.base) return false;
    const size = Math.abs(position.quantity);
    if (size < Math.max(instrument.lotSize, instrument.minSize)) return true;
    if (instrument.minNotional === 0) return false;
    return notional(instrument, size, fill.price, ROUND.half_even) < instrument.minNotional;
  }

  /** What the whole account is worth, in reporting units. */
  equity(): number {
    if (this.isAllCash) return this.totals[this.valuation.reporting]!;
    let equity = 0;
    for (let asset = 0; asset < this.totals.length; asset++) {
      const total = this.totals[asset]!;
      if (total !== 0) equity += this.valuation.value(asset, total);
    }
    if (!(equity <= LARGEST)) throw amountOverflow(this.assets[this.valuation.reporting]!.name);
    return equity;
  }

  private overflow(base: number, quote: number): Error {
    return amountOverflow(this.assets[this.totals[base]! <= LARGEST ? quote : base]!.name);
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

  /** Both at once, for each row of the record: `worth` and `exposed` keep what was found. All prices stand. */
  mark(): void {
    if (this.hasAmbiguous) this.forgetAmbiguous();
    this.exposed = 0;
    this.worth = this.totals[this.valuation.reporting]!;
    if (this.isAllCash && this.openPositions === 0) return;
    this.worth = 0;
    for (let asset = 0; asset < this.positions.length; asset++) {
      const total = this.totals[asset]!;
      const position = this.positions[asset]!;
      const size = position.isFlat ? 0 : Math.abs(position.quantity);
      if (total === 0 && size === 0) continue;
      const worth = this.valuation.value(asset, total);
      this.worth += worth;
      if (size === 0) continue;
      const sizeWorth = size === total ? worth : this.valuation.value(asset, size);
      this.exposed += sizeWorth;
      // Which inner points are passed depends on who waits, on each pair apart: here, at closes, all prices stand.
      if (this.valuation.onlySymbolOf(asset) === NONE) position.observe(sizeWorth);
    }
  }

  /** Lets each open position whose value rests on `symbol`'s price alone note what it is worth now. */
  observe(symbol: number): void {
    const assets = this.valued[symbol]!;
    for (let i = 0; i < assets.length; i++) {
      const position = this.positions[assets[i]!]!;
      if (position.isFlat) continue;
      // It is worth nothing new between the lowest and the highest price it has met.
      if (!position.meets(this.marks[symbol]!)) continue;
      position.observe(this.valuation.value(position.asset, Math.abs(position.quantity)));
    }
  }

  /** False while something is held that has no price: nobody knows what the account is worth. */
  get knowsWorth(): boolean {
    this.isMarked ||= this.marks.every((mark) => mark > 0);
    return this.isMarked || this.isPriced;
  }

  /** True where each asset that is held has a price. */
  get isPriced(): boolean {
    return this.totals.every((total, asset) => total === 0 || this.valuation.isPriced(asset));
  }
}
