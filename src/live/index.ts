/** Feeds that wait on the world and stamp what they hear with its time of arrival, and the tapes they leave. */
export { recordedFeed } from '../market/recordedFeed.ts';
export { TapeRows } from '../market/tapeRows.ts';
export { MockFeed, type MockFeedOptions } from './mockFeed.ts';
export type { MockMarketOptions } from './mockMarket.ts';
export { TapeRecorder } from './recorder.ts';
export { tapeDigest } from './tapeDigest.ts';
