/** Ids of trades: which stand twice, with the same trade or with another one, and which are skipped. */
import { countWithPlaces, placesOf } from './cells.ts';
import type { Found } from './findings.ts';
import type { Rows } from './open.ts';
import { type Period, timeText } from './period.ts';

export async function ids({ session }: Rows, { ordered, newestFirst }: Period): Promise<Found[]> {
  const [from, to] = newestFirst ? ['number', 'before'] : ['before', 'number'];
  // A gap is named by the trade before it, as one of candles is.
  const [nr, time] = newestFirst ? ['nr', 't'] : ['before_nr', 'before_t'];
  const numbered = `SELECT nr, t, TRY_CAST(id AS BIGINT) AS number, lag(TRY_CAST(id AS BIGINT)) OVER () AS before,
      lag(nr) OVER () AS before_nr, lag(t) OVER () AS before_t FROM ${ordered} WHERE id IS NOT NULL`;
  const row = await session.row(
    `SELECT count(*) AS n, count(*) FILTER (number IS NULL OR ${to} < ${from}) AS loose,
       count(*) FILTER (${to} = ${from}) AS again, ${countWithPlaces('id_gap', `${to} - ${from} > 1`, nr, time)},
       coalesce(sum(${to} - ${from} - 1) FILTER (${to} - ${from} > 1), 0)::BIGINT AS skipped FROM (${numbered})`,
  );
  if (Number(row.n) === 0) return [];
  const found: Found[] = [];
  // Numbers that rise throughout stand once each; what does not rise has no gaps to tell.
  const isRising = Number(row.loose) === 0;
  if (!isRising || Number(row.again) > 0) found.push(...(await repeated(session, ordered)));
  if (isRising) {
    const [count, candles] = [Number(row.id_gap), Number(row.skipped)];
    found.push({ name: 'id_gap', count, candles, first: placesOf(row, 'id_gap', timeText) });
  }
  return found;
}

async function repeated(session: Rows['session'], ordered: string): Promise<Found[]> {
  const trade = '{t: t, price: price, size: size, side: side}';
  const row = await session.row(
    `WITH many AS (SELECT id FROM ${ordered} WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1),
     marked AS (
       SELECT nr, t, row_number() OVER w > 1 AS again, ${trade} IS NOT DISTINCT FROM first_value(${trade}) OVER w AS same
       FROM ${ordered} WHERE id IN (SELECT id FROM many) WINDOW w AS (PARTITION BY id ORDER BY nr)
     )
     SELECT ${countWithPlaces('id_identical', 'again AND same')}, ${countWithPlaces('id_conflicting', 'again AND NOT same')}
     FROM marked`,
  );
  return (['id_identical', 'id_conflicting'] as const).map((name) => ({
    name,
    count: Number(row[name]),
    first: placesOf(row, name, timeText),
  }));
}
