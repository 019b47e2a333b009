/** Matches orders against the price that moves: resting orders, slippage, fees, holds, and the path inside a candle. */
export * from './amend.ts';
export * from './contract.ts';
export * from './group.ts';
export * from './limitFill.ts';
export * from './market.ts';
export * from './order.ts';
export * from './path.ts';
export * from './rules.ts';
export * from './settings.ts';
export * from './simulated.ts';
export * from './sizing.ts';
export * from './slippage.ts';
