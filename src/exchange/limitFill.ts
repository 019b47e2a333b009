/** When a price fills a limit order. */
import { DrawKey } from '../clock/draws.ts';
import type { Instrument } from '../model/instrument.ts';
import type { Order } from './order.ts';

export type LimitFillSetting =
  | { readonly model: 'cross' }
  | { readonly model: 'touch' }
  | {
      readonly model: 'probability';
      /** In [0, 1]: that price which stands at a limit fills it. */
      readonly probability: number;
    };

/** `cross`: price must trade through the limit. `touch`: reaching it is enough. `probability`: reaching it may be enough. */
export class LimitFill {
  /** A limit that is reached and not passed may yet stay unfilled: that is drawn, order by order. */
  readonly isDrawn: boolean;
  private readonly touch: boolean;
  private readonly probability: number;
  private readonly keys: readonly DrawKey[];

  /** @param seed the run's: what a touch draws depends on it, the symbol, the order and how often it was touched alone */
  constructor(setting: LimitFillSetting, seed: number, instruments: readonly Instrument[]) {
    this.touch = setting.model !== 'cross';
    this.isDrawn = setting.model === 'probability';
    this.probability = setting.model === 'probability' ? setting.probability : 1;
    this.keys = this.isDrawn ? instruments.map(({ symbol }) => new DrawKey(seed, 'limit_fill', symbol)) : [];
  }

  buys(limit: number, price: number): boolean {
    return this.touch ? price <= limit : price < limit;
  }

  sells(limit: number, price: number): boolean {
    return this.touch ? price >= limit : price > limit;
  }

  /** Of price that stands exactly at the limit of an order: whether it fills this time. One draw a touch. */
  strikes(order: Order): boolean {
    if (!this.isDrawn) return true;
    return this.keys[order.symbol]!.draw(order.decidedAt, order.nth, order.touches++) < this.probability;
  }
}
