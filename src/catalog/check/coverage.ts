/** How full the period is, stretch by stretch. */
import type { Rows } from './open.ts';
import type { Period } from './period.ts';

/** Stretches of a period. */
const STRETCHES = 60;

/** The share of candles that are there in each of up to 60 equal stretches of the period; empty where there is no interval. */
export async function coverageOf(rows: Rows, period: Period): Promise<number[]> {
  const { candles, interval, first, ordered } = period;
  if (candles === null || interval === null || first === null || candles < 2) return [];
  const stretches = Math.min(STRETCHES, candles);
  const place = `least(${candles - 1}, round((t - ${first}) / ${interval}))`;
  const found = await rows.session.rows(
    `SELECT floor(${place} * ${stretches} / ${candles})::INTEGER AS stretch, count(*) AS n
     FROM (SELECT t FROM ${ordered}) GROUP BY stretch`,
  );
  const shares = new Array<number>(stretches).fill(0);
  for (const { stretch, n } of found) {
    const index = Number(stretch);
    const room = Math.ceil(((index + 1) * candles) / stretches) - Math.ceil((index * candles) / stretches);
    shares[index] = Math.min(1, Math.round((Number(n) / room) * 1e4) / 1e4);
  }
  return shares;
}
