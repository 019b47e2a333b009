/** The canonical form of rows, and its hash day by day. */
import { createHash, type Hash } from 'node:crypto';
import { NOT_RECORDED } from '../market/columns.ts';
import { InputError } from '../model/errors.ts';
import { dayOf } from '../model/time.ts';
import { CANDLE_ROWS } from './candle-rows.ts';
import type { Session } from './duckdb.ts';
import type { SeriesKind } from './layout.ts';
import {
  checkColumns,
  type ExpectedColumn,
  parquetColumns,
  readParquet,
  spanOf,
  unreadable,
  windowCondition,
} from './parquet-file.ts';
import { nearestDouble } from './prices.ts';
import { QUOTE_ROWS } from './quote-rows.ts';
import { TRADE_ROWS } from './trade-rows.ts';

/** Columns of a row's canonical form as SQL, all DOUBLE. */
function canonicalColumns(kind: SeriesKind, types: ReadonlyMap<string, string>): string[] {
  const value = (name: string): string => nearestDouble(name, types.get(name) ?? '');
  const time = 'epoch_us("time")::DOUBLE';
  if (kind === 'candles') return [time, ...['open', 'high', 'low', 'close', 'volume'].map(value)];
  if (kind === 'quotes') {
    const side = (name: string): string[] => [
      `coalesce(${value(name)}, 0)`,
      `CASE WHEN ${name} IS NULL THEN 0 ELSE coalesce(${value(`${name}_size`)}, ${NOT_RECORDED}) END`,
    ];
    return [time, ...side('bid'), ...side('ask')];
  }
  const side = `(CASE WHEN "side" = 'buy' THEN 1 WHEN "side" = 'sell' THEN -1 ELSE 0 END)::DOUBLE`;
  return [time, value('price'), value('size'), side];
}

/** What a file of a kind must have. */
export const expectedColumns = (kind: SeriesKind): readonly ExpectedColumn[] =>
  ({ candles: CANDLE_ROWS, trades: TRADE_ROWS, quotes: QUOTE_ROWS })[kind].columns;

/** Hashes rows day by day; days that come twice (a day cut by two files) go on where they were. */
export class DayHashes {
  readonly #days = new Map<number, Hash>();

  add(rows: Float64Array, width: number, count: number): void {
    let from = 0;
    while (from < count) {
      const day = dayOf(rows[from * width]!);
      let to = from + 1;
      while (to < count && dayOf(rows[to * width]!) === day) to += 1;
      const hash = this.#days.get(day) ?? createHash('sha256');
      this.#days.set(day, hash);
      hash.update(new Uint8Array(rows.buffer, rows.byteOffset + from * width * 8, (to - from) * width * 8));
      from = to;
    }
  }

  /** By day number, ascending. */
  digests(): Map<number, string> {
    const days = [...this.#days.keys()].sort((a, b) => a - b);
    return new Map(days.map((day) => [day, this.#days.get(day)!.digest('hex')]));
  }
}

/** Hashes a file's rows in [from, to) into `hashes`. */
export async function hashRows(
  session: Session,
  kind: SeriesKind,
  file: string,
  from: number | null,
  to: number | null,
  hashes: DayHashes,
): Promise<void> {
  const types = await parquetColumns(session, file);
  checkColumns(file, types, expectedColumns(kind));
  const columns = canonicalColumns(kind, types);
  const width = columns.length;
  const condition = windowCondition(from, to);
  try {
    const expected = (await spanOf(session, file, from, to)).inWindow;
    const stream = await session.stream(`SELECT ${columns.join(', ')} FROM ${readParquet(file)} WHERE ${condition}`);
    let read = 0;
    let rows = new Float64Array(0);
    const column = new Float64Array(2048);
    for (let chunk = await stream.next(); chunk !== null; chunk = await stream.next()) {
      if (rows.length < chunk.length * width) rows = new Float64Array(chunk.length * width);
      for (let j = 0; j < width; j += 1) {
        chunk.copy(j, column, 0);
        // Adding zero leaves every number but -0, which is one value with 0.
        for (let i = 0; i < chunk.length; i += 1) rows[i * width + j] = column[i]! + 0;
      }
      hashes.add(rows, width, chunk.length);
      read += chunk.length;
    }
    if (read !== expected) throw new InputError(`${file}: ${read} of ${expected} rows could be read: run it again`);
  } catch (error) {
    throw unreadable(file, error);
  }
}
