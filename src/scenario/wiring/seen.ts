/** What is to be known of a run's candles as data, looked at while they pass to the session. */
import type { AsyncFeed, CandleColumns, Lacks, SeriesInfo } from '../../market/columns.ts';
import { type Calendar, isSessionBreak } from '../../market/gaps.ts';
import type { Instrument } from '../../model/instrument.ts';
import type { DataSeen, GapSeen } from '../../report/input.ts';

/** Looks at one series of candles, chunk by chunk. */
class CandleWatch {
  readonly #interval: number;
  readonly #calendar: Calendar;
  readonly #lacks: Lacks;
  #lastOpen = Number.NaN;
  #zeroVolume = 0;
  #first: GapSeen | null = null;
  #longest: GapSeen | null = null;

  constructor({ interval, lacks }: SeriesInfo, calendar: Calendar) {
    this.#interval = interval;
    this.#calendar = calendar;
    this.#lacks = lacks ?? { before: null, after: null };
  }

  look({ time, volume, filled, length }: CandleColumns): void {
    const interval = this.#interval;
    let last = this.#lastOpen;
    let zeros = 0;
    // Before the window's first candle, where none of before it is read.
    if (Number.isNaN(last) && length > 0) this.#note(this.#lacks.before);
    for (let i = 0; i < length; i += 1) {
      const open = time[i]!;
      if (open - last > interval) this.#gap(last, open);
      last = open;
      if (volume[i] === 0 && filled?.[i] !== 1) zeros += 1;
    }
    this.#lastOpen = last;
    this.#zeroVolume += zeros;
  }

  #gap(last: number, open: number): void {
    if (isSessionBreak(last, open, this.#interval, this.#calendar)) return;
    this.#note({ from: last + this.#interval, to: open });
  }

  #note(gap: GapSeen | null): void {
    if (gap === null) return;
    this.#first ??= gap;
    this.#longest = longer(this.#longest, gap);
  }

  get seen(): DataSeen {
    const { after } = this.#lacks;
    return {
      zeroVolumeCandles: this.#zeroVolume,
      firstGap: this.#first ?? after,
      longestGap: after === null ? this.#longest : longer(this.#longest, after),
    };
  }
}

const longer = (longest: GapSeen | null, gap: GapSeen): GapSeen =>
  longest === null || gap.to - gap.from > longest.to - longest.from ? gap : longest;

export interface WatchedFeed extends AsyncFeed {
  /** By symbol: what was seen of its finest candles so far; null where the run reads none. */
  seen(): readonly (DataSeen | null)[];
}

/** The same feed, watched. */
export function watched(feed: AsyncFeed, instruments: readonly Instrument[]): WatchedFeed {
  const watches = feed.series.map((series) =>
    series.kind === 'candles' && series.isDetail !== true
      ? new CandleWatch(series, instruments[series.symbol]!.calendar)
      : null,
  );
  return {
    series: feed.series,
    next: async (index) => {
      const columns = await feed.next(index);
      if (columns?.kind === 'candles') watches[index]?.look(columns);
      return columns;
    },
    close: () => feed.close(),
    seen: () => instruments.map((_, symbol) => watches[finestOf(feed.series, symbol)]?.seen ?? null),
  };
}

function finestOf(series: readonly SeriesInfo[], symbol: number): number {
  let finest = -1;
  series.forEach((one, index) => {
    if (one.kind !== 'candles' || one.symbol !== symbol || one.isDetail === true) return;
    if (finest < 0 || one.interval < series[finest]!.interval) finest = index;
  });
  return finest;
}
