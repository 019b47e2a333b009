/** Feeds that wait on the world and stamp what they hear with its time of arrival, and the tapes they leave. */
export { recordedFeed } from '../market/recordedFeed.ts';
export { TapeRows } from '../market/tapeRows.ts';
export { CcxtVenue, type CcxtVenueOptions } from './ccxt/venue.ts';
export { type Faults, FaultyVenue } from './faults.ts';
export { LiveFeed, type LiveFeedOptions, type LiveLog } from './liveFeed.ts';
export { type Loop, RealLoop, VirtualLoop } from './loop.ts';
export type { MockMarketOptions } from './mockMarket.ts';
export { MockVenue, type MockVenueOptions } from './mockVenue.ts';
export { TapeRecorder } from './recorder.ts';
export { tapeDigest } from './tapeDigest.ts';
export type * from './venue.ts';
