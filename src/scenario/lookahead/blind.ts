/**
 * Decisions that do not look at the tape, and yet know it: made of something else that nobody can tell another future (an
 * array without times, what a program has closed over). They are the same on a tape that is turned upside down, and price
 * goes their way more often than chance would have it.
 */
import type { Decision } from './seen.ts';

/** Fewer decisions on a side say nothing. */
const FEWEST = 10;
/** Of all decisions, this share is made again on the tape that is turned upside down. */
const SAME = 0.9;
/** Deviations between how often price rises behind purchases and behind sales: by chance one run in some 2,000. */
const SURE = 3.3;

export interface Blind {
  readonly decisions: number;
  readonly same: number;
  /** Behind purchases, and behind sales: how often price rose until the next decision, of how many. */
  readonly rises: readonly [rose: number, of: number];
  readonly risesOfSales: readonly [rose: number, of: number];
  /** The first purchase or sale that was right. */
  readonly first: Decision;
}

const keyOf = ({ time, symbol, side }: Decision): string => `${time} ${symbol} ${side}`;

/**
 * @param turned decisions of the run whose tape was turned upside down from its beginning
 * @param symbol the one whose closes these are
 * @param closes by time, microseconds
 * @returns null where there is nothing to say
 */
export function blindOf(
  whole: readonly Decision[],
  turned: readonly Decision[],
  symbol: number,
  closes: ReadonlyMap<number, number>,
): Blind | null {
  const isEntry = (one: Decision): boolean => one.isNew && one.symbol === symbol && closes.has(one.time);
  const own = whole.filter(isEntry);
  const again = new Set(turned.map(keyOf));
  const same = own.filter((one) => again.has(keyOf(one))).length;
  if (same < SAME * own.length) return null;
  const counts = { buy: [0, 0] as [number, number], sell: [0, 0] as [number, number] };
  let first: Decision | null = null;
  own.forEach((one, i) => {
    const next = own.slice(i + 1).find(({ time }) => time > one.time);
    if (next === undefined) return;
    const rose = closes.get(next.time)! > closes.get(one.time)!;
    const count = counts[one.side];
    count[1] += 1;
    if (rose) count[0] += 1;
    if (rose === (one.side === 'buy')) first ??= one;
  });
  if (first === null || deviations(counts.buy, counts.sell) < SURE) return null;
  return { decisions: own.length, same, rises: counts.buy, risesOfSales: counts.sell, first };
}

/** Of two shares, by the normal approximation of their difference; 0 where one rests on too little. */
function deviations([a, n]: readonly [number, number], [b, m]: readonly [number, number]): number {
  if (n < FEWEST || m < FEWEST) return 0;
  const both = (a + b) / (n + m);
  const deviation = Math.sqrt(both * (1 - both) * (1 / n + 1 / m));
  return deviation === 0 ? 0 : (a / n - b / m) / deviation;
}
