/** What holds after every event of a run, looked after in a session that does not audit itself. */
import { faultsOf } from '../../src/engine/audit/account.ts';
import { Flows } from '../../src/engine/audit/flows.ts';
import type { TradingSession } from '../../src/engine/index.ts';
import type { SessionSetup } from '../../src/engine/setup.ts';
import type { Order } from '../../src/exchange/order.ts';
import type { Books } from '../../src/portfolio/books.ts';

export { faultsOf } from '../../src/engine/audit/account.ts';
export { costOf, Flows, feeOf, nearest } from '../../src/engine/audit/flows.ts';

/** The rooms of a session that are looked into, and the step that is looked after. */
interface Inside {
  readonly books: Books;
  readonly desk: { readonly orders: { readonly list: readonly Order[] } };
  step(): boolean;
}

/**
 * Looks after each step of the session from now on.
 *
 * @returns how many steps were looked after so far
 * @throws Error in the step after which something does not hold
 */
export function checkInvariants(session: TradingSession, setup: SessionSetup): () => number {
  const inside = session as unknown as Inside;
  const { books } = inside;
  const flows = new Flows(setup);
  const [apply, step] = [books.apply, inside.step];
  let steps = 0;
  books.apply = (fill) => {
    flows.add(fill);
    apply.call(books, fill);
  };
  inside.step = () => {
    const goesOn = step.call(session);
    steps += 1;
    const faults = faultsOf(setup, books, inside.desk.orders.list, flows);
    if (faults.length > 0) throw new Error(`after the step to ${session.now}: ${faults.join('; ')}`);
    return goesOn;
  };
  return () => steps;
}
