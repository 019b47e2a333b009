/** Why each balance changed: the rows of `balances` beside the fills and the summary. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runSync, TradingSession } from '../../src/engine/index.ts';
import type { RecordSink } from '../../src/model/record.ts';
import { feedOf } from '../support/market.ts';
import { type BalanceRow, type Played, playIfPriced } from '../support/play.ts';
import { type RandomRun, randomRun, type Shape } from '../support/randomRun.ts';

const shapes: fc.Arbitrary<Shape> = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  length: fc.integer({ min: 1, max: 14 }),
  gaps: fc.boolean(),
  trades: fc.boolean(),
});

function check({ setup }: RandomRun, { balanceRows, fillRows, orderRows, summary }: Played): void {
  const running = setup.assets.map(() => 0);
  for (const { asset, change, after } of balanceRows) {
    running[asset]! += change;
    expect(change).not.toBe(0);
    expect(after).toBe(running[asset]);
  }
  expect(running).toEqual(summary.totals);
  const initial = balanceRows.filter(({ cause }) => cause === 'initial');
  expect(initial.map(({ asset, change }) => [asset, change])).toEqual(
    setup.initialBalance.flatMap((amount, asset) => (amount === 0 ? [] : [[asset, amount]])),
  );
  const bySeq = new Map<number, BalanceRow[]>();
  for (const row of balanceRows.slice(initial.length)) bySeq.set(row.seq, [...(bySeq.get(row.seq) ?? []), row]);
  expect([...bySeq.keys()]).toEqual(fillRows.map(({ seq }) => seq));
  for (const fill of fillRows) {
    const { base, quote } = setup.instruments[fill.symbol]!;
    const sign = fill.side === 'buy' ? 1 : -1;
    const expected = [
      ['fill', base, sign * fill.quantity],
      ['fill', quote, -sign * fill.cost],
      ['fee', quote, -fill.fee],
    ].filter(([, , change]) => change !== 0);
    const rows = bySeq.get(fill.seq)!;
    expect(rows.map(({ cause, asset, change }) => [cause, asset, change])).toEqual(expected);
    const { clientId, reason } = orderRows.find(({ orderId }) => orderId === fill.orderId)!;
    for (const row of rows) expect(row).toMatchObject({ time: fill.time, orderId: fill.orderId, clientId, reason });
  }
}

describe('the rows of balances', () => {
  it('sum to each balance, and say of each change which fill made it, and why', () => {
    let rows: BalanceRow[] = [];
    fc.assert(
      fc.property(shapes, (shape) => {
        const run = randomRun(shape);
        const played = playIfPriced(run.setup, run.series);
        if (played === null) return;
        check(run, played);
        rows = [...rows, ...played.balanceRows.filter(({ cause }) => cause === 'fee')];
      }),
      { numRuns: 400 },
    );
    expect(rows.length).toBeGreaterThan(400);
    expect(rows.some(({ reason }) => reason !== null)).toBe(true);
  });

  it('change no digest, whoever asks for them', () => {
    const { setup, series } = randomRun({ seed: 5, length: 14 });
    const digests = (sinks: readonly RecordSink[]) => {
      const feed = feedOf(series);
      return runSync(new TradingSession({ ...setup, series: feed.series, sinks }), feed).digests;
    };
    let heard = 0;
    const asking = digests([
      {
        balances({ count }) {
          heard += count;
        },
      },
    ]);
    expect(digests([])).toEqual(asking);
    expect(heard).toBeGreaterThan(5);
  });
});
