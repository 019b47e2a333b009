/** Of whole runs under every friction, with nonsense among the orders: what an audit finds, and what a checkpoint comes to. */
import { runSync, TradingSession } from '../../../../src/engine/index.ts';
import type { SessionSetup } from '../../../../src/engine/setup.ts';
import { AmountOverflowError, CheckError, InputError, StrategyError } from '../../../../src/model/errors.ts';
import { feedOf } from '../../../support/market.ts';
import { Chance, frictionsOf } from '../../../support/randomRun.ts';
import { resumed, whole } from '../../../support/resumed.ts';
import { acting } from '../acting.ts';
import type { OrderCase } from '../case.ts';
import type { Check } from '../check.ts';
import { seriesFor, setupFor } from '../trial.ts';

/** The case with the frictions of its seed, and with nonsense among what is asked. */
function roughly(tried: OrderCase): { readonly setup: SessionSetup; readonly series: ReturnType<typeof seriesFor> } {
  const setup = setupFor(tried);
  const exchange = { ...setup.exchange, ...frictionsOf(tried.seed) };
  const strategy = { ...setup.strategy, definition: acting(tried, true) };
  return { setup: { ...setup, exchange, strategy }, series: seriesFor(tried, setup) };
}

/** No price for what is held, or luck that outgrew 2^53 units: no run, and no fault. */
function isPlight(error: unknown): boolean {
  if (error instanceof AmountOverflowError) return true;
  if (error instanceof StrategyError) return error.cause instanceof InputError;
  return error instanceof InputError;
}

const textOf = (error: unknown): string =>
  error instanceof CheckError ? error.message : error instanceof Error ? String(error.stack) : String(error);

const audited: Check = {
  name: 'audit',
  says: 'under every friction, with nonsense among the orders, an audit finds nothing and no run ends in an error',
  judgesAny: true,
  judge({ tried }, fail) {
    const { setup, series } = roughly(tried);
    const feed = feedOf(series);
    const session = new TradingSession({ ...setup, audit: true, series: feed.series });
    try {
      runSync(session, feed);
    } catch (error) {
      if (!isPlight(error)) fail(textOf(error));
    }
    return session.audited.events;
  },
};

const kept: Check = {
  name: 'checkpoint',
  says: 'kept at any event, as text, and gone on with by another session, a run comes to the same',
  judgesAny: true,
  judge({ tried }, fail) {
    let expected: ReturnType<typeof whole>;
    try {
      const { setup, series } = roughly(tried);
      expected = whole(setup, series);
    } catch (error) {
      if (!isPlight(error)) fail(textOf(error));
      return 0;
    }
    if (expected === null) return 0;
    const chance = new Chance(tried.seed, 14);
    const { steps, ...outcome } = expected;
    const at = chance.below(steps + 1);
    let difference = '';
    const compare = (a: unknown, b: unknown): void => {
      if (difference === '' && JSON.stringify(a) !== JSON.stringify(b)) difference = 'what it holds differs';
    };
    try {
      const found = resumed(() => roughly(tried), at, 1 + chance.below(5), chance.below(20), compare);
      if (difference === '' && textOfOutcome(found) !== textOfOutcome(outcome)) difference = 'what comes of it differs';
    } catch (error) {
      difference = textOf(error);
    }
    if (difference !== '') fail(`kept after ${at} of ${steps} steps: ${difference}`);
    return 1;
  },
};

const textOfOutcome = (outcome: unknown): string =>
  JSON.stringify(outcome, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

export const WHOLE_CHECKS: readonly Check[] = [audited, kept];
