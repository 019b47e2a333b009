/** Places exactly the orders of `params.orders`: to test a fill, or to ask "what if I had". */
import { z } from 'zod';
import { ORDER_TYPES, SIDES } from '../../model/order.ts';
import { parseTime } from '../../model/time.ts';
import { defineStrategy } from '../define.ts';
import type { OrderRequest } from '../request.ts';

/** A bare number is a number a strategy gives; text is a decimal taken as it is. */
const amount = z.union([z.number(), z.string()]);
const time = z.string().transform((text, context) => {
  try {
    return parseTime(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

const scriptedOrder = z.strictObject({
  id: z.string().optional(),
  /** Time of the decision. */
  at: time,
  symbol: z.string().optional(),
  side: z.enum(SIDES).optional(),
  type: z.enum(ORDER_TYPES).optional(),
  quantity: amount.optional(),
  spend: amount.optional(),
  fraction: z.number().optional(),
  close: z.boolean().optional(),
  price: amount.optional(),
  time_in_force: z.enum(['GTC']).optional(),
  cancel_at: time.optional(),
  reason: z.string().optional(),
});

type ScriptedOrder = z.output<typeof scriptedOrder>;

export default defineStrategy({
  name: 'scripted',
  params: z.strictObject({ orders: z.array(scriptedOrder) }),
  /** The ids the orders got, by their place in the list. */
  state: ({ params }) => ({ ids: params.orders.map(() => 0) }),
  setup(ctx) {
    // One timer an order and one a cancel, in the order of the list: at one time they sound in that order.
    ctx.params.orders.forEach((order, index) => {
      ctx.timer(order.at / 1000, `order ${index}`);
    });
    ctx.params.orders.forEach((order, index) => {
      if (order.cancel_at !== undefined) ctx.timer(order.cancel_at / 1000, `cancel ${index}`);
    });
  },
  onCandle() {},
  onTimer(ctx, timer) {
    const [verb, place] = timer.name.split(' ');
    const index = Number(place);
    if (verb === 'cancel') ctx.cancel(ctx.state.ids[index]!);
    else ctx.state.ids[index] = ctx.order(requestOf(ctx.params.orders[index]!, index));
  },
});

function requestOf(order: ScriptedOrder, index: number): OrderRequest {
  const { id, at, time_in_force, cancel_at, ...rest } = order;
  const request: Record<string, unknown> = { ...rest, id: id ?? `o${index + 1}` };
  if (time_in_force !== undefined) request.timeInForce = time_in_force;
  return request as OrderRequest;
}
