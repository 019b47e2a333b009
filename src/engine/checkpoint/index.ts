/** What a run has come to between two events: kept, and gone on with. */
export type { Checkpoint } from './checkpoint.ts';
export { GivenRows, skipGiven } from './skip.ts';
