/** Counts and values the round trips whose order of fills inside a candle is unknown. */
import { type RecordChunk, type RecordSink, ROUND_TRIP_ROW, ROUND_TRIP_ROW_WIDTH } from '../model/record.ts';

/** Of a run's finished round trips; money in units of the reporting asset, net of fees. */
export interface Ambiguity {
  readonly roundTrips: number;
  readonly pnl: number;
  /** The share of the ambiguous in what all round trips won and lost, each counted as a size; null where that is nothing. */
  readonly pnlShare: number | null;
}

export class AmbiguityTally implements RecordSink {
  readonly isKept = true;
  private count = 0;
  private pnl = 0;
  private size = 0;
  private sizeOfAll = 0;

  roundTrips({ rows, count }: RecordChunk): void {
    for (let at = 0; at < count * ROUND_TRIP_ROW_WIDTH; at += ROUND_TRIP_ROW_WIDTH) {
      const pnl = rows[at + ROUND_TRIP_ROW.pnl]!;
      this.sizeOfAll += Math.abs(pnl);
      if (rows[at + ROUND_TRIP_ROW.ambiguous] !== 1) continue;
      this.count += 1;
      this.pnl += pnl;
      this.size += Math.abs(pnl);
    }
  }

  get result(): Ambiguity {
    const pnlShare = this.sizeOfAll === 0 ? null : this.size / this.sizeOfAll;
    return { roundTrips: this.count, pnl: this.pnl, pnlShare };
  }
}
