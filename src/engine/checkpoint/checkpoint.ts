/** A session between two events, as plain JSON from which another goes on to the same result. */
import { InputError } from '../../model/errors.ts';
import { load, type Saved, save } from '../../strategy/saved.ts';
import type { SessionSetup } from '../setup.ts';
import { loadGraph, saveGraph } from './graph.ts';

const SCHEMA = 'papertape.checkpoint/1';

/**
 * What a session needs to go on, beside its setup: clock, timers, orders at rest and under way, books, digests, candles under
 * way, what sinks that are part of the run have gathered. JSON as it is: a text or a journal keeps it to the last bit.
 */
export interface Checkpoint {
  readonly schema: typeof SCHEMA;
  /** Simulated time, microseconds. */
  readonly time: number;
  /** Market events so far. */
  readonly events: number;
  /** By series: rows that the session has been given. It goes on with the next; what it has not used of these is kept here. */
  readonly given: readonly number[];
  /** The strategy's own: its `state`, and how often it has drawn. */
  readonly strategy: Saved;
  readonly session: Saved;
}

/** What a session hands over to be kept. */
export interface Kept {
  readonly setup: SessionSetup;
  readonly session: object;
  readonly state: unknown;
  readonly time: number;
  readonly events: number;
  readonly given: readonly number[];
}

/** @throws InputError where the strategy's state holds what cannot be kept */
export function checkpointOf({ setup, session, state, time, events, given }: Kept): Checkpoint {
  return {
    schema: SCHEMA,
    time,
    events,
    given: [...given],
    strategy: [stateOf(state, setup.strategy.definition.name), setup.strategy.chance?.drawn ?? 0],
    session: saveGraph([session, ...keptSinks(setup)], givenBy(setup)),
  };
}

function stateOf(state: unknown, name: string): Saved {
  try {
    return save(state);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      `strategy ${name} cannot be kept in a checkpoint, only replayed from its tape: ${error.message}`,
    );
  }
}

/** Fills a session made anew of the same setup. Answers the strategy's state. */
export function goOnFrom(session: object, setup: SessionSetup, checkpoint: Checkpoint): unknown {
  if (checkpoint.schema !== SCHEMA) {
    throw new InputError(`a checkpoint of this version is ${SCHEMA}, not ${String(checkpoint.schema)}`);
  }
  loadGraph(checkpoint.session, [session, ...keptSinks(setup)], givenBy(setup));
  const [state, drawn] = checkpoint.strategy as readonly [Saved, number];
  if (setup.strategy.chance !== undefined) setup.strategy.chance.drawn = drawn;
  return load(state);
}

function keptSinks({ sinks }: SessionSetup): readonly object[] {
  return sinks.filter(({ isKept }) => isKept === true);
}

/** Everything of the setup that a session may hold on to, in an order that is the same of the same setup. */
function givenBy(setup: SessionSetup): readonly object[] {
  const found: object[] = [];
  const add = (value: unknown, isWhole: boolean): void => {
    if (typeof value !== 'object' || value === null || found.includes(value)) return;
    found.push(value);
    if (isWhole) for (const one of Object.values(value)) add(one, true);
  };
  const { strategy, sinks, log, ...settings } = setup;
  found.push(setup, strategy);
  for (const one of [strategy.definition, strategy.params, strategy.chance, log, sinks, ...sinks]) add(one, false);
  add(settings, true);
  return found;
}
