/** One run: the tape moves the clock, the exchange matches, the books follow, the strategy decides, the record is kept. */
export * from './checkpoint/index.ts';
export * from './digest.ts';
export * from './recorder.ts';
export type { RefusalCount } from './refusals.ts';
export * from './run.ts';
export * from './session.ts';
export * from './setup.ts';
export * from './summary.ts';
