/** Vectors as DuckDB decodes them into doubles: taking them as they stand is twice as fast as casting them in SQL. */

/** What the binding's vectors hold; its types keep these fields to themselves. */
export interface DecodedVector {
  readonly validity: { readonly data: BigUint64Array | null };
  /** Of DOUBLE, and of TIMESTAMP as 64-bit microseconds. */
  readonly items?: Float64Array | BigInt64Array;
  /** Of DECIMAL: whole units in 2, 4 or 8 bytes by its digits. */
  readonly dataView?: DataView;
  readonly decimalType?: { readonly width: number; readonly scale: number };
}

/** Widest DECIMAL whose units a double holds. */
export const EXACT_DECIMAL_DIGITS = 15;

/** Copies the first `count` rows to `target` at `at`: a DECIMAL as the double nearest to it, NULL as NaN. */
export function intoDoubles(vector: DecodedVector, count: number, target: Float64Array, at: number): void {
  const { items, dataView, decimalType } = vector;
  if (items instanceof Float64Array) target.set(items.subarray(0, count), at);
  else if (items instanceof BigInt64Array) scaled(halvesOf(items), count, target, at, 1, 1);
  else if (dataView !== undefined && decimalType !== undefined && decimalType.width <= EXACT_DECIMAL_DIGITS) {
    // Units and the power of ten are doubles without error, so their quotient is the double nearest to the decimal.
    scaled(unitsOf(dataView, decimalType.width), count, target, at, 1, Number(`1e${decimalType.scale}`));
  } else throw new TypeError('a column must be DOUBLE, TIMESTAMP or a DECIMAL of up to 15 digits');
  nullsToNaN(vector, count, target, at);
}

/**
 * Copies the first `count` rows of a DECIMAL as whole units of 10^-decimals, NULL as NaN; false, and nothing copied, where
 * the column is another one or finer. Past 2^53 units the double nearest to them.
 */
export function intoUnits(
  vector: DecodedVector,
  count: number,
  target: Float64Array,
  at: number,
  decimals: number,
): boolean {
  const { dataView, decimalType } = vector;
  if (dataView === undefined || decimalType === undefined) return false;
  if (decimalType.width > EXACT_DECIMAL_DIGITS || decimalType.scale > decimals) return false;
  const factor = Number(`1e${decimals - decimalType.scale}`);
  scaled(unitsOf(dataView, decimalType.width), count, target, at, factor, 1);
  nullsToNaN(vector, count, target, at);
  return true;
}

/** Low and high halves of 64-bit numbers in turn: reading them as BigInt takes ten times as long. */
interface Halves {
  readonly halves: Int32Array;
}

const halvesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Halves => ({
  halves: new Int32Array(buffer, byteOffset, byteLength / 4),
});

function unitsOf(view: DataView, width: number): Int16Array | Int32Array | Halves {
  if (width > 9) return halvesOf(view);
  const { buffer, byteOffset, byteLength } = view;
  return width > 4
    ? new Int32Array(buffer, byteOffset, byteLength / 4)
    : new Int16Array(buffer, byteOffset, byteLength / 2);
}

/** Each number times `factor`, or over `divisor`; the other one is 1. */
function scaled(
  numbers: Int16Array | Int32Array | Halves,
  count: number,
  target: Float64Array,
  at: number,
  factor: number,
  divisor: number,
): void {
  if ('halves' in numbers) {
    const { halves } = numbers;
    for (let i = 0; i < count; i += 1) {
      const high = halves[2 * i + 1]!;
      // Past 2^53, as the infinite times are, a double cannot tell one from the next: there is no such value.
      const isSafe = high < 2097152 && high >= -2097152;
      target[at + i] = isSafe ? ((high * 4294967296 + (halves[2 * i]! >>> 0)) * factor) / divisor : Number.NaN;
    }
  } else if (divisor === 1) for (let i = 0; i < count; i += 1) target[at + i] = numbers[i]! * factor;
  else for (let i = 0; i < count; i += 1) target[at + i] = numbers[i]! / divisor;
}

function nullsToNaN({ validity }: DecodedVector, count: number, target: Float64Array, at: number): void {
  if (validity.data === null) return;
  for (let i = 0; i < count; i += 1) if (isNull(validity.data, i)) target[at + i] = Number.NaN;
}

function isNull(mask: BigUint64Array, row: number): boolean {
  return (mask[row >> 6]! & (1n << BigInt(row & 63))) === 0n;
}
