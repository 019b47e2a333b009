/** Which positions are to be closed by which symbol, and in which order: what one close brings, the next takes along. */

import { type Order, SIZE } from '../exchange/order.ts';
import { hasEnded } from '../model/order.ts';
import { NONE } from '../model/record.ts';
import type { Books } from '../portfolio/books.ts';
import type { SessionSetup } from './setup.ts';

/** An asset and the symbol that closes it. */
interface Exit {
  readonly asset: number;
  readonly symbol: number;
}

export class Flattening {
  /** Assets furthest from the reporting one first: a close of XRP/BTC before that of the BTC it brings. */
  private readonly exits: readonly Exit[];
  private readonly instruments: SessionSetup['instruments'];
  private readonly books: Books;
  private readonly alive: readonly Order[];

  constructor({ assets, instruments }: SessionSetup, books: Books, alive: readonly Order[]) {
    this.instruments = instruments;
    this.books = books;
    this.alive = alive;
    const { valuation } = books;
    const exits = assets.map((_, asset) => ({
      asset,
      symbol: this.symbolOf(asset),
      steps: valuation.symbolsOf(asset).length,
    }));
    this.exits = exits
      .filter(({ symbol }) => symbol !== NONE)
      .sort((a, b) => b.steps - a.steps || a.symbol - b.symbol)
      .map(({ asset, symbol }) => ({ asset, symbol }));
  }

  /** The pair by which an asset is valued, where it is the base of that; else any that it is the base of. NONE: there is none. */
  private symbolOf(asset: number): number {
    const { valuation } = this.books;
    if (asset === valuation.reporting) return NONE;
    const [first] = valuation.symbolsOf(asset);
    if (first !== undefined && this.instruments[first]!.base === asset) return first;
    return this.instruments.find(({ base }) => base === asset)?.index ?? NONE;
  }

  /** The symbols on which something is to be closed now, in the order in which their closes are to be sent. */
  all(): number[] {
    return this.exits.filter(({ asset }) => this.books.position(asset) !== 0).map(({ symbol }) => symbol);
  }

  /** The same after a fill of `symbol`, of the two assets it moved and where no close is under way. */
  after(symbol: number): number[] {
    const { base, quote } = this.instruments[symbol]!;
    return this.exits
      .filter(({ asset }) => asset === base || asset === quote)
      .filter(({ asset }) => this.books.position(asset) !== 0 && !this.isClosing(asset))
      .map((exit) => exit.symbol);
  }

  private isClosing(asset: number): boolean {
    return this.alive.some(
      (one) => one.sizing === SIZE.close && this.instruments[one.symbol]!.base === asset && !hasEnded(one.status),
    );
  }
}
