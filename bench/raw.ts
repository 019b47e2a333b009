/** The ceilings: what the same costs in bare loops over typed arrays, in doubles, with nothing exact and nothing hashed. */
import type { CandleColumns } from '../src/market/columns.ts';

const rows = new Float64Array(512 * 4);
let kept = 0;

/** A row a candle: what any engine that records its equity has to write. */
export function equity({ time, close, length }: CandleColumns): number {
  let at = 0;
  for (let i = 0; i < length; i++) {
    rows[at] = time[i]!;
    rows[at + 1] = 1e13;
    rows[at + 2] = 1e13;
    rows[at + 3] = close[i]!;
    at = at + 4 === rows.length ? 0 : at + 4;
  }
  kept += rows[3]!;
  return length;
}

/** Two rolling sums, a position, and a row a candle. */
export function smaCross({ time, close, length }: CandleColumns, fast: number, slow: number): number {
  let fastSum = 0;
  let slowSum = 0;
  let cash = 1e13;
  let coins = 0;
  let at = 0;
  for (let i = 0; i < length; i++) {
    const price = close[i]!;
    fastSum += price - (i >= fast ? close[i - fast]! : 0);
    slowSum += price - (i >= slow ? close[i - slow]! : 0);
    const isAbove = i >= slow && fastSum * slow > slowSum * fast;
    if (isAbove && coins === 0) {
      coins = (cash * 0.01) / price;
      cash -= coins * price * 1.0026;
    } else if (!isAbove && coins > 0) {
      cash += coins * price * 0.9974;
      coins = 0;
    }
    rows[at] = time[i]!;
    rows[at + 1] = cash + coins * price;
    rows[at + 2] = cash;
    rows[at + 3] = coins * price;
    at = at + 4 === rows.length ? 0 : at + 4;
  }
  kept += cash;
  return length;
}

/** Buys and sells in turn, and a row a candle. */
export function everyCandle({ time, open, close, length }: CandleColumns): number {
  let cash = 1e13;
  let coins = 0;
  let at = 0;
  for (let i = 1; i < length; i++) {
    const price = open[i]!;
    const cost = price * 1e4 * (coins === 0 ? 1.0005 : 0.9995);
    cash += coins === 0 ? -cost * 1.0026 : cost * 0.9974;
    coins = coins === 0 ? 1e4 : 0;
    rows[at] = time[i]!;
    rows[at + 1] = cash + coins * close[i]!;
    rows[at + 2] = cash;
    rows[at + 3] = coins * close[i]!;
    at = at + 4 === rows.length ? 0 : at + 4;
  }
  kept += cash;
  return length;
}

/** What the loops came to, so that none can be left out. */
export const keptSoFar = (): number => kept;
