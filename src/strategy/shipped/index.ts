/** The strategies that come with Papertape, by name. */
import type { StrategyDefinition } from '../define.ts';
import breakout from './breakout.ts';
import buyAndHold from './buy-and-hold.ts';
import dca from './dca.ts';
import grid from './grid.ts';
import meanReversion from './mean-reversion.ts';
import rebalance from './rebalance.ts';
import scripted from './scripted.ts';
import smaCross from './sma-cross.ts';

const SHIPPED = [smaCross, buyAndHold, meanReversion, breakout, grid, dca, rebalance, scripted];

export const SHIPPED_STRATEGIES: ReadonlyMap<string, StrategyDefinition> = new Map(
  SHIPPED.map((definition) => [definition.name, definition as unknown as StrategyDefinition]),
);
