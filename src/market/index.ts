/** Market events as columns, how they are put in order and built up, and the synthesizer of markets that never were. */
export * from './builder.ts';
export * from './columns.ts';
export { recordedFeed, tapePart } from './recordedFeed.ts';
export { type SynthCrash, Synthesizer, type SynthJumps, type SynthOptions, type SynthSymbol } from './synthesizer.ts';
export { synthFeed } from './synthFeed.ts';
export { TradeSynthesizer } from './synthTrades.ts';
export * from './tape.ts';
export { TapeDigest } from './tapeDigest.ts';
export { TapeRows } from './tapeRows.ts';
