/** What one room needs of another without knowing it: the engine joins them. */

/** The books as the exchange sees them. Assets are indices into the run's asset list; amounts are whole units. */
export interface Account {
  /** What may still be spent: total less held. */
  free(asset: number): number;
  hold(asset: number, amount: number): void;
  release(asset: number, amount: number): void;
  /** What is held less the initial holding; negative is short. Zero is flat. */
  position(asset: number): number;
  /**
   * Says that the order of fills inside a candle is unknown, before the fill in question is told or after it: tags the round
   * trip of `asset` under way, and one that the next fill before the next equity row begins. The reporting asset has no
   * round trips: for it nothing happens.
   */
  markAmbiguous(asset: number): void;
}

/** A running SHA-256, handed in by the edge: the core neither imports nor implements cryptography. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Lower-case hex. The hasher is used up. */
  digest(): string;
}
export type HasherFactory = () => Hasher;

/** Where the strategy's and the engine's messages go. Time in microseconds of the run. */
export interface LogPort {
  log(time: number, level: 'info' | 'warn' | 'error', message: string): void;
}
