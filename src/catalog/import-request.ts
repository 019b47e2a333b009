/** How a file is read, what an import is asked beside, and what it answers. */

import type { TimeUnit } from './import-sql.ts';
import type { InstrumentEntry } from './instruments.ts';
import type { SeriesKind } from './layout.ts';
import type { ColumnMap } from './mapping.ts';
import type { Stamp } from './presets.ts';

/** A file and how its columns and times are to be read: for an import, or for a check. */
export interface FileReading {
  readonly file: string;
  /** What the file holds: the preset's kind, else candles. */
  readonly kind?: SeriesKind | undefined;
  /** A name of `PRESETS`; whatever is said beside it counts more. */
  readonly preset?: string | undefined;
  /** Our column names to the file's, or to numbers of columns from 1. */
  readonly map?: ColumnMap | undefined;
  /** Of a CSV file; by its first lines unless given. */
  readonly delimiter?: string | undefined;
  readonly header?: boolean | undefined;
  readonly skipLines?: number | undefined;
  /** Unit of epoch times; by their size unless given. */
  readonly timeUnit?: TimeUnit | undefined;
  /** Zone of times that say none (default UTC): an offset such as +08:00, or a name such as America/New_York. */
  readonly timeZone?: string | undefined;
  /** Form of text times in the letters of strptime, such as `%d/%m/%Y %H:%M`; ISO unless given. */
  readonly timeFormat?: string | undefined;
  /** Date (2024-01-31) from whose midnight the times count. */
  readonly date?: string | undefined;
  /** Which moment of a candle the stamps name (default: its open). */
  readonly stamp?: Stamp | undefined;
  /** Cuts off what is finer than a microsecond, which is refused otherwise. */
  readonly floorTimes?: boolean | undefined;
  /** Rounds prices to so many significant digits, 1 to 15. */
  readonly roundPrices?: number | undefined;
  /** Rounds volumes and sizes likewise. */
  readonly roundSizes?: number | undefined;
  /** Decimals by which the file's prices are too large. */
  readonly priceShift?: number | undefined;
}

export interface ImportRequest extends FileReading {
  /**
   * Length of a candle, or of a bar of quotes, in microseconds; the most frequent step between rows unless given. One
   * that the steps contradict is refused.
   */
  readonly interval?: number | undefined;
  /** Takes the interval as it is: a venue's own word, which few rows far apart do not contradict. */
  readonly trustInterval?: boolean | undefined;
  /** Folder of the catalog; made where there is none. */
  readonly catalog: string;
  readonly venue: string;
  readonly symbol: string;
  /** Puts rows in the order of their times, which are refused out of order otherwise. */
  readonly sort?: boolean | undefined;
  /** Takes times after `now`, which are refused otherwise. */
  readonly allowFuture?: boolean | undefined;
  /** Wall time in microseconds; the system's unless given. */
  readonly now?: number | undefined;
  /** Increments of a symbol that has no instrument yet, as decimal text. */
  readonly tick?: string | undefined;
  readonly lot?: string | undefined;
  /** Once it is aborted, the import throws its reason, and the catalog is as it was. */
  readonly signal?: AbortSignal | undefined;
}

export interface ImportResult {
  readonly kind: SeriesKind;
  /** Rows of the series after the import, and how many of them are new. */
  readonly rows: number;
  readonly added: number;
  /** Length of a candle in microseconds, 0 for trades and quotes; and whether it is the step between rows. */
  readonly interval: number;
  readonly intervalInferred: boolean;
  /** Rows that were there already, in the catalog or (candles, and trades by their id) in the file. */
  readonly dropped: number;
  /** Those of them that the file itself has more than once. */
  readonly repeated: number;
  /** Candles left out that were not finished when the file was made, as the file itself says. */
  readonly unfinished: number;
  /** DuckDB type of the volumes or sizes, and the decimals of the file's own. */
  readonly sizeType: string;
  readonly sizeDecimals: number;
  /** Stretches without a candle in the series, and candles missing in them; 0 for trades and quotes. */
  readonly gaps: number;
  readonly missing: number;
  /** Times of the series' first and last row in microseconds. */
  readonly first: number;
  readonly last: number;
  readonly instrument: InstrumentEntry;
  /** Whether the symbol had no instrument before this import. */
  readonly isNewInstrument: boolean;
  /** Whether this import had to infer the instrument's tick. */
  readonly inferred: boolean;
  /**
   * Intervals in microseconds of coarser candles of the symbol that do not hold the added rows: they lie inside their span or
   * beyond its end.
   */
  readonly coarser: readonly number[];
  /** The file written. */
  readonly path: string;
}
