/** Everything `data check` may find, a row each. */

/** An error makes the data wrong (exit 3); a note is worth knowing and may be true of the market (exit 3 with --strict). */
export type FindingLevel = 'error' | 'note';

const TABLE = [
  ['no_rows', 'error', 'there is no row at all'],
  ['lines_before_header', 'error', 'lines before the header or the first row: say so with --skip-lines'],
  ['row_form', 'error', 'rows are not formed as the first: columns too many, or other than plain values'],
  ['time_missing', 'error', 'rows have no time'],
  ['time_unreadable', 'error', 'times cannot be read as the others are, or fall into a skipped or repeated hour'],
  ['time_format', 'error', 'times are in a form of their own, which import must be told'],
  ['price_missing', 'error', 'rows lack a price (of Arrow: or have NaN)'],
  ['price_unreadable', 'error', 'rows have a price that is no number, or NaN, or infinite'],
  ['volume_missing', 'error', 'rows have no volume or size (of Arrow: or NaN)'],
  ['volume_unreadable', 'error', 'rows have a volume or size that is no number, or NaN, or infinite'],
  ['side_unreadable', 'error', 'trades have a side that is neither buy nor sell nor blank'],
  ['disorder', 'error', 'rows stand out of the order of time'],
  ['duplicate_identical', 'error', 'rows repeat a time and its values'],
  ['duplicate_conflicting', 'error', 'rows repeat a time with other values'],
  ['overlap', 'error', 'candles open before the one before them has ended'],
  ['high_below_low', 'error', 'candles have a high below their low'],
  ['open_outside', 'error', 'candles open outside low to high'],
  ['close_outside', 'error', 'candles close outside low to high'],
  ['column_order', 'error', 'prices are not in the columns where they were looked for'],
  ['price_not_positive', 'error', 'rows have a price of zero or below'],
  ['volume_negative', 'error', 'rows have a negative volume or size'],
  ['id_conflicting', 'error', 'trades repeat an id with other values'],
  ['gap', 'note', 'stretches without a row'],
  ['id_gap', 'note', 'ids skip numbers: trades may be missing'],
  ['id_identical', 'note', 'trades stand there again, id and all: import drops them'],
  ['repeated', 'note', 'rows equal the row before; trades without ids are separate ones'],
  ['same_time', 'note', 'rows share the time of the row before: import keeps their order'],
  ['side_missing', 'note', 'quotes lack their bid or their ask'],
  ['quote_crossed', 'note', 'quotes have a bid above their ask'],
  ['quote_locked', 'note', 'quotes have a bid equal to their ask'],
  ['size_zero', 'note', 'trades have a size of zero'],
  ['zero_volume', 'note', 'candles have no volume'],
  ['misaligned', 'note', 'times are off the grid of the interval; below a day import refuses them'],
  ['stuck_price', 'note', 'runs of at least ten candles, or a thousand ticks, stand still on one price'],
  ['no_range', 'note', 'candles traded at one price only (open = high = low = close)'],
  ['outlier', 'note', 'prices move far more than is usual here'],
  ['price_too_fine', 'note', 'prices have more decimals than fit beside the highest: --round-prices 15 removes dust'],
  ['future', 'note', 'rows lie in the future'],
  ['newest_first', 'note', 'the file runs from the newest row to the oldest; import turns it round'],
  ['volume_columns', 'note', 'several columns may be the volume'],
] as const satisfies readonly (readonly [name: string, level: FindingLevel, meaning: string])[];

export type FindingName = (typeof TABLE)[number][0];

/** Whether a finding is an error, which import refuses, or a note. */
export const levelOf = (name: FindingName): FindingLevel => TABLE.find(([other]) => other === name)![1];

/** Where something was found. */
export interface Place {
  /** Row of data, from 1; and its line, in files of lines. */
  readonly row: number;
  readonly line: number | null;
  /** ISO; null where it cannot be read. */
  readonly time: string | null;
}

/** What is longest of its kind. */
export interface Stretch extends Place {
  readonly candles: number;
  /** From the candle before it to the one after it. */
  readonly duration_ms: number;
}

export interface Finding {
  readonly name: FindingName;
  readonly level: FindingLevel;
  readonly meaning: string;
  /** Rows, or stretches of them. */
  readonly count: number;
  /** Candles (of ticks: rows) in what is counted; the missing ones of a gap. */
  readonly candles: number;
  /** Their share of the candles that the period has room for; of ticks, of the rows, and a gap's of the time. */
  readonly period_pct: number | null;
  /** Empty where it is one thing of the whole file. */
  readonly first: readonly Place[];
  readonly longest: Stretch | null;
  /** What was read, or how it was judged. */
  readonly detail: string | null;
}

/** What a family of findings hands over: the rest follows from the table and the period. */
export interface Found {
  readonly name: FindingName;
  readonly count: number;
  readonly candles?: number;
  /** Share of the period, 0 to 1, where it is not that of the candles. */
  readonly share?: number;
  readonly first?: readonly Place[];
  readonly longest?: Stretch;
  readonly detail?: string | undefined;
}

/**
 * Findings in the order of the table, those of nothing left out.
 *
 * @param room candles that the period has room for, or ticks that are there
 */
export function findingsOf(found: readonly Found[], room: number | null): Finding[] {
  return TABLE.flatMap(([name, level, meaning]) =>
    found
      .filter((one) => one.name === name && one.count > 0)
      .map((one) => {
        const candles = one.candles ?? one.count;
        return {
          name,
          level,
          meaning,
          count: one.count,
          candles,
          period_pct: one.share !== undefined ? percent(one.share) : room === null ? null : percent(candles / room),
          first: one.first ?? [],
          longest: one.longest ?? null,
          detail: one.detail ?? null,
        };
      }),
  );
}

/** Findings with the line of each row that they name. */
export async function withLines(
  findings: readonly Finding[],
  linesOf: (rows: readonly number[]) => Promise<ReadonlyMap<number, number>>,
): Promise<Finding[]> {
  const named = findings.flatMap(({ first, longest }) => [...first, ...(longest === null ? [] : [longest])]);
  const lines = await linesOf(named.map(({ row }) => row));
  const placed = <P extends Place>(place: P): P => ({ ...place, line: lines.get(place.row) ?? null });
  return findings.map((finding) => ({
    ...finding,
    first: finding.first.map(placed),
    longest: finding.longest === null ? null : placed(finding.longest),
  }));
}

/** Percent with four decimals, at most 100. */
const percent = (share: number): number => Math.min(100, Math.round(share * 1e6) / 1e4);
