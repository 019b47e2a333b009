/** What users write: a strategy's shape, the context it acts through, indicators, and the strategies that ship. */
export * from './candle.ts';
export * from './context.ts';
export * from './define.ts';
export * from './history.ts';
export * from './request.ts';
export { SHIPPED_STRATEGIES } from './shipped/index.ts';
export { Sma } from './sma.ts';
