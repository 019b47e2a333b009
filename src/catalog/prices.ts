/** Prices of a file as whole units: the doubles nearest to their decimals, scaled, and held against what they came from. */
import { type Chunk, sqlName } from './duckdb.ts';
import { EXACT_DECIMAL_DIGITS } from './vectors.ts';

/** Prices stay below 2^52 units, where scaling a double by a power of ten rounds to the right whole number. */
export const LARGEST_PRICE_UNITS = 4503599627370496;

const digitsOf = (type: string): number => Number(/^DECIMAL\(([0-9]+),/.exec(type)?.[1] ?? 0);

/** The nearest double to a column's value. DuckDB rounds a DECIMAL of more digits than a double holds twice. */
export function nearestDouble(name: string, type: string): string {
  const column = sqlName(name);
  const isWide = digitsOf(type) > EXACT_DECIMAL_DIGITS;
  return isWide || type === 'FLOAT' ? `${column}::VARCHAR::DOUBLE` : `${column}::DOUBLE`;
}

/** What a chunk decodes into `double`: the column as it stands where it is a DECIMAL whose units a double holds. */
export function decoded(name: string, type: string, double: string): string {
  const digits = digitsOf(type);
  return digits > 0 && digits <= EXACT_DECIMAL_DIGITS ? sqlName(name) : double;
}

/** The nearest double to a price; of a wide DECIMAL whose digits pass a double's, NaN where it is finer than its decimals. */
export function priceAsDouble(name: string, type: string, priceDecimals: number): string {
  const value = nearestDouble(name, type);
  const [width, scale] = (/^DECIMAL\(([0-9]+),([0-9]+)\)/.exec(type) ?? []).slice(1).map(Number);
  if (width === undefined || scale === undefined || width <= EXACT_DECIMAL_DIGITS || scale <= priceDecimals)
    return value;
  const column = sqlName(name);
  return `CASE WHEN ${column} = round(${column}, ${priceDecimals}) THEN ${value} ELSE 'nan'::DOUBLE END`;
}

/** A column of prices as whole units of 10^-decimals; NaN where a value is no such number, or too large for one. */
export function takePrices(chunk: Chunk, column: number, target: Float64Array, at: number, decimals: number): void {
  if (chunk.copyUnits(column, target, at, decimals)) return;
  chunk.copy(column, target, at);
  toUnits(target, at, at + chunk.length, Number(`1e${decimals}`));
}

/** `round(x * 10^d) / 10^d = x` holds for exactly the doubles nearest to a whole number of units. */
function toUnits(prices: Float64Array, from: number, to: number, scale: number): void {
  for (let i = from; i < to; i += 1) {
    const price = prices[i]!;
    const units = Math.round(price * scale);
    prices[i] = units / scale === price && units < LARGEST_PRICE_UNITS ? units : neighbour(price, units, scale);
  }
}

/** Near 2^52 the product may be one unit off; NaN where neither neighbour is the price. */
function neighbour(price: number, units: number, scale: number): number {
  for (const near of [units - 1, units + 1]) {
    if (near > 0 && near < LARGEST_PRICE_UNITS && near / scale === price) return near;
  }
  return Number.NaN;
}
