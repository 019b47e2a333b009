/** Prices of a file as whole units: the doubles nearest to their decimals, scaled, and held against what they came from. */
import { sqlName } from './duckdb.ts';

/** Prices stay below 2^52 units, where scaling a double by a power of ten rounds to the right whole number. */
export const LARGEST_PRICE_UNITS = 4503599627370496;

/** Widest DECIMAL that casts to the nearest double whatever its value; DuckDB rounds wider ones twice. */
const EXACT_DECIMAL_DIGITS = 15;

/** The nearest double to a column's value. */
export function nearestDouble(name: string, type: string): string {
  const column = sqlName(name);
  const width = Number(/^DECIMAL\(([0-9]+),/.exec(type)?.[1] ?? 0);
  return width > EXACT_DECIMAL_DIGITS || type === 'FLOAT' ? `${column}::VARCHAR::DOUBLE` : `${column}::DOUBLE`;
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

/**
 * Prices to whole units in place: `round(x * 10^d) / 10^d = x` holds for exactly the doubles nearest to a whole number
 * of units. The first row in [from, to) that has no such price above zero, or `to`.
 */
export function toUnits(prices: Float64Array, from: number, to: number, scale: number): number {
  for (let i = from; i < to; i += 1) {
    const price = prices[i]!;
    const units = Math.round(price * scale);
    if (units / scale === price && units > 0 && units < LARGEST_PRICE_UNITS) prices[i] = units;
    else {
      const corrected = neighbour(price, units, scale);
      if (corrected === 0) return i;
      prices[i] = corrected;
    }
  }
  return to;
}

/** `toUnits` where 0 stands for a missing price and stays. */
export function toUnitsOrNone(prices: Float64Array, from: number, to: number, scale: number): number {
  for (let i = from; i < to; i += 1) if (prices[i] !== 0 && toUnits(prices, i, i + 1, scale) === i) return i;
  return to;
}

/** Near 2^52 the product may be one unit off; 0 where neither neighbour is the price. */
function neighbour(price: number, units: number, scale: number): number {
  for (const near of [units - 1, units + 1]) {
    if (near > 0 && near < LARGEST_PRICE_UNITS && near / scale === price) return near;
  }
  return 0;
}
