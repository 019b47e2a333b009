/** Each limit on risk beside a slow twin in decimals; what is never refused; what a refusal says. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RiskLimits } from '../../src/execution/risk.ts';
import { costScale } from '../../src/model/instrument.ts';
import { STATUS } from '../../src/model/order.ts';
import { parsePct } from '../../src/model/rate.ts';
import type { OrderRequest } from '../../src/strategy/request.ts';
import { instrument } from '../support/market.ts';
import { Rig } from './rig.ts';

const D = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN });
type Amount = InstanceType<typeof D>;
/** Money to 8 decimals, half to even. */
const money = (value: Amount): Amount => value.toDecimalPlaces(8);

const ASSETS = ['BTC', 'USDT', 'XRP'].map((name) => ({ name, decimals: 8 }));
const MARKETS = [
  instrument({ maker: '1', taker: '2' }),
  instrument({
    index: 1,
    symbol: 'XRP/BTC',
    base: 2,
    quote: 0,
    priceDecimals: 6,
    ...costScale(8, 6, 8),
    maker: '0',
    taker: '0',
  }),
];
/** BTC at 100 USDT, XRP at 0.01 BTC. */
const MARKS = [10_000, 10_000];

/** What the twin knows of an order: whole decimals. */
interface Plain {
  readonly symbol: number;
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  readonly price: number;
  readonly type: 'market' | 'limit' | 'stop';
  readonly oco: string | undefined;
}

interface World {
  readonly initial: readonly [number, number, number];
  readonly trades: readonly { symbol: number; side: 'buy' | 'sell'; quantity: number; price: number }[];
  readonly working: readonly Plain[];
  readonly asked: Plain;
}

const symbol = fc.constantFrom(0, 0, 1);
const side = fc.constantFrom('buy' as const, 'sell' as const);
const quantity = fc.integer({ min: 1, max: 60 });
/** In percent of the mark. */
const price = fc.integer({ min: 50, max: 150 });
const plain: fc.Arbitrary<Plain> = fc.record({
  symbol,
  side,
  quantity,
  price,
  type: fc.constantFrom('market' as const, 'limit' as const, 'stop' as const),
  oco: fc.constantFrom(undefined, undefined, 'a', 'b'),
});
const world: fc.Arbitrary<World> = fc.record({
  initial: fc.tuple(fc.constantFrom(0, 50), fc.constant(10_000), fc.constantFrom(0, 3000)),
  trades: fc.array(fc.record({ symbol, side, quantity, price }), { maxLength: 4 }),
  working: fc.array(plain, { maxLength: 4 }),
  asked: plain,
});

/** A group trades one symbol: its name says which. */
const requestOf = ({ symbol, side, quantity, price, type, oco }: Plain): OrderRequest => ({
  side,
  quantity,
  ...(type === 'market' ? {} : { type, [type === 'limit' ? 'price' : 'stopPrice']: levelOf(symbol, price) }),
  ...(oco === undefined ? {} : { oco: `${oco}${symbol}` }),
});

/** Text, so that it is the same decimal everywhere. */
const levelOf = (symbol: number, pct: number): string => new D(symbol === 0 ? 100 : 0.01).mul(pct).div(100).toString();

const judged = ({ symbol, price, type }: Plain): Amount => new D(levelOf(symbol, type === 'market' ? 100 : price));

/** The account as a trader would reckon it. */
class Twin {
  readonly held: Amount[];
  readonly position = [new D(0), new D(0), new D(0)];

  constructor({ initial, trades }: World) {
    this.held = initial.map((amount) => new D(amount));
    for (const { symbol, side, quantity, price } of trades) this.trade(symbol, side, quantity, price);
  }

  private trade(symbol: number, side: 'buy' | 'sell', quantity: number, price: number): void {
    const [base, quote] = symbol === 0 ? [0, 1] : [2, 0];
    const sign = side === 'buy' ? 1 : -1;
    const cost = money(new D(quantity).mul(levelOf(symbol, price)));
    this.move(base!, new D(quantity * sign));
    this.move(quote!, cost.mul(-sign));
  }

  private move(asset: number, by: Amount): void {
    this.held[asset] = this.held[asset]!.add(by);
    if (asset !== 1) this.position[asset] = this.position[asset]!.add(by);
  }

  /** In USDT at the marks. */
  value(asset: number, amount: Amount): Amount {
    if (asset === 1) return amount;
    if (asset === 0) return money(amount.mul(100));
    return money(money(amount.mul('0.01')).mul(100));
  }

  get equity(): Amount {
    return this.held.reduce((sum, amount, asset) => sum.add(this.value(asset, amount)), new D(0));
  }

  get isSound(): boolean {
    return this.held.every((amount) => amount.gte(0));
  }

  /** The positions an order moves: [before, after] in USDT, without sign, at its price. */
  moves(order: Plain): [asset: number, before: Amount, after: Amount][] {
    const { symbol, side, quantity } = order;
    const at = judged(order);
    const sign = side === 'buy' ? 1 : -1;
    const cost = money(at.mul(quantity));
    const inQuote = (amount: Amount): Amount => this.value(symbol === 0 ? 1 : 0, money(amount.abs().mul(at)));
    const base = symbol === 0 ? 0 : 2;
    const own = this.position[base]!;
    const moves: [number, Amount, Amount][] = [[base, inQuote(own), inQuote(own.add(sign * quantity))]];
    if (symbol === 1) {
      const paid = this.position[0]!;
      moves.push([0, this.value(0, paid.abs()), this.value(0, paid.sub(cost.mul(sign)).abs())]);
    }
    return moves;
  }

  onlyReduces({ symbol, side, quantity }: Plain): boolean {
    const own = this.position[symbol === 0 ? 0 : 2]!;
    return side === 'sell' ? own.gte(quantity) : own.lte(-quantity);
  }

  adds(order: Plain): Amount {
    const net = this.moves(order).reduce((sum, [, before, after]) => sum.add(after).sub(before), new D(0));
    return Decimal.max(0, net);
  }

  get exposure(): Amount {
    return this.position.reduce((sum, amount, asset) => sum.add(this.value(asset, amount.abs())), new D(0));
  }

  /** USDT that a purchase would take: with 2 % for the fee of a taker, which is the larger one, too. */
  takes(order: Plain): Amount {
    if (order.symbol === 1 || order.side === 'sell') return new D(0);
    const cost = money(judged(order).mul(order.quantity));
    const fee = cost.mul('0.02');
    return cost.add(order.type === 'limit' ? money(fee) : fee.toDecimalPlaces(8, Decimal.ROUND_UP));
  }
}

/** The sum over orders, of each group only the largest. */
function sumOf(orders: readonly Plain[], amount: (order: Plain) => Amount): Amount {
  const groups = new Map<string, Amount>();
  orders.forEach((order, i) => {
    const name = order.oco === undefined ? `#${i}` : `${order.oco}${order.symbol}`;
    groups.set(name, Decimal.max(amount(order), groups.get(name) ?? 0) as Amount);
  });
  return [...groups.values()].reduce((sum, one) => sum.add(one), new D(0));
}

function rigOf({ initial, trades }: World, limits: Partial<RiskLimits>): Rig {
  const units = initial.map((one) => one * 1e8);
  const rig = new Rig({ assets: ASSETS, instruments: MARKETS, initial: units, marks: MARKS, limits });
  for (const { symbol, side, quantity, price } of trades) {
    const at = new D(levelOf(symbol, price)).mul(symbol === 0 ? 100 : 1e6).toNumber();
    rig.trade(side, quantity * 1e8, at, symbol);
  }
  return rig;
}

/** Compares what is said of the order that is asked for, with others at work that no limit stopped. */
function agree(
  limits: (pct: string) => Partial<RiskLimits>,
  rule: string,
  holds: (twin: Twin, world: World, pct: Amount) => boolean,
  options: { runs?: number } = {},
): void {
  let [refused, approved] = [0, 0];
  fc.assert(
    fc.property(world, fc.integer({ min: 1, max: 150 }), (given, pct) => {
      const twin = new Twin(given);
      fc.pre(twin.isSound && twin.equity.gt(0));
      const rig = rigOf(given, limits(String(pct)));
      // What works already came before the limit was set.
      const risk = rig.executor as unknown as { isLimited: boolean };
      risk.isLimited = false;
      for (const order of given.working) expect(rig.why(requestOf(order), order.symbol)).toBe('');
      risk.isLimited = true;
      const { asked } = given;
      const isApproved = twin.onlyReduces(asked) || holds(twin, given, new D(pct));
      const why = rig.why(requestOf(asked), asked.symbol);
      expect(why.startsWith(`refused ${rule}: `) ? rule : why).toBe(isApproved ? '' : rule);
      if (isApproved) approved += 1;
      else refused += 1;
    }),
    { numRuns: options.runs ?? 800 },
  );
  expect(Math.min(refused, approved)).toBeGreaterThan(80);
}

describe('a limit refuses what a slow twin refuses', () => {
  it('max_position_pct: of equity, with what is already held', () => {
    agree(
      (pct) => ({ maxPosition: parsePct(pct) }),
      'max_position_pct',
      (twin, { asked }, pct) =>
        twin.moves(asked).every(([, before, after]) => after.lte(before) || after.lte(twin.equity.mul(pct).div(100))),
    );
  });

  it('max_exposure_pct: with working orders, of a group the largest', () => {
    agree(
      (pct) => ({ maxExposure: parsePct(pct) }),
      'max_exposure_pct',
      (twin, { asked, working }, pct) => {
        const added = sumOf([...working, asked], (order) => twin.adds(order));
        return twin.exposure.add(added).lte(twin.equity.mul(pct).div(100));
      },
    );
  });

  it('min_cash: free of the reporting asset, what is under way taken off', () => {
    agree(
      (pct) => ({ minCash: Number(pct) * 100e8 }),
      'min_cash',
      (twin, { asked, working }, pct) => {
        if (asked.symbol === 1 || asked.side === 'sell') return true;
        const under = sumOf([...working, asked], (order) => twin.takes(order));
        return twin.held[1]!.sub(under).gte(pct.mul(100));
      },
    );
  });

  it('max_open_orders: alive and under way', () => {
    agree(
      (pct) => ({ maxOpenOrders: (Number(pct) % 4) + 1 }),
      'max_open_orders',
      (_, { working }, pct) => working.length < (pct.toNumber() % 4) + 1,
    );
  });
});

describe('what is never refused', () => {
  const limits: RiskLimits = {
    maxPosition: parsePct('0.01'),
    maxExposure: parsePct('0.01'),
    minCash: 1e15,
    maxOpenOrders: 1,
    maxDrawdown: parsePct('1'),
  };

  it('is what only reduces, halted or not, with or without a price', () => {
    for (const mark of [10_000, -1]) {
      const rig = new Rig({ limits, initial: [0, 10_000e8] });
      rig.trade('buy', 5e8, 10_000);
      rig.marks[0] = mark;
      rig.executor.halted = { peak: 10_000e8, equity: 9_000e8 };
      expect(rig.why({ side: 'sell', quantity: 5 })).toBe('');
      expect(rig.why({ side: 'sell', quantity: 2, type: 'limit', price: 120 })).toBe('');
      expect(rig.why({ side: 'sell', quantity: 9, reduceOnly: true })).toBe('');
      expect(rig.why({ side: 'buy', quantity: 1, reduceOnly: true })).toBe('');
      expect(rig.why({ close: true })).toBe('');
      expect(rig.why({ side: 'sell', quantity: 5.1 })).toContain('max_drawdown_pct');
    }
  });

  it('is a bracket around a reduction: its children never enlarge what is left', () => {
    const rig = new Rig({ limits: { maxPosition: parsePct('10') } });
    rig.trade('buy', 10e8, 10_000);
    expect(rig.why({ side: 'sell', quantity: 5, takeProfit: 90 })).toBe('');
    // Ten would be worth more than a tenth of equity at 110: reduce-only, it buys none of them.
    expect(rig.why({ side: 'sell', quantity: 5, stopLoss: 110 })).toBe('');
  });

  it('is an entry for children that would reduce what it opens', () => {
    const rig = new Rig({ limits: { maxPosition: parsePct('50'), maxOpenOrders: 2 } });
    const entry = { side: 'buy', quantity: 10, stopLoss: 90, takeProfit: 120 } as const;
    expect(rig.why({ ...entry, id: 'a' })).toBe('');
    // Children that wait do not count: this is the second order.
    expect(rig.why({ ...entry, quantity: 1 })).toBe('');
    expect(rig.why({ ...entry, quantity: 1 })).toBe('refused max_open_orders: 2 orders are open, the most is 2');
    expect(rig.why({ side: 'sell', parent: 'a', type: 'limit', price: 130 })).toBe('');
    // One that buys as much again on the entry's fill is judged with the entry.
    const wide = new Rig({ limits: { maxPosition: parsePct('15') } });
    expect(wide.why({ side: 'buy', quantity: 10, id: 'a' })).toBe('');
    expect(wide.why({ side: 'buy', parent: 'a' })).toBe(
      'refused max_position_pct: a position in BTC worth 2000 USDT would be above 1500 USDT, 15 % of equity 10000 USDT',
    );
  });
});

describe('a refusal', () => {
  it('says rule, value and limit', () => {
    const why = (limits: Partial<RiskLimits>, request: object) => {
      const rig = new Rig({ limits });
      return rig.why({ side: 'buy', quantity: 60, ...request } as OrderRequest);
    };
    expect(why({ maxPosition: parsePct('12.5') }, {})).toBe(
      'refused max_position_pct: a position in BTC worth 6000 USDT would be above 1250 USDT, 12.5 % of equity 10000 USDT',
    );
    expect(why({ maxPosition: parsePct('60') }, {})).toBe('');
    expect(why({ maxPosition: parsePct('60') }, { quantity: '60.00000001' })).toContain('above 6000 USDT');
    expect(why({ maxPosition: parsePct('50') }, { quantity: undefined, fraction: 0.5 })).toBe('');
    expect(why({ maxPosition: parsePct('50') }, { quantity: undefined, spend: 5001 })).toContain('worth 5001 USDT');
    expect(why({ maxExposure: parsePct('50') }, {})).toBe(
      'refused max_exposure_pct: exposure of 6000 USDT with working orders would be above 5000 USDT, 50 % of equity 10000 USDT',
    );
    expect(why({ minCash: 5000e8 }, {})).toBe('refused min_cash: it would leave 4000 USDT free, below 5000 USDT');
    expect(why({ minCash: 5000e8 }, { quantity: undefined, spend: 5000 })).toBe('');
    expect(why({ minCash: 5000e8 }, { quantity: undefined, spend: 5000.01 })).toContain('leave 4999.99 USDT free');
  });

  it('comes where a price is missing that the limit needs', () => {
    for (const limits of [{ maxPosition: parsePct('5') }, { maxExposure: parsePct('5') }, { minCash: 1 }]) {
      const rig = new Rig({ limits, marks: [-1] });
      const [key] = Object.keys(limits);
      const rule = { maxPosition: 'max_position_pct', maxExposure: 'max_exposure_pct', minCash: 'min_cash' }[key!];
      expect(rig.why({ side: 'buy', quantity: 1 })).toBe(
        `rejected no_price: ${rule} needs a price of BTC/USDT and of every held asset`,
      );
      expect(rig.why({ side: 'buy', quantity: 1, type: 'limit', price: 100 })).toBe('');
    }
  });

  it('of a halted run says what fell, and all that adds is refused', () => {
    const rig = new Rig({ limits: { maxDrawdown: parsePct('10') } });
    const buy = { side: 'buy', quantity: 1 } as const;
    const working = rig.ask({ ...buy, type: 'limit', price: 90 });
    rig.executor.halted = { peak: 10_000e8, equity: 8_999.5e8 };
    const text =
      'max_drawdown_pct: equity 8999.5 USDT fell from its peak 10000 USDT by 10 % or more: trading has halted';
    expect(rig.why(buy)).toBe(`refused ${text}`);
    expect(rig.whyNot(working, { quantity: 2 })).toBe(text);
    expect(rig.whyNot(working, { quantity: 0.5 })).toBe('');
    expect(rig.whyNot(working, { price: 80 })).toBe('');
    expect(rig.whyNot(working, { price: 95 })).toBe(text);
  });
});

describe('an amend that enlarges', () => {
  it('is judged as the order it would become, in the place of the one that works', () => {
    const one = new Rig({ limits: { maxPosition: parsePct('50') } });
    const order = one.ask({ side: 'buy', quantity: 10, type: 'limit', price: 90 });
    expect(one.whyNot(order, { quantity: 55 })).toBe('');
    expect(one.whyNot(order, { quantity: 56 })).toBe(
      'max_position_pct: a position in BTC worth 5040 USDT would be above 5000 USDT, 50 % of equity 10000 USDT',
    );
    expect(one.whyNot(order, { quantity: 50, price: 101 })).toContain('worth 5050 USDT');
    const all = new Rig({ limits: { maxExposure: parsePct('50'), maxOpenOrders: 2 } });
    const [first] = [1, 2].map(() => all.ask({ side: 'buy', quantity: 20, type: 'limit', price: 100 }));
    expect(all.whyNot(first!, { quantity: 30 })).toBe('');
    expect(all.whyNot(first!, { quantity: 31 })).toContain('exposure of 5100 USDT');
    const cash = new Rig({ limits: { minCash: 4000e8 } });
    const [under, held] = [1, 2].map(() => cash.ask({ side: 'buy', quantity: 20, type: 'limit', price: 100 }));
    cash.executor.arrived(held!);
    cash.books.hold(1, 2000e8);
    Object.assign(held!, { held: 2000e8, heldAsset: 1, status: STATUS.open });
    for (const working of [under!, held!]) {
      expect(cash.whyNot(working, { quantity: 40 })).toBe('');
      expect(cash.whyNot(working, { quantity: 41 })).toBe('min_cash: it would leave 3900 USDT free, below 4000 USDT');
    }
  });
});
