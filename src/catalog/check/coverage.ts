/** How full the period is, stretch by stretch. */
import type { Rows } from './open.ts';
import type { Period } from './period.ts';

/** Stretches of a period. */
const STRETCHES = 60;

/** Ticks that one slot holds on average: where they come evenly, a slot without any is rare. */
const TICKS_OF_SLOT = 20;
const SLOTS_OF_STRETCH = 10;

/**
 * The share of candles that are there in each of up to 60 equal stretches of the period; empty where there is no
 * interval. Of ticks the share of each stretch's slots (ten at most) in which there is one.
 */
export async function coverageOf(rows: Rows, period: Period): Promise<number[]> {
  const { candles, interval, first, last, ordered } = period;
  if (first === null || last === null) return [];
  if (candles !== null && interval !== null)
    return sharesOf(rows, { slots: candles, length: interval, first, ordered });
  const slots = Math.min(STRETCHES * SLOTS_OF_STRETCH, Math.floor(period.rows / TICKS_OF_SLOT));
  if (rows.isRegular || slots < 2 || last === first) return [];
  const length = (last - first) / slots;
  const ticks = `(SELECT DISTINCT ${first} + ${length} * (0.25 + least(${slots - 1}, floor((t - ${first}) / ${length}))) AS t FROM ${ordered})`;
  return sharesOf(rows, { slots, length, first, ordered: ticks });
}

interface Slots {
  /** How many, of which length in microseconds, from when. */
  readonly slots: number;
  readonly length: number;
  readonly first: number;
  /** A relation of `t`. */
  readonly ordered: string;
}

async function sharesOf(rows: Rows, { slots, length, first, ordered }: Slots): Promise<number[]> {
  if (slots < 2) return [];
  const stretches = Math.min(STRETCHES, slots);
  const place = `least(${slots - 1}, round((t - ${first}) / ${length}))`;
  const found = await rows.session.rows(
    `SELECT floor(${place} * ${stretches} / ${slots})::INTEGER AS stretch, count(*) AS n
     FROM (SELECT t FROM ${ordered}) GROUP BY stretch`,
  );
  const shares = new Array<number>(stretches).fill(0);
  for (const { stretch, n } of found) {
    const index = Number(stretch);
    const room = Math.ceil(((index + 1) * slots) / stretches) - Math.ceil((index * slots) / stretches);
    shares[index] = Math.min(1, Math.round((Number(n) / room) * 1e4) / 1e4);
  }
  return shares;
}
