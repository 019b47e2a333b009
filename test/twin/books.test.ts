import { describe, expect, test } from 'vitest';
import { at, BTC, candles, eventsOf, fillsOf, MINUTE, play } from './support.ts';

/** Every expectation here was worked out with pencil from the design's sentences, not from a run. */

describe('sizes, frictions and rules', () => {
  test('7 lots are dealt 1, 2, 2, 2; the rest of a market order takes the next point’s at its price', () => {
    const answer = play({
      rows: ['100 104 98 103 0.7'],
      settings: { partial_fills: { model: 'volume', share_pct: '10' } },
      orders: [{ id: 'a', at: at(0.1), side: 'buy', type: 'market', quantity: '0.06' }],
    });
    expect(fillsOf(answer)).toEqual([
      '0.1 a buy 0.01 @ 100 taker',
      '20 a buy 0.02 @ 104 taker',
      '40 a buy 0.02 @ 98 taker',
      '60 a buy 0.01 @ 103 taker',
    ]);
  });

  test('IOC takes what its point has and cancels the rest, FOK must fit in it', () => {
    const order = { at: at(0.1), side: 'buy', type: 'limit', quantity: '0.03', price: '101' } as const;
    const answer = play({
      rows: ['100 104 98 103 0.08'],
      settings: { partial_fills: { model: 'volume', share_pct: '100' } },
      orders: [
        { ...order, id: 'f', time_in_force: 'FOK' },
        { ...order, id: 'i', time_in_force: 'IOC' },
      ],
    });
    expect(fillsOf(answer)).toEqual(['0.1 i buy 0.02 @ 100 taker']);
    expect(eventsOf(answer, 'f').at(-1)).toBe('0.1 canceled fok');
    expect(eventsOf(answer, 'i').at(-1)).toBe('0.1 canceled ioc');
  });

  test('a slipped price is rounded against the taker and never passes its limit; spend pays its fee', () => {
    const answer = play({
      rows: ['100 104 98 103'],
      settings: { slippage: { model: 'fixed', pct: '0.333' } },
      orders: [
        { id: 'm', at: at(0.1), side: 'buy', type: 'market', quantity: '1' },
        { id: 'l', at: at(0.1), side: 'buy', type: 'limit', quantity: '1', price: '100.2' },
        { id: 's', at: at(0.1), side: 'buy', type: 'market', spend: '100' },
      ],
    });
    // 100.333 -> 100.34. Spend: 0.99 x 100.34 = 99.3366, fee 0.1987 -> 99.5353; one lot more is too dear.
    expect(fillsOf(answer)).toEqual([
      '0.1 m buy 1 @ 100.34 taker',
      '0.1 l buy 1 @ 100.2 taker',
      '0.1 s buy 0.99 @ 100.34 taker',
    ]);
    expect(answer.fills[2]).toMatchObject({ cost: '99.3366', fee: '0.1987', slippage: '0.3366' });
  });

  test('numbers are rounded, texts refused off tick and lot; a bracket must stand in order', () => {
    const limit = { at: at(0.1), side: 'buy', type: 'limit' } as const;
    const answer = play({
      rows: ['100 104 98 103'],
      instrument: { min_notional: '50' },
      orders: [
        { ...limit, id: 'a', quantity: 1.0199999, price: 90.1999 },
        { ...limit, id: 'b', quantity: '1', price: '90.15' },
        { ...limit, id: 'c', quantity: '1.005', price: '90' },
        { ...limit, id: 'd', quantity: '0.5', price: '90' },
        { ...limit, id: 'e', quantity: '1', price: '90', stop_loss: '90' },
        { ...limit, id: 'f', quantity: '1', price: '90', time_in_force: 'GTD', expire_at: at(0) },
        { ...limit, id: 'p', quantity: '1', price: '110', post_only: true },
      ],
    });
    expect(answer.events[0]).toMatchObject({ client_id: 'a', quantity: '1.01', price: '90.1' });
    const last = (id: string) => eventsOf(answer, id).at(-1);
    expect(['b', 'c', 'd', 'e', 'f', 'p'].map(last)).toEqual([
      '0.1 refused tick_size',
      '0.1 refused lot_size',
      '0.1 refused min_notional',
      '0.1 refused stop_loss',
      '0.1 refused expire_at',
      '0.1 canceled post_only',
    ]);
  });

  test('a drawdown past its limit halts: the position is sold, later orders are refused', () => {
    const answer = play({
      rows: ['100 101 99 100', '100 100 80 80', '80 81 79 80'],
      risk: { max_drawdown_pct: '10' },
      balance: { USDT: '200.2' },
      orders: [
        { id: 'a', at: at(0.1), side: 'buy', type: 'market', quantity: '1' },
        { id: 'b', at: at(130), side: 'buy', type: 'market', quantity: '0.1' },
      ],
    });
    // Equity 200 at +60 s, 180 at +120 s: below 200.2 less 10 %.
    expect(answer.halted_at).toBe(at(120));
    expect(fillsOf(answer)).toEqual(['0.1 a buy 1 @ 100 taker', '120 halt.1 sell 1 @ 80 taker']);
    expect(eventsOf(answer, 'b')).toEqual(['130 refused max_drawdown_pct']);
  });

  test('max_position_pct counts what is held, max_open_orders what works', () => {
    const buy = { at: at(61), side: 'buy', type: 'limit', quantity: '30', price: '90' } as const;
    const answer = play({
      rows: ['100 101 99 100', '100 101 99 100'],
      risk: { max_position_pct: '50', max_open_orders: 2 },
      orders: [
        { ...buy, id: 'm', at: at(0.1), quantity: '25', type: 'limit', price: '100.5' },
        { ...buy, id: 'x', quantity: '31' },
        { ...buy, id: 'y', quantity: '20' },
        { ...buy, id: 'z', quantity: '10' },
        { ...buy, id: 'w', quantity: '10' },
      ],
    });
    // 25 held and 31 more at 90 are 5040 > 4997.5; 45 are 4050; two may work, not three.
    expect(['m', 'x', 'y', 'z', 'w'].map((id) => eventsOf(answer, id).at(-1))).toEqual([
      '0.1 filled',
      '61 refused max_position_pct',
      '61 accepted',
      '61 accepted',
      '61 refused max_open_orders',
    ]);
  });
});

describe('trades, quotes and several assets', () => {
  test('with quotes a buy looks at the ask and a sell at the bid; a missing side is no price', () => {
    const quote = (seconds: number, bid: string | null, ask: string | null) => ({
      time: at(seconds),
      bid,
      bid_size: '5',
      ask,
      ask_size: '5',
    });
    const answer = play({
      market: [
        {
          symbol: 'BTC/USDT',
          interval_ms: MINUTE,
          quotes: [quote(1, '99', '101'), quote(10, '100', null), quote(20, '98', '100')],
        },
      ],
      balance: { USDT: '1000', BTC: '1' },
      orders: [
        { id: 'r', at: at(2), side: 'buy', type: 'limit', quantity: '1', price: '100' },
        { id: 's', at: at(2), side: 'sell', type: 'market', quantity: '1' },
        { id: 'b', at: at(12), side: 'buy', type: 'market', quantity: '1' },
      ],
    });
    // At 20 s: the resting limit is touched by the ask (enough on quotes), then the waiting buy takes it.
    expect(fillsOf(answer)).toEqual(['2 s sell 1 @ 99 taker', '20 r buy 1 @ 100 maker', '20 b buy 1 @ 100 taker']);
    // 1000 + 98.802 - 100.1 - 100.2 = 898.502 in cash; 2 BTC at 99, the middle of 98 and 100; the position is 2 - 1 held at first.
    expect(answer.equity).toEqual([{ time: at(60), equity: '1096.502', cash: '898.502', exposure: '99' }]);
  });

  test('on trades a size is taken once, and a trailing stop follows each print', () => {
    const trade = (seconds: number, price: string) => ({ time: at(seconds), price, size: '0.02' });
    const answer = play({
      market: [
        {
          symbol: 'BTC/USDT',
          interval_ms: MINUTE,
          trades: [trade(1, '100'), trade(5, '105'), trade(9, '103.9'), trade(30, '102')],
        },
      ],
      settings: { partial_fills: { model: 'volume', share_pct: '50' } },
      balance: { USDT: '1000', BTC: '0.02' },
      orders: [
        { id: 't', at: at(2), side: 'sell', type: 'trailing_stop', quantity: '0.02', trail_pct: '1' },
        { id: 'b', at: at(6), side: 'buy', type: 'market', quantity: '0.02' },
      ],
    });
    // 105 - 1 % = 103.95, on the tick nearer the market 104: 103.9 triggers. b is served after the orders reached; no lot is left for it.
    expect(eventsOf(answer, 't')).toEqual([
      '2 submitted',
      '2 accepted',
      '5 trailed',
      '9 triggered',
      '9 filled',
      '30 filled',
    ]);
    expect(fillsOf(answer)).toEqual([
      '6 b buy 0.01 @ 105 taker',
      '9 t sell 0.01 @ 103.9 taker',
      '30 t sell 0.01 @ 102 taker',
    ]);
  });

  test('a position in a quote asset moves with the fills that pay with it, at its mark', () => {
    const xrp = {
      ...BTC,
      symbol: 'XRP/BTC',
      base: 'XRP',
      quote: 'BTC',
      tick_size: '0.00001',
      lot_size: '1',
      price_decimals: 5,
    };
    const answer = play({
      market: [
        { symbol: 'BTC/USDT', interval_ms: MINUTE, candles: candles('100 101 99 100', '200 201 199 200') },
        { symbol: 'XRP/BTC', interval_ms: MINUTE, candles: candles('0.01 0.01 0.01 0.01', '0.01 0.01 0.01 0.01') },
      ],
      minutes: 2,
      others: [xrp],
      orders: [
        { id: 'early', at: at(0), symbol: 'XRP/BTC', side: 'buy', type: 'market', quantity: '10' },
        { id: 'b', at: at(1), symbol: 'BTC/USDT', side: 'buy', type: 'market', quantity: '1' },
        { id: 'x', at: at(61), symbol: 'XRP/BTC', side: 'buy', type: 'market', quantity: '10' },
      ],
    });
    expect(eventsOf(answer, 'early')).toEqual(['0 rejected no_price']);
    // 10 XRP cost 0.1 BTC + 0.0002 fee; BTC marked 200 (its last open): 20 in cost; BTC keeps 0.8998 of its cost of 100.
    expect(answer.positions).toEqual([
      { asset: 'BTC', quantity: '0.8998', cost: '89.98' },
      { asset: 'XRP', quantity: '10', cost: '20' },
    ]);
  });
});
