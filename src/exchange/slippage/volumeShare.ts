/**
 * `volume_share`: impact x (q / v)^2 of the price, where q is what our takers of that side have taken so far of the candle price
 * is in, this fill with them, and v its volume; q / v is at most 1. On trades v is the size of the trade, on quotes the size
 * displayed on the side that is taken. Where nothing was traded q / v is 1; where nobody recorded a size, 0.
 *
 * Source: zipline's `VolumeShareSlippage` (`price_impact` 0.1), which counts both sides together and caps q / v at its own
 * `volume_limit`; here `partial_fills: volume` is what limits size.
 */
import { type Rate, ZERO_RATE } from '../../model/rate.ts';
import type { SymbolMarket } from '../market.ts';
import type { Order } from '../order.ts';
import { against, type SlippageModel } from './contract.ts';

/** Six operations on doubles cannot be wrong by more than this share. */
const DOUBT = 1e-14;

export class VolumeShareSlippage implements SlippageModel {
  readonly dependsOnSize = true;
  readonly countsVolume = true;
  readonly window = 0;
  private readonly impact: Rate;

  /** @param impact the share of the price by which one moves who takes the whole volume */
  constructor(impact: Rate) {
    this.impact = impact;
  }

  price(reference: number, order: Order, market: SymbolMarket, quantity: number): number {
    const volume = market.volumeFor(order.side);
    if (volume === Number.POSITIVE_INFINITY) return reference;
    const taken = Math.min(market.takenBy(order.side) + quantity, volume);
    const { numerator, denominator } = this.impact;
    const share = volume === 0 ? 1 : taken / volume;
    const by = ((reference * numerator) / denominator) * share * share;
    // Next to a whole number the last bits of a double would decide on a unit.
    const isInDoubt = Math.abs(by - Math.round(by)) <= by * DOUBT;
    const exact = isInDoubt ? this.exactly(reference, volume === 0 ? 1 : taken, volume || 1) : by;
    return against(reference, exact, order.side, market);
  }

  /** The same, rounded up from the true quotient. */
  private exactly(reference: number, taken: number, volume: number): number {
    const { numerator, denominator } = this.impact;
    const product = BigInt(reference) * BigInt(numerator) * square(taken);
    const divisor = BigInt(denominator) * square(volume);
    return Number((product + divisor - 1n) / divisor);
  }

  bound(): Rate {
    return ZERO_RATE;
  }
}

function square(units: number): bigint {
  return BigInt(units) * BigInt(units);
}
