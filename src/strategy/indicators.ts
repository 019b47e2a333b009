/**
 * Indicators for strategies: our own exact ones for the hot path (`Sma`, `Highest`, `Lowest`: whole price units, O(1)), and
 * those of trading-signals for breadth, in doubles. `save` and `load` turn any of them into plain JSON and back.
 */
import './signals.ts';

export * from '#trading-signals';
export * from './extremes.ts';
export { load, type Saved, save } from './saved.ts';
export { Sma } from './sma.ts';
