/** When a run starts, and what it is worth then. */
import { describe, expect, it } from 'vitest';
import scripted from '../../src/strategy/shipped/scripted.ts';
import { type CandleLine, candles, instrument, MINUTE, setupOf } from '../support/market.ts';
import { play, text } from '../support/play.ts';

const LINES: CandleLine[] = [
  [90, 90, 90, 90],
  [95, 95, 95, 95],
  [100, 110, 90, 105],
  [105, 105, 105, 106],
];
const series = [{ symbol: 0, interval: MINUTE, columns: candles(LINES) }];

/** Initial equity, and the times and values of the equity rows. */
function startOf(initialBalance: number[], from: number, rows?: number, orders: object[] = []) {
  const played = play(
    setupOf({
      initialBalance,
      instruments: [instrument({ taker: '1' })],
      window: { from: from * MINUTE },
      strategy: { definition: scripted as never, params: scripted.params!.parse({ orders }), warmup: 2 },
    }),
    series,
    rows,
  );
  const equity = played.equityRows.map((row) => `${row.time / MINUTE} ${text(row.equity)}`);
  return [text(played.initialEquity), text(played.summary.initialEquity), ...equity];
}

describe('the initial equity', () => {
  it('of cash is the cash, whatever is traded before the first close', () => {
    const orders = [{ at: '1970-01-01T00:00:00Z', side: 'buy', quantity: 1 }];
    // 90 and 0.9 of fee.
    expect(startOf([0, 1000e8], 0, undefined, orders)[0]).toBe('1000');
    expect(startOf([0, 1000e8], 0, undefined, orders)[2]).toBe('1 999.1');
  });

  it('of a holding is its worth at the first price of the window', () => {
    expect(startOf([2e8, 50e8], 0)).toEqual(['230', '230', '1 230', '2 240', '3 260', '4 262']);
  });

  it('does not begin in the history, whatever the size of chunks', () => {
    for (const rows of [1, 3, 1000]) {
      expect(startOf([2e8, 50e8], 2, rows)).toEqual(['250', '250', '3 260', '4 262']);
      expect(startOf([0, 50e8], 2, rows)).toEqual(['50', '50', '3 50', '4 50']);
    }
  });
});
