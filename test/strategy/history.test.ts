/** The history a strategy reads, beside a list of all candles: whatever the chunks are, and though their columns are used again. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CandleSource } from '../../src/strategy/candle.ts';
import { CandleHistory, HISTORY_LENGTH } from '../../src/strategy/history.ts';

/** Columns whose candle n is made of n alone. */
function columns(rows: number): CandleSource {
  const column = () => new Float64Array(rows);
  const filled = new Uint8Array(rows);
  return { time: column(), open: column(), high: column(), low: column(), close: column(), volume: column(), filled };
}

function write(source: CandleSource, row: number, n: number): void {
  source.time[row] = n * 60_000_000;
  source.open[row] = n;
  source.high[row] = n + 3;
  source.low[row] = n - 3;
  source.close[row] = n + 1;
  source.volume[row] = n / 2;
  source.filled![row] = n % 2;
}

it('shows the last candles, oldest first, across chunks that are overwritten', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: HISTORY_LENGTH }),
      fc.boolean(),
      (chunks, count, isReused) => {
        const history = new CandleHistory('BTC/USDT', 60_000_000, 100);
        const buffer = columns(1500);
        let n = 0;
        for (const rows of chunks) {
          const source = isReused ? buffer : columns(rows);
          for (let row = 0; row < rows; row++) write(source, row, n + row);
          for (let row = 0; row < rows; row++) {
            history.show(source, row);
            n += 1;
          }
          const seen = history.last(count).map(({ time }) => time / 60_000);
          expect(seen).toEqual(Array.from({ length: Math.min(count, n) }, (_, i) => Math.max(0, n - count) + i));
          history.keep();
          source.time.fill(Number.NaN);
          source.close.fill(Number.NaN);
        }
        const last = n - 1;
        expect(history.last(1)).toEqual([
          {
            symbol: 'BTC/USDT',
            time: last * 60_000,
            interval: 60_000,
            open: last / 100,
            high: (last + 3) / 100,
            low: (last - 3) / 100,
            close: (last + 1) / 100,
            volume: last / 2,
            filled: last % 2 === 1,
          },
        ]);
      },
    ),
    { numRuns: 60 },
  );
});
