/** What is set aside for orders under way, alone and in groups; names of groups. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../src/exchange/order.ts';
import { costWithFee } from '../../src/exchange/sizing.ts';
import { parsePct } from '../../src/model/rate.ts';
import type { OrderRequest } from '../../src/strategy/request.ts';
import { instrument } from '../support/market.ts';
import { Rig } from './rig.ts';

describe('what an order under way wants', () => {
  const free = (request: object): [number, number] => {
    const rig = new Rig({
      instruments: [instrument({ maker: '1', taker: '2' })],
      initial: [10e8, 1e12],
      slippagePct: '3',
    });
    expect(rig.why(request as OrderRequest)).toBe('');
    return [10 - rig.executor.free(0) / 1e8, (1e12 - rig.executor.free(1)) / 1e8];
  };

  it('is quantity x (mark or stop) x (1 + slippage + taker), quantity x limit x (1 + the larger fee), or the base', () => {
    const buy = { side: 'buy', quantity: 2 };
    expect(free(buy)).toEqual([0, 200 * 1.05]);
    expect(free({ ...buy, type: 'stop', stopPrice: 110 })).toEqual([0, 220 * 1.05]);
    expect(free({ ...buy, type: 'take_profit', stopPrice: 90 })).toEqual([0, 180 * 1.05]);
    expect(free({ ...buy, type: 'trailing_stop', trailAmount: 10 })).toEqual([0, 220 * 1.05]);
    expect(free({ ...buy, type: 'trailing_stop', trailPct: 10, activationPrice: 80 })).toEqual([0, 176 * 1.05]);
    expect(free({ ...buy, type: 'limit', price: 90 })).toEqual([0, 180 * 1.02]);
    expect(free({ ...buy, type: 'stop_limit', stopPrice: 110, price: 112 })).toEqual([0, 228.48]);
    expect(free({ ...buy, type: 'take_profit_limit', stopPrice: 90, price: 91 })).toEqual([0, 185.64]);
    const sell = { side: 'sell', quantity: 2 };
    for (const words of [
      {},
      { type: 'stop', stopPrice: 90 },
      { type: 'limit', price: 110 },
      { type: 'trailing_stop', trailPct: 5 },
    ]) {
      expect(free({ ...sell, ...words })).toEqual([2, 0]);
    }
    // There is no position yet that it could reduce.
    expect(free({ ...sell, reduceOnly: true })).toEqual([0, 0]);
    expect(free({ close: true })).toEqual([0, 0]);
  });

  it('by budget is the budget, in lots only where there is a limit', () => {
    const rig = new Rig({ instruments: [instrument({ maker: '0', taker: '0', lotSize: 1e6 })] });
    const sized = (request: object) => {
      const { quantity, budget, underWay } = rig.ask({ side: 'buy', spend: 99.999, ...request } as OrderRequest);
      return [quantity / 1e8, budget / 1e8, underWay / 1e8];
    };
    const none = -1e-8;
    expect(sized({})).toEqual([none, 99.999, 99.999]);
    expect(sized({ type: 'stop', stopPrice: 110 })).toEqual([none, 99.999, 99.999]);
    expect(sized({ type: 'take_profit', stopPrice: 90 })).toEqual([none, 99.999, 99.999]);
    expect(sized({ type: 'trailing_stop', trailPct: 1 })).toEqual([none, 99.999, 99.999]);
    expect(sized({ type: 'limit', price: 80 })).toEqual([1.24, none, 99.2]);
    expect(sized({ type: 'stop_limit', stopPrice: 110, price: 110 })).toEqual([0.9, none, 99]);
    expect(sized({ type: 'take_profit_limit', stopPrice: 90, price: 90 })).toEqual([1.11, none, 99.9]);
  });
});

describe('a group', () => {
  it('sets aside the most that one of its orders wants, however they come and go', () => {
    const ask = fc.record({
      group: fc.constantFrom(undefined, 'a', 'b'),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      quantity: fc.integer({ min: 1, max: 9 }),
      price: fc.integer({ min: 1, max: 200 }),
    });
    const act = fc.constantFrom('ask' as const, 'ask' as const, 'arrive' as const, 'hold' as const, 'end' as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(act, ask, fc.nat(20)), { maxLength: 40 }), (acts) => {
        const twin = new WantsTwin();
        for (const [name, asked, which] of acts) {
          if (name === 'ask') twin.ask(asked);
          else twin[name](which);
        }
        for (const asset of [0, 1]) expect(twin.rig.executor.free(asset)).toBe(twin.free(asset));
      }),
      { numRuns: 500 },
    );
  });

  it('shares its money: a second leg may plan with what the first has set aside', () => {
    const rig = new Rig();
    const leg = (price: number): OrderRequest => ({ side: 'buy', type: 'limit', fraction: 1, price, oco: 'either' });
    expect(rig.ask(leg(80)).quantity).toBe(125e8);
    expect(rig.ask(leg(50)).quantity).toBe(200e8);
    expect(rig.executor.free(1)).toBe(0);
    expect(rig.why({ side: 'buy', type: 'limit', fraction: 1, price: 50 })).toBe(
      'refused insufficient_balance: there is 0 USDT free',
    );
  });

  it('shares it also once the first leg has arrived and the books hold for it', () => {
    const rig = new Rig();
    const leg = (price: number): OrderRequest => ({ side: 'buy', type: 'limit', fraction: 1, price, oco: 'either' });
    const first = rig.ask(leg(80));
    rig.executor.arrived(first);
    rig.books.hold(1, 10_000e8);
    Object.assign(first, { held: 10_000e8, heldAsset: 1 });
    expect(rig.ask(leg(50)).quantity).toBe(200e8);
    expect(rig.executor.free(1)).toBe(0);
  });

  it('is forgotten with the last of its orders, and its name is free again', () => {
    const eth = instrument({ index: 1, symbol: 'ETH/USDT', base: 2 });
    const assets = ['BTC', 'USDT', 'ETH'].map((name) => ({ name, decimals: 8 }));
    const rig = new Rig({ instruments: [instrument(), eth], assets, initial: [0, 1e12, 0], marks: [10_000, 1000] });
    const leg: OrderRequest = { side: 'buy', quantity: 1, oco: 'pair' };
    const [first, second] = [rig.ask(leg), rig.ask(leg)];
    expect(first.group!.orders).toEqual([first, second]);
    expect(rig.why(leg, 1)).toBe('refused oco: the orders of pair trade BTC/USDT: one in ETH/USDT cannot join them');
    rig.end(first);
    expect(rig.ask(leg).group).toBe(second.group);
    for (const order of rig.alive.slice()) rig.end(order);
    const other = rig.ask(leg, 1);
    expect(other.group).not.toBe(second.group);
    expect(other.group!.name).toBe('pair');
    expect(rig.why({ ...leg, oco: '' })).toBe('refused oco: oco is the name of a group, not ""');
  });

  it('with a name of its own each time leaves nothing behind', () => {
    const rig = new Rig();
    const names = (rig.executor as unknown as { groups: { groups: Map<string, unknown> } }).groups.groups;
    let most = 0;
    for (let i = 0; i < 5000; i++) {
      const order = rig.ask({ side: 'buy', quantity: 0.01, oco: `group ${i}` });
      most = Math.max(most, names.size);
      rig.end(order);
    }
    expect(most).toBeLessThan(200);
  });
});

interface Asked {
  readonly group: string | undefined;
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  readonly price: number;
}

interface Wanted {
  readonly order: Order;
  readonly group: string | undefined;
  readonly want: number;
  readonly asset: number;
  isUnderWay: boolean;
}

/** What is wanted and held, kept by hand in a list: the slow, obvious way. */
class WantsTwin {
  readonly one = instrument({ maker: '1', taker: '2' });
  readonly rig = new Rig({ instruments: [this.one], initial: [1e12, 1e14] });
  private readonly all: Wanted[] = [];

  ask({ group, side, quantity, price }: Asked): void {
    const oco = group === undefined ? {} : { oco: group };
    const order = this.rig.ask({ side, type: 'limit', quantity, price, ...oco });
    const cost = costWithFee(this.one, quantity * 1e8, price * 100, parsePct('2'));
    const want = side === 'buy' ? cost : quantity * 1e8;
    this.all.push({ order, group, want, asset: side === 'buy' ? 1 : 0, isUnderWay: true });
  }

  arrive(which: number): void {
    const wanted = this.pick(which);
    if (wanted === undefined) return;
    this.rig.executor.arrived(wanted.order);
    wanted.isUnderWay = false;
  }

  hold(which: number): void {
    this.arrive(which);
    const wanted = this.pick(which);
    if (wanted === undefined || wanted.order.held > 0) return;
    const { order, asset, want } = wanted;
    const before = heldFor(order, asset);
    order.held = want;
    order.heldAsset = asset;
    this.rig.books.hold(asset, heldFor(order, asset) - before);
  }

  end(which: number): void {
    const wanted = this.pick(which);
    if (wanted === undefined) return;
    const { order, asset } = wanted;
    this.rig.end(order);
    const rest = order.group === null ? 0 : heldFor(order, asset);
    this.rig.books.release(asset, Math.max(0, order.held - rest));
    this.all.splice(this.all.indexOf(wanted), 1);
  }

  free(asset: number): number {
    let free = asset === 0 ? 1e12 : 1e14;
    for (const group of [undefined, 'a', 'b']) {
      const members = this.all.filter((wanted) => wanted.group === group && wanted.asset === asset);
      const taken = members.map(({ order, want, isUnderWay }) => (isUnderWay ? want : order.held));
      free -= group === undefined ? taken.reduce((sum, want) => sum + want, 0) : Math.max(0, ...taken);
    }
    return free;
  }

  private pick(which: number): Wanted | undefined {
    return this.all[which % Math.max(1, this.all.length)];
  }
}

function heldFor({ group, held }: Order, asset: number): number {
  if (group === null) return held;
  return Math.max(0, ...group.orders.filter(({ heldAsset }) => heldAsset === asset).map((order) => order.held));
}
