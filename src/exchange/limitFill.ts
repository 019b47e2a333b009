/** When a price fills a limit order. */

export type LimitFillSetting = { readonly model: 'cross' } | { readonly model: 'touch' };

/** `cross`: price must trade through the limit. `touch`: reaching it is enough. */
export class LimitFill {
  private readonly touch: boolean;

  constructor(setting: LimitFillSetting) {
    this.touch = setting.model === 'touch';
  }

  buys(limit: number, price: number): boolean {
    return this.touch ? price <= limit : price < limit;
  }

  sells(limit: number, price: number): boolean {
    return this.touch ? price >= limit : price > limit;
  }
}
