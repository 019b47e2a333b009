/** Indicators for strategies: our own exact ones, and trading-signals for breadth. */
export * from 'trading-signals';
export { Sma } from './sma.ts';
