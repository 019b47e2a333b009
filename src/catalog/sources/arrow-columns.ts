/** Arrow's columns as ours: doubles as they are, times as microseconds, all else as the text of its exact value. */
import type { Data, DataType, Decimal, Timestamp, Vector } from 'apache-arrow';
import { formatDigits } from '../../model/decimal.ts';
import type { ColumnData, StagedColumn } from '../appender.ts';
import type { ArrowModule } from './arrow-codecs.ts';

export interface ArrowColumn {
  readonly staged: StagedColumn;
  /** What the column is to the reader of times and numbers. */
  readonly type: string;
  /** Brings back what staging widened. */
  readonly cast?: string;
  /** Times that are UTC whatever zone is said. */
  readonly isUtc: boolean;
  read(vector: Vector, type: DataType): ColumnData;
  /** The first value as text. */
  sample(vector: Vector, type: DataType): string | null;
}

const DOUBLE: StagedColumn = { type: 'double', nullable: true };
const TEXT: StagedColumn = { type: 'varchar', nullable: true };

/** How columns of an Arrow type are read; null for a type that holds no number, text or time. */
export function arrowColumn(arrow: ArrowModule, type: DataType): ArrowColumn | null {
  const { DataType: is } = arrow;
  if (is.isFloat(type)) {
    const isSingle = type.precision === arrow.Precision.SINGLE;
    // A single's shortest decimal is found by its own type: as a double it would show dust.
    return {
      ...plain(DOUBLE, isSingle ? 'FLOAT' : 'DOUBLE', numbers),
      ...(isSingle ? { cast: 'FLOAT' } : {}),
      sample: (vector) => textOf(vector.get(0)),
    };
  }
  if (is.isTimestamp(type)) return timestamp(type);
  if (is.isDate(type)) return plain(TEXT, 'EPOCH_NS', dates);
  if (is.isDecimal(type)) return plain(TEXT, 'VARCHAR', (vector) => texts(vector, (value) => decimalText(value, type)));
  const isText = is.isUtf8(type) || is.isLargeUtf8(type) || (is.isDictionary(type) && is.isUtf8(type.dictionary));
  return is.isInt(type) || is.isBool(type) || isText ? plain(TEXT, 'VARCHAR', (vector) => texts(vector, textOf)) : null;
}

function plain(staged: StagedColumn, type: string, read: (vector: Vector) => ColumnData): ArrowColumn {
  const sample = (vector: Vector): string | null => textOf(read(vector.slice(0, 1))[0]);
  return { staged, type, isUtc: false, read, sample };
}

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

function texts(vector: Vector, text: (value: unknown) => string | null): (string | null)[] {
  return Array.from({ length: vector.length }, (_, row) => text(vector.get(row)));
}

function numbers(vector: Vector): Float64Array {
  // NaN is NULL where it is staged: either is refused in a price, and stands for a volume nobody recorded.
  return Float64Array.from({ length: vector.length }, (_, row) => (vector.get(row) as number | null) ?? Number.NaN);
}

const dates = (vector: Vector): (string | null)[] =>
  texts(vector, (value) => (value === null ? null : String(BigInt(Number(value)) * 1_000_000n)));

/** Epoch numbers of a timestamp column as text, in the unit that its type states. */
function timestamp(type: Timestamp): ArrowColumn {
  const factor = [1_000_000_000n, 1_000_000n, 1_000n, 1n][type.unit]!;
  const read = (vector: Vector): (string | null)[] =>
    vector.data.flatMap((data: Data) => {
      const values = data.values as BigInt64Array;
      return Array.from({ length: data.length }, (_, row) =>
        data.getValid(row) ? String(BigInt(values[row]!) * factor) : null,
      );
    });
  const isUtc = type.timezone !== null && type.timezone !== undefined && type.timezone !== '';
  return { ...plain(TEXT, 'EPOCH_NS', read), isUtc };
}

/** An Arrow decimal as text: little-endian 32-bit words of its two's complement. */
function decimalText(value: unknown, { scale }: Decimal): string | null {
  if (!(value instanceof Uint32Array)) return null;
  let whole = 0n;
  for (let i = value.length - 1; i >= 0; i -= 1) whole = (whole << 32n) | BigInt(value[i]!);
  const signed = BigInt.asIntN(value.length * 32, whole);
  const digits = String(signed < 0n ? -signed : signed);
  return formatDigits(digits, signed < 0n, scale, false);
}
