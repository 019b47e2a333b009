/** The synthesizer as a feed: candles of several symbols up to a time, in chunks of any size. */
import type { CandleColumns, SeriesInfo, SyncFeed } from './columns.ts';
import { Synthesizer, type SynthOptions } from './synthesizer.ts';

/**
 * @param to microseconds since the epoch: candles that open before it
 * @param chunkLength candles handed on at once; the content does not depend on it
 */
export function synthFeed(options: SynthOptions, to: number, chunkLength = 16_384): SyncFeed {
  const synthesizer = new Synthesizer(options);
  const waiting: CandleColumns[][] = options.symbols.map(() => []);
  const series: SeriesInfo[] = options.symbols.map((_, symbol) => ({
    kind: 'candles',
    symbol,
    interval: options.interval,
  }));
  return {
    series,
    next(index) {
      const queue = waiting[index]!;
      if (queue.length === 0) {
        const left = Math.ceil((to - synthesizer.time) / options.interval);
        if (left <= 0) return null;
        synthesizer.next(Math.min(chunkLength, left)).forEach((chunk, symbol) => {
          waiting[symbol]!.push(chunk);
        });
      }
      return queue.shift() ?? null;
    },
  };
}
