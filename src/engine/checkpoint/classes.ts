/** What is made while a run goes on, and so is not there yet in a session made anew. */
import { Amend } from '../../exchange/amend.ts';
import { OrderGroup } from '../../exchange/group.ts';
import { Order } from '../../exchange/order.ts';
import { DrawdownWatch } from '../../execution/drawdown.ts';
import { CandleBuilder, CandleRow } from '../../market/builder.ts';
import { VolumeSum } from '../../market/volume.ts';
import { ZERO_RATE } from '../../model/rate.ts';
import { CandleHistory } from '../../strategy/history.ts';
import { Message } from '../inflight.ts';
import { LongerCandles } from '../longer.ts';

const BEGUN = { since: 0, until: 0, hasAll: true, asked: 0 };

/** By the class's name; each is then filled with what was saved of it. A new class that is made in a run is a row here. */
const MADE: readonly (readonly [name: string, make: () => object])[] = [
  [Order.name, () => new Order()],
  [OrderGroup.name, () => new OrderGroup(null)],
  [Message.name, () => new Message()],
  [Amend.name, () => new Amend()],
  [DrawdownWatch.name, () => new DrawdownWatch(0, ZERO_RATE)],
  [LongerCandles.name, () => new LongerCandles('', 1, 1, BEGUN)],
  [CandleBuilder.name, () => new CandleBuilder(1)],
  [CandleRow.name, () => new CandleRow()],
  [VolumeSum.name, () => new VolumeSum()],
  [CandleHistory.name, () => new CandleHistory('', 1, 1)],
];
export const MAKERS: ReadonlyMap<string, () => object> = new Map(MADE);

/** Those that lead to one another and to what stands for good: an order to its shelf, its parent, its group. */
export const DEFERRED: ReadonlySet<string> = new Set([Order.name, OrderGroup.name, Message.name]);
