/** What an amend changes of a working order, approved and in whole units. */
import type { Rate } from '../model/rate.ts';
import { NONE } from '../model/record.ts';

/** NONE (null for the share): stays as it is. */
export class Amend {
  /** The new total, base units, down to the lot. */
  quantity: number = NONE;
  /** The limit, price units. */
  price: number = NONE;
  stopPrice: number = NONE;
  trailAmount: number = NONE;
  trailRate: Rate | null = null;
  /** Microseconds. */
  expireAt: number = NONE;
}
