/** Faults planted by hand, one at a time: a soak that does not find each of them proves nothing. */

import { Desk } from '../../src/engine/desk.ts';
import { InFlight } from '../../src/engine/inflight.ts';
import { Expiries } from '../../src/exchange/expiries.ts';
import { Holds } from '../../src/exchange/holds.ts';
import { LimitFill } from '../../src/exchange/limitFill.ts';
import { Settlement } from '../../src/exchange/settlement.ts';
import { STATUS } from '../../src/model/order.ts';
import { Books } from '../../src/portfolio/books.ts';
import { Position } from '../../src/portfolio/position.ts';
import { CHECKS } from '../properties/orders/checks/index.ts';
import { WHOLE_CHECKS } from '../properties/orders/checks/whole.ts';
import { range, tally } from '../properties/orders/tally.ts';

export const SOAK_CHECKS = [...CHECKS, ...WHOLE_CHECKS];

type Method = (this: never, ...given: never[]) => unknown;

interface Fault {
  readonly name: string;
  /** Puts it into the running code, and answers how it is taken out. */
  plant(): () => void;
}

/** In the place of a method, one that knows the real one. */
function instead(owner: { prototype: object }, name: string, make: (real: Method) => Method): () => void {
  const methods = owner.prototype as Record<string, Method>;
  const real = methods[name]!;
  methods[name] = make(real);
  return () => {
    methods[name] = real;
  };
}

const call = (method: Method, self: unknown, ...given: unknown[]): unknown => Reflect.apply(method, self, given);

export const FAULTS: readonly Fault[] = [
  {
    name: 'a fee that is paid out in the place of in',
    plant: () =>
      instead(
        Books,
        'apply',
        (real) =>
          function (this: unknown, fill: { fee: number }) {
            return call(real, this, { ...fill, fee: -fill.fee });
          } as Method,
      ),
  },
  {
    name: 'a fill before its order has arrived',
    plant: () =>
      instead(
        InFlight,
        'send',
        (real) =>
          function (this: unknown, time: number, order: { decidedAt: number }, ...rest: unknown[]) {
            return call(real, this, Math.max(order.decidedAt, time - 40_000), order, ...rest);
          } as Method,
      ),
  },
  {
    name: 'a part that is filled and lost',
    plant: () =>
      instead(
        Desk,
        'filled',
        (real) =>
          function (this: unknown, order: { status: number }, fill: unknown) {
            if (order.status !== STATUS.partially_filled) call(real, this, order, fill);
          } as Method,
      ),
  },
  {
    name: 'a rest that nobody puts back',
    plant: () => instead(Settlement, 'leave', () => () => undefined),
  },
  {
    name: 'a hold that is kept for ever',
    plant: () => instead(Holds, 'release', () => () => undefined),
  },
  {
    name: 'a limit that fills before price has come to it',
    plant: () =>
      instead(
        LimitFill,
        'buys',
        (real) =>
          function (this: unknown, limit: number, price: number) {
            return call(real, this, limit, price - 50);
          } as Method,
      ),
  },
  {
    name: 'an expiry that is forgotten',
    plant: () => instead(Expiries, 'add', () => () => undefined),
  },
  {
    name: 'a checkpoint that forgets what a position cost',
    plant: () => {
      const owner = Position as unknown as { unsaved?: readonly string[] };
      owner.unsaved = ['cost'];
      return () => {
        delete owner.unsaved;
      };
    },
  },
];

export interface Finding {
  readonly seed: number;
  readonly check: string;
  readonly fault: string;
}

/** The first seed in which a check finds the fault; null where none of `most` does. */
export function find({ plant }: Fault, most: number, first = 1): Finding | null {
  const remove = plant();
  try {
    for (const seed of range(first, most)) {
      for (const [check, { failures }] of tally(SOAK_CHECKS, [seed])) {
        if (failures[0] !== undefined) return { seed, check, fault: failures[0].fault.split('\n')[0]! };
      }
    }
    return null;
  } finally {
    remove();
  }
}
