/** Feeds that wait on the world and stamp what they hear with its time of arrival, and the tapes they leave. */
export { MockFeed, type MockFeedOptions } from './mockFeed.ts';
export type { MockMarketOptions } from './mockMarket.ts';
export { recordedFeed, TapeRecorder } from './recorder.ts';
export { tapeDigest } from './tapeDigest.ts';
export { TapeRows } from './tapeRows.ts';
