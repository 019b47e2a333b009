/** Places exactly the orders of `params.orders`: to test a fill, or to ask "what if I had". */
import { z } from 'zod';
import { didYouMean } from '../../model/nearest.ts';
import { parseTime } from '../../model/time.ts';
import { defineStrategy } from '../define.ts';
import type { AmendRequest, OrderRequest } from '../request.ts';

/**
 * A bare number is a number a strategy gives; text is a decimal taken as it is. What is neither, or a word that no order
 * knows, is refused in the run like any other rule that is broken.
 */
const value = z
  .unknown()
  .refine((input) => typeof input !== 'object' || input === null, { error: 'is a list or keys: write one value' });
/** A name may be written as a number. */
const name = z.union([z.string(), z.number().transform(String)]);
const time = z.string().transform((text, context) => {
  try {
    return parseTime(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

/** Keys that are not among these are an error that names the nearest one. */
function keys<T extends z.core.$ZodLooseShape>(what: string, shape: T) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const [key = ''] = issue.keys as string[];
      return `is no key of ${what}${didYouMean(key, known)}: it takes ${known.join(', ')}`;
    },
  });
}

const stopLoss = keys('stop_loss', {
  stop_price: value.optional(),
  price: value.optional(),
  trail_amount: value.optional(),
  trail_pct: value.optional(),
  id: name.optional(),
});
const takeProfit = keys('take_profit', { price: value.optional(), type: value.optional(), id: name.optional() });

/** Its keys, or one value in their place: which of the two it is decides what is said of it. */
const orValue = <T extends z.ZodType>(within: T) =>
  z.unknown().transform((input, context): unknown => {
    if (typeof input !== 'object' || input === null) return input;
    const { data, error } = within.safeParse(input);
    for (const issue of error?.issues ?? [])
      context.issues.push({ ...issue, input } as (typeof context.issues)[number]);
    return data;
  });

const change = keys('an amend', {
  /** Time of the decision. */
  at: time,
  quantity: value.optional(),
  price: value.optional(),
  stop_price: value.optional(),
  trail_amount: value.optional(),
  trail_pct: value.optional(),
  expire_at: value.optional(),
});

const scriptedOrder = keys('an order', {
  id: name.optional(),
  /** Time of the decision. */
  at: time,
  symbol: name.optional(),
  side: value.optional(),
  type: value.optional(),
  quantity: value.optional(),
  spend: value.optional(),
  fraction: value.optional(),
  close: value.optional(),
  price: value.optional(),
  stop_price: value.optional(),
  trail_amount: value.optional(),
  trail_pct: value.optional(),
  activation_price: value.optional(),
  time_in_force: value.optional(),
  expire_at: value.optional(),
  post_only: value.optional(),
  reduce_only: value.optional(),
  oco: name.optional(),
  parent: name.optional(),
  stop_loss: orValue(stopLoss).optional(),
  take_profit: orValue(takeProfit).optional(),
  amend: z.array(change).optional(),
  cancel_at: time.optional(),
  reason: name.optional(),
});

type ScriptedOrder = z.output<typeof scriptedOrder>;

export default defineStrategy({
  name: 'scripted',
  params: z.strictObject({ orders: z.array(scriptedOrder) }),
  /** The ids the orders got, by their place in the list. */
  state: ({ params }) => ({ ids: params.orders.map(() => 0) }),
  setup(ctx) {
    // A timer an order, an amend and a cancel, in the order of the list: at one time they sound in that order.
    const { orders } = ctx.params;
    orders.forEach(({ at }, index) => {
      // What is of no time of the run is refused at its start, and seen there.
      ctx.timer((ctx.outsideWindow(at) === null ? at : 0) / 1000, `order ${index}`);
    });
    orders.forEach(({ amend = [] }, index) => {
      amend.forEach(({ at }, which) => {
        ctx.timer(at / 1000, `amend ${index} ${which}`);
      });
    });
    orders.forEach(({ cancel_at }, index) => {
      if (cancel_at !== undefined) ctx.timer(cancel_at / 1000, `cancel ${index}`);
    });
  },
  onCandle() {},
  onTimer(ctx, timer) {
    const [verb, place, which] = timer.name.split(' ');
    const index = Number(place);
    const order = ctx.params.orders[index]!;
    // One that has not been placed yet has its name only.
    const id = ctx.state.ids[index] || nameOf(order, index);
    if (verb === 'cancel') ctx.cancel(id);
    else if (verb === 'amend') ctx.amend(id, changeOf(order, Number(which)));
    else {
      const request = requestOf(order, index);
      const outside = ctx.outsideWindow(order.at);
      ctx.state.ids[index] = outside === null ? ctx.order(request) : ctx.refuseOutside(request, outside);
    }
  },
});

function nameOf({ id }: ScriptedOrder, index: number): string {
  return id ?? `o${index + 1}`;
}

function requestOf(order: ScriptedOrder, index: number): OrderRequest {
  const { at, amend, cancel_at, ...rest } = order;
  return inCamelCase({ ...rest, id: nameOf(order, index) }) as OrderRequest;
}

function changeOf({ amend = [] }: ScriptedOrder, which: number): AmendRequest {
  const { at, ...rest } = amend[which]!;
  return inCamelCase(rest) as AmendRequest;
}

/** The keys of a strategy written in TypeScript, also within. */
function inCamelCase(words: object): object {
  return Object.fromEntries(
    Object.entries(words).map(([key, one]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      typeof one === 'object' && one !== null ? inCamelCase(one) : one,
    ]),
  );
}
