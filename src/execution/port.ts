/** What the executor asks of the engine. */
import type { Order } from '../exchange/order.ts';

export interface MarkPort {
  /** The mark of a symbol in its price units; NONE (negative) before the first price. */
  mark(symbol: number): number;
  /** The order of that id, or the newest with that name of the strategy's; null where none is alive. */
  findOrder(idOrName: number | string): Order | null;
  /** The orders that have not ended. */
  readonly alive: readonly Order[];
}
