/** Finer candles for the candles of a random run: some join to them, some say something else, some are missing. */
import type { CandleColumns } from '../../src/market/columns.ts';
import { type CandleLine, candles } from './market.ts';
import type { Series } from './play.ts';
import { Chance, type RandomRun } from './randomRun.ts';

export interface Flaws {
  /** How often the finer candles of a candle are not there, and how often they are not what it is. */
  readonly missing: number;
  readonly unlike: number;
  /** How often one lacks that says nothing of the candle's own prices. */
  readonly holes: number;
}

/** The run with finer candles beside each series of candles. */
export function withDetail({ setup, series }: RandomRun, seed: number, flaws: Flaws): RandomRun {
  const chance = new Chance(seed, 11);
  const finer = series.flatMap((one) =>
    one.columns.kind === 'candles' ? [detailOf(one, one.columns, chance, flaws)] : [],
  );
  // At any place among the others: nothing depends on it.
  return { setup, series: chance.is(0.5) ? [...series, ...finer] : [...finer, ...series] };
}

function detailOf({ symbol, interval }: Series, columns: CandleColumns, chance: Chance, flaws: Flaws): Series {
  const parts = chance.pick([2, 3, 5]);
  const lines = Array.from({ length: columns.length }, (_, row) => {
    if (chance.is(flaws.missing)) return [];
    const joined = partsOf(columns, row, parts, chance, flaws.holes);
    if (!chance.is(flaws.unlike)) return joined;
    // Lower by one unit than the candle, or with one part too few.
    const at = chance.below(joined.length);
    return chance.is(0.5)
      ? joined.filter((_, i) => i !== at)
      : joined.map((line, i) => (i === at ? lowered(line) : line));
  });
  const finer = interval / parts;
  const all = lines.flatMap((own, row) =>
    own.map(([place, ...line]) => ({ time: columns.time[row]! + place * finer, line })),
  );
  const one = candles(
    all.map(({ line }) => line as never as CandleLine),
    { decimals: 0 },
  );
  return {
    symbol,
    interval: finer,
    isDetail: true,
    columns: { ...one, time: Float64Array.from(all, ({ time }) => time) },
  };
}

/** [place, open, high, low, close, volume]. */
type Part = [number, number, number, number, number, number];

function lowered([place, open, high, low, close, volume]: Part): Part {
  return [place, open, high, low - 1, close, volume];
}

/** Candles of which all together are the candle; some that lie inside may be missing. */
function partsOf(
  { open, high, low, close }: CandleColumns,
  row: number,
  parts: number,
  chance: Chance,
  holes: number,
): Part[] {
  const [least, most] = [low[row]!, high[row]!];
  const within = (): number => least + chance.below(most - least + 1);
  const [highAt, lowAt] = [chance.below(parts), chance.below(parts)];
  const all = Array.from({ length: parts }, (_, place): Part => {
    const from = place === 0 ? open[row]! : within();
    const to = place === parts - 1 ? close[row]! : within();
    const reached = [from, to, within(), ...(place === highAt ? [most] : []), ...(place === lowAt ? [least] : [])];
    return [place, from, Math.max(...reached), Math.min(...reached), to, chance.below(4) / 4];
  });
  const isPlain = (part: Part): boolean =>
    part[0] > 0 && part[0] < parts - 1 && part[0] !== highAt && part[0] !== lowAt;
  return all.filter((part) => !isPlain(part) || !chance.is(holes));
}
