/** How much a test tries: a short run in `npm test`, a long one in `npm run soak:tests`. */

/** All files of the shared data, all sizes, and twenty times as many random runs. */
export const IS_LONG = process.env.PAPERTAPE_TESTS === 'long';

const MORE = 20;

/** Random runs of a property, of which so many are enough for every day. */
export function runs(short: number): number {
  return IS_LONG ? short * MORE : short;
}
