/** The strategies that come with Papertape, by name. */
import type { StrategyDefinition } from '../define.ts';
import buyAndHold from './buy-and-hold.ts';
import scripted from './scripted.ts';
import smaCross from './sma-cross.ts';

export const SHIPPED_STRATEGIES: ReadonlyMap<string, StrategyDefinition> = new Map(
  [smaCross, buyAndHold, scripted].map((definition) => [definition.name, definition as unknown as StrategyDefinition]),
);
