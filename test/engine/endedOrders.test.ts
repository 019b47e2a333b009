/** Messages to orders that have ended: what is said of the order, to whom, and how often. */
import { describe, expect, it } from 'vitest';
import { ENDED_KEPT } from '../../src/engine/ended.ts';
import type { StrategyContext } from '../../src/strategy/context.ts';
import type { OrderUpdate } from '../../src/strategy/request.ts';
import { type Callbacks, run } from '../support/mine.ts';

const FILLED = 'order 1 (one) is filled: 0.5 of 0.5 BTC/USDT at 103.00, since 1970-01-01T00:01:00Z';

/** Buys half a coin at the first close, and asks at the second. */
function asking(ask: (ctx: StrategyContext<never, never>) => void, more: Callbacks = {}) {
  const heard: OrderUpdate[] = [];
  const played = run({
    onCandle(ctx) {
      if (ctx.now === 60_000) ctx.buy({ quantity: 0.5, id: 'one' });
      if (ctx.now === 120_000) ask(ctx as never);
    },
    onOrder: (ctx, update) => {
      heard.push(update);
      more.onOrder?.(ctx, update);
    },
  });
  return { ...played, late: heard.filter(({ event }) => event === 'rejected') };
}

describe('a message to an order that has ended', () => {
  it.each([
    ['a cancel by number', (ctx: StrategyContext) => ctx.cancel(1), 'cancel'],
    ['a cancel by name', (ctx: StrategyContext) => ctx.cancel('one'), 'cancel'],
    [
      'an amend',
      (ctx: StrategyContext) => ctx.amend(1, { stopPrice: 90, quantity: 2 }),
      'amend (stop_price 90, quantity 2)',
    ],
  ])('%s says what was asked and what became of it, and is heard', (_, ask, verb) => {
    const { late, summary, orderRows } = asking(ask as never);
    const detail = `${verb} of an order that has ended: ${FILLED}`;
    expect(summary.refusals.map(({ rule, by, count, places }) => [rule, by, count, places])).toEqual([
      ['order_has_ended', 'rejected', 1, [{ time: 120_000_000, orderId: 1, detail }]],
    ]);
    expect(late).toMatchObject([
      { id: 1, clientId: 'one', status: 'filled', filled: 0.5, rule: 'order_has_ended', detail, event: 'rejected' },
    ]);
    expect(orderRows.map(({ event }) => event)).toEqual(['submitted', 'accepted', 'filled']);
  });

  it('is answered once at one time: who cancels again at each answer is not told without end', () => {
    const { late, summary } = asking((ctx) => ctx.cancel(1), { onOrder: (ctx) => ctx.cancel(1) });
    expect(late.length).toBeLessThan(10);
    expect(summary.refusals[0]!.count).toBeLessThan(10);
  });

  it('of one that never was, or ended long ago, says no more than that', () => {
    const { late, summary } = asking((ctx) => {
      ctx.cancel(77);
      ctx.cancel('nobody');
      for (let i = 0; i < ENDED_KEPT; i++) ctx.buy({ quantity: -1 });
      ctx.cancel('one');
    });
    expect(late).toEqual([]);
    const places = summary.refusals.find(({ rule }) => rule === 'order_has_ended')!.places;
    expect(places.map(({ orderId, detail }) => [orderId, detail])).toEqual([
      [77, 'cancel of order 77: there is no such order: it has ended, or never was'],
      [0, 'cancel of nobody: there is no such order: it has ended, or never was'],
      [0, 'cancel of one: there is no such order: it has ended, or never was'],
    ]);
  });

  it('that was on its way when the order filled says the same of it', () => {
    const heard: OrderUpdate[] = [];
    run(
      {
        onCandle(ctx) {
          if (ctx.now !== 60_000) return;
          ctx.buy({ quantity: 0.5, id: 'one' });
          ctx.cancel('one');
        },
        onOrder: (_, update) => void heard.push(update),
      },
      { exchange: { fillDelay: 100_000, cancelDelay: 200_000 } },
    );
    const { rule, detail } = heard.find(({ event }) => event === 'rejected')!;
    expect(rule).toBe('order_has_ended');
    expect(detail).toMatch(
      /^order 1 \(one\) is filled: 0.5 of 0.5 BTC\/USDT at 103\.\d+, since 1970-01-01T00:01:00\.100Z$/,
    );
  });
});
