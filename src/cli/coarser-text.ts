/** What is said where rows were added beneath coarser candles that were made before them. */
import { formatInterval } from '../model/time.ts';

interface SeriesPlace {
  readonly catalog: string;
  readonly venue: string;
  readonly symbol: string;
}

/**
 * One line with the command that makes the coarser candles anew; none where there are none.
 *
 * @param interval of the candles that were added to in microseconds; 0 for trades
 * @param coarser intervals of the coarser ones
 */
export function coarserLines(place: SeriesPlace, interval: number, coarser: readonly number[]): string[] {
  const { catalog, venue, symbol } = place;
  const [first, ...others] = coarser.map(formatInterval);
  if (first === undefined) return [];
  const folder = /^[\w./\\:-]+$/.test(catalog) ? catalog : `"${catalog}"`;
  const source = interval === 0 ? '--trades' : `--from-interval ${formatInterval(interval)}`;
  const command = `papertape data resample --catalog ${folder} --venue ${venue} --symbol ${symbol} ${source} --to-interval ${first} --replace`;
  const likewise = others.length === 0 ? '' : ` (${others.join(', ')} likewise)`;
  const names = [first, ...others].join(', ');
  return [
    `${names} candles of ${symbol} are there too: where they were resampled from these, make them anew with ${command}${likewise}`,
  ];
}
