/** What fills come to, summed apart from the books. */
import type { Instrument } from '../../model/instrument.ts';
import { BUY } from '../../model/order.ts';
import type { Rate } from '../../model/rate.ts';
import type { BookedFill } from '../../portfolio/books.ts';
import type { SessionSetup } from '../setup.ts';

/** a / b to the nearest whole number, half to even. */
export function nearest(a: bigint, b: bigint): bigint {
  const [whole, rest] = [a / b, a % b];
  const twice = rest * 2n - b;
  return whole + (twice > 0n || (twice === 0n && whole % 2n === 1n) ? 1n : 0n);
}

/** Quote units of `quantity` at `price`. */
export const costOf = (one: Instrument, quantity: number, price: number): number =>
  Number(nearest(BigInt(quantity) * BigInt(price) * BigInt(one.costMultiplier), BigInt(one.costDivisor)));
export const feeOf = (cost: number, fee: Rate): number =>
  Number(nearest(BigInt(cost) * BigInt(fee.numerator), BigInt(fee.denominator)));

/** What bought, sold and paid in fees comes to, an asset each. */
export class Flows {
  readonly bought: bigint[];
  readonly sold: bigint[];
  readonly fees: bigint[];
  private readonly instruments: readonly Instrument[];

  constructor({ assets, instruments }: Pick<SessionSetup, 'assets' | 'instruments'>) {
    this.instruments = instruments;
    this.bought = assets.map(() => 0n);
    this.sold = assets.map(() => 0n);
    this.fees = assets.map(() => 0n);
  }

  add({ symbol, side, quantity, cost, fee }: BookedFill): void {
    const { base, quote } = this.instruments[symbol]!;
    this.bought[side === BUY ? base : quote]! += BigInt(side === BUY ? quantity : cost);
    this.sold[side === BUY ? quote : base]! += BigInt(side === BUY ? cost : quantity);
    this.fees[quote]! += BigInt(fee);
  }
}
