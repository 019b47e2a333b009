/** Keeps the books: balances, holds, positions with their cost, round trips and equity, with no unit lost. */
export * from './books.ts';
export * from './position.ts';
export * from './valuation.ts';
