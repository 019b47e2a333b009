/** Counts and values the round trips whose order of fills inside a candle is unknown. */
import { type RecordChunk, type RecordSink, ROUND_TRIP_ROW, ROUND_TRIP_ROW_WIDTH } from '../model/record.ts';

export class AmbiguityTally implements RecordSink {
  #count = 0;
  #pnl = 0;

  roundTrips({ rows, count }: RecordChunk): void {
    for (let at = 0; at < count * ROUND_TRIP_ROW_WIDTH; at += ROUND_TRIP_ROW_WIDTH) {
      if (rows[at + ROUND_TRIP_ROW.ambiguous] !== 1) continue;
      this.#count += 1;
      this.#pnl += rows[at + ROUND_TRIP_ROW.pnl]!;
    }
  }

  /** `pnl` in units of the reporting asset, net of fees. */
  get result(): { readonly roundTrips: number; readonly pnl: number } {
    return { roundTrips: this.#count, pnl: this.#pnl };
  }
}
