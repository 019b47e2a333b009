/** The way price takes through a candle: open, one extreme, the other, close. */
import { InputError } from '../model/errors.ts';

export const INTRABAR_PATHS = [
  'adverse',
  'favorable',
  'nearest',
  'open_high_low_close',
  'open_low_high_close',
] as const;
export type IntrabarPath = (typeof INTRABAR_PATHS)[number];

/** The points of a candle, in the order price reaches them. */
export const POINT = { open: 0, first: 1, second: 2, close: 3 } as const;

/** Chooses the first extreme as the path leaves the open. */
export class PathRule {
  private readonly path: IntrabarPath;

  constructor(path: IntrabarPath) {
    if (!INTRABAR_PATHS.includes(path)) throw new InputError(`exchange.intrabar: there is no path ${path}`);
    this.path = path;
  }

  /**
   * @param position units held less the initial holding, at the time the path leaves the open
   * @returns true where the high comes first
   */
  highFirst(position: number, open: number, high: number, low: number): boolean {
    switch (this.path) {
      case 'open_high_low_close':
        return true;
      case 'open_low_high_close':
        return false;
      case 'adverse':
        return position === 0 ? nearerHigh(open, high, low) : position < 0;
      case 'favorable':
        return position === 0 ? nearerHigh(open, high, low) : position > 0;
      case 'nearest':
        return nearerHigh(open, high, low);
    }
  }
}

/** The extreme nearer to the open; the low on a tie. */
function nearerHigh(open: number, high: number, low: number): boolean {
  return high - open < open - low;
}

/** When a candle's points happen: at the start, 1/3, 2/3 and the end of the interval, in whole microseconds. */
export function pointTime(open: number, interval: number, point: number): number {
  return point === POINT.close ? open + interval : open + Math.floor((interval * point) / 3);
}
