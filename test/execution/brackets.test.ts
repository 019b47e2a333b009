/** A bracket's children: what they become, where they may lie, and that nothing of a refused one remains. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SIZE } from '../../src/exchange/order.ts';
import { BUY, ORDER_TYPES, SELL, STATUS } from '../../src/model/order.ts';
import type { OrderRequest } from '../../src/strategy/request.ts';
import { instrument } from '../support/market.ts';
import { Rig } from './rig.ts';

const entry = (request: object): OrderRequest => ({ side: 'buy', quantity: 1, ...request }) as OrderRequest;

describe('a bracket', () => {
  it('is an entry and two children that wait for it, one of which ends the other', () => {
    const rig = new Rig();
    const made = rig.ask(entry({ id: 'a', stopLoss: 95, takeProfit: 110, reason: 'why' }));
    const [loss, gain] = rig.executor.children;
    expect(made.children).toEqual([loss, gain]);
    expect(rig.executor.childNames).toEqual(['a.sl', 'a.tp']);
    expect([made.id, loss!.id, gain!.id]).toEqual([1, 2, 3]);
    expect([made.nth, loss!.nth, gain!.nth]).toEqual([0, 1, 2]);
    expect(loss!.group).toBe(gain!.group);
    expect(loss!.group!.orders).toEqual([loss, gain]);
    expect(loss!.group!.name).toBeNull();
    for (const child of [loss!, gain!]) {
      expect(child).toMatchObject({
        side: SELL,
        sizing: SIZE.parent,
        quantity: 0,
        underWay: 0,
        status: STATUS.pending,
      });
      expect(child.parent).toBe(made);
      expect([child.decidedAt, child.decisionMark, child.timeInForce]).toEqual([60_000_000, 10_000, 0]);
    }
    expect([ORDER_TYPES[loss!.type], loss!.stopPrice, loss!.price]).toEqual(['stop', 9500, -1]);
    expect([ORDER_TYPES[gain!.type], gain!.stopPrice, gain!.price]).toEqual(['limit', -1, 11_000]);
    // The next intent has none of its own.
    expect(rig.ask(entry({})).children).toEqual([]);
    expect(rig.executor.children).toEqual([]);
  });

  it('has the children that were asked for', () => {
    const rig = new Rig({ instruments: [instrument({ tickSize: 50 })] });
    const child = (request: object) => {
      expect(rig.why(entry(request))).toBe('');
      const { type, stopPrice, price, trailAmount, trailRate, group } = rig.executor.children[0]!;
      return [ORDER_TYPES[type], stopPrice, price, trailAmount, trailRate, group, rig.executor.childNames[0]];
    };
    // Triggers of a sale go to the tick nearer the market, its limits away from it.
    expect(child({ stopLoss: { stopPrice: 95.1, price: 94.2, id: 'mine' } })).toEqual([
      'stop_limit',
      9550,
      9450,
      -1,
      null,
      null,
      'mine',
    ]);
    expect(child({ id: 'e', stopLoss: { trailAmount: 5 } })).toEqual([
      'trailing_stop',
      -1,
      -1,
      500,
      null,
      null,
      'e.sl',
    ]);
    expect(child({ stopLoss: { trailPct: '2' } })).toEqual([
      'trailing_stop',
      -1,
      -1,
      -1,
      { numerator: 1, denominator: 50 },
      null,
      null,
    ]);
    expect(child({ takeProfit: { price: 110.1, type: 'market' } }).slice(0, 3)).toEqual(['take_profit', 11_000, -1]);
    expect(child({ takeProfit: { price: 110.1, type: 'limit' } }).slice(0, 3)).toEqual(['limit', -1, 11_050]);
    expect(child({ takeProfit: '110.5' }).slice(0, 3)).toEqual(['limit', -1, 11_050]);
    expect(child({ side: 'sell', takeProfit: 90.1 }).slice(0, 3)).toEqual(['limit', -1, 9000]);
    expect(child({ side: 'sell', stopLoss: 110.1 }).slice(0, 3)).toEqual(['stop', 11_000, -1]);
  });

  it('is refused whole, and nothing of it remains', () => {
    const rig = new Rig();
    const why = (request: object) => rig.why(entry({ oco: 'group', ...request }));
    const refusals: readonly [object, string][] = [
      [{ stopLoss: 95, takeProfit: 95 }, 'bracket: stop_loss 95 is not below the take_profit 95'],
      [{ stopLoss: 96, takeProfit: 95 }, 'bracket: stop_loss 96 is not below the take_profit 95'],
      [{ side: 'sell', stopLoss: 95, takeProfit: 96 }, 'bracket: stop_loss 95 is not above the take_profit 96'],
      [{ type: 'limit', price: 94, stopLoss: 94 }, 'bracket: stop_loss 94 is not below the limit of the entry 94'],
      [{ type: 'limit', price: 94, takeProfit: 93 }, 'bracket: take_profit 93 is not above the limit of the entry 94'],
      [
        { side: 'sell', type: 'limit', price: 110, stopLoss: 105 },
        'bracket: stop_loss 105 is not above the limit of the entry 110',
      ],
      [
        { side: 'sell', type: 'limit', price: 110, takeProfit: 112 },
        'bracket: take_profit 112 is not below the limit of the entry 110',
      ],
      [
        { type: 'stop_limit', stopPrice: 110, price: 111, stopLoss: 90, takeProfit: 111 },
        'bracket: take_profit 111 is not above the limit of the entry 111',
      ],
      [{ stopLoss: '95.001' }, 'tick_size: stop_loss: stop_price 95.001 is no multiple of 0.01'],
      [{ takeProfit: { price: 0 } }, 'price: take_profit: price 0 is not a number above zero'],
      [{ stopLoss: null }, 'stop_price: stop_loss: stop_price null is not a number above zero'],
      [{ stopLoss: {} }, 'stop_loss: stop_loss needs a stop_price, or one of trail_amount and trail_pct'],
      [
        { stopLoss: { stopPrice: 95, trailPct: 1 } },
        'stop_loss: stop_loss trails, or has a stop_price and price: leave one out',
      ],
      [
        { stopLoss: { trailAmount: 1, trailPct: 1 } },
        'trail_amount: stop_loss: give exactly one of trail_amount and trail_pct',
      ],
      [{ takeProfit: {} }, 'take_profit: take_profit needs a price'],
      [
        { takeProfit: { price: 110, type: 'stop' } },
        'take_profit: the type of take_profit is limit or market, not stop',
      ],
    ];
    for (const [request, text] of refusals) expect(why(request)).toBe(`refused ${text}`);
    expect(rig.alive).toEqual([]);
    expect(rig.executor.children).toEqual([]);
    expect(rig.executor.free(1)).toBe(10_000e8);
    // All that was made for it is used again.
    const { spare } = rig.pool as unknown as { spare: readonly object[] };
    expect(spare.length).toBe(3);
    // The group was never founded: another symbol's order could found it, and its first member is alone.
    expect(rig.ask(entry({ oco: 'group' })).group!.orders).toHaveLength(1);
  });

  it('lies in order exactly where its prices do', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('buy' as const, 'sell' as const),
        fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })),
        fc.constantFrom('market' as const, 'limit' as const),
        fc.boolean(),
        (side, [stopLoss, price, takeProfit], type, atMarket) => {
          const request = entry({
            side,
            type,
            ...(type === 'limit' ? { price } : {}),
            stopLoss,
            takeProfit: { price: takeProfit, type: atMarket ? 'market' : 'limit' },
          });
          const levels = side === 'buy' ? [stopLoss, price, takeProfit] : [takeProfit, price, stopLoss];
          const isRising =
            levels[0]! < levels[2]! && (type === 'market' || (levels[0]! < levels[1]! && levels[1]! < levels[2]!));
          expect(new Rig({ initial: [1e9, 1e12] }).why(request) === '').toBe(isRising);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('a parent', () => {
  it('is named by its id or its name, and the child takes no size of its own', () => {
    const rig = new Rig();
    const parent = rig.ask(entry({ id: 'entry', stopLoss: 90 }));
    const [loss] = rig.executor.children;
    for (const name of ['entry', parent.id]) {
      const child = rig.ask({ side: 'sell', type: 'limit', price: 120, parent: name });
      expect(child).toMatchObject({
        sizing: SIZE.parent,
        quantity: 0,
        underWay: 0,
        side: SELL,
        status: STATUS.pending,
      });
      expect(child.parent).toBe(parent);
    }
    // Those that come by themselves are not there yet.
    expect(parent.children).toHaveLength(1);
    expect(parent.children[0]).toBe(loss);
    expect(rig.ask({ side: 'buy', parent: 'entry' }).side).toBe(BUY);
    expect(rig.why({ side: 'sell', parent: 'entry', quantity: 1 })).toBe(
      'refused size: an order with a parent takes no size: it is as large as its parent has filled',
    );
    expect(parent.children).toHaveLength(1);
  });

  it('is alive, and of the same symbol', () => {
    const eth = instrument({ index: 1, symbol: 'ETH/USDT', base: 2 });
    const assets = ['BTC', 'USDT', 'ETH'].map((name) => ({ name, decimals: 8 }));
    const rig = new Rig({ instruments: [instrument(), eth], assets, initial: [0, 1e12, 0], marks: [10_000, 1000] });
    const parent = rig.ask(entry({ id: 'entry' }));
    expect(rig.why({ side: 'sell', parent: 'enter' })).toBe(
      'refused parent: there is no order enter that has not ended',
    );
    expect(rig.why({ side: 'sell', parent: 'entry' }, 1)).toBe(
      'refused parent: order entry trades BTC/USDT: one in ETH/USDT cannot be as large as it',
    );
    parent.status = STATUS.filled;
    expect(rig.why({ side: 'sell', parent: 'entry' })).toBe('refused parent: order entry has ended: it is filled');
    expect(parent.children).toEqual([]);
  });
});
