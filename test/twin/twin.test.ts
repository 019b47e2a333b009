import { describe, expect, test } from 'vitest';
import { at, candles, eventsOf, fillsOf, play, START } from './support.ts';

/** Every expectation here was worked out with pencil from the design's sentences, not from a run. */

describe('the path of a candle', () => {
  const rows = ['100 104 98 103', '105 106 102 104'];
  const buy = (id: string, seconds: number) =>
    ({ id, at: at(seconds), side: 'buy', type: 'market', quantity: '1' }) as const;

  test('arrivals at +0.1, +20, +25, +45, +60 s meet 100, 104, 104, 98, 103', () => {
    const answer = play({ rows, orders: [buy('a', 0.1), buy('b', 20), buy('c', 25), buy('d', 45), buy('e', 60)] });
    expect(answer.fills.map((fill) => fill.price)).toEqual(['100', '104', '104', '98', '103']);
  });

  test('100 ms after a close an order meets the next open', () => {
    const answer = play({ rows, settings: { fill_delay_ms: 100 }, orders: [buy('a', 60)] });
    expect(fillsOf(answer)).toEqual(['60.1 a buy 1 @ 105 taker']);
    // 105 + 0.2 % = 105.21; left 9894.79; marked at the close, 104.
    expect(answer.balances.find((one) => one.asset === 'USDT')?.total).toBe('9894.79');
    expect(answer.equity).toEqual([
      { time: at(60), equity: '10000', cash: '10000', exposure: '0' },
      { time: at(120), equity: '9998.79', cash: '9894.79', exposure: '104' },
    ]);
  });

  test('before the first price and in a gap an order waits, pending, and meets the next point; IOC is canceled', () => {
    const gapped = ['100 104 98 103', '', '107 108 106 107'];
    const ioc = { ...buy('i', 70), time_in_force: 'IOC' as const };
    const answer = play({ rows: gapped, orders: [buy('a', 0), buy('b', 61), ioc] });
    expect(fillsOf(answer)).toEqual(['0 a buy 1 @ 100 taker', '120 b buy 1 @ 107 taker']);
    expect(eventsOf(answer, 'i')).toEqual(['70 submitted', '70 canceled no_price']);
  });
});

describe('resting orders', () => {
  test('a limit fills through its price under cross, at it under touch, as maker with the point’s time', () => {
    const rows = ['100 104 98 103', '103 103 97.9 100'];
    const orders = [{ id: 'a', at: at(0.1), side: 'buy', type: 'limit', quantity: '1', price: '98' }] as const;
    expect(fillsOf(play({ rows, orders: [...orders] }))).toEqual(['100 a buy 1 @ 98 maker']);
    expect(fillsOf(play({ rows, orders: [...orders], settings: { limit_fill: 'touch' } }))).toEqual([
      '40 a buy 1 @ 98 maker',
    ]);
  });

  test('on a jump a stop meets the price after the gap, a limit its limit; where a session opens, the open', () => {
    const rows = ['100 101 99 100', '90 91 89 90'];
    const orders = [
      { id: 'a', at: at(0.1), side: 'buy', type: 'limit', quantity: '1', price: '95' },
      { id: 's', at: at(0.1), side: 'sell', type: 'stop', quantity: '1', stop_price: '97' },
    ] as const;
    const balance = { USDT: '10000', BTC: '1' };
    // 97 is nearer to the old price than 95.
    expect(fillsOf(play({ rows, orders: [...orders], balance }))).toEqual([
      '60 s sell 1 @ 90 taker',
      '60 a buy 1 @ 95 maker',
    ]);
    const day = 86_400_000;
    const market = [
      {
        symbol: 'BTC/USDT',
        interval_ms: day,
        candles: candles(...rows).map((candle, index) => ({ ...candle, time: START + index * day })),
      },
    ];
    const sessions = play({
      market,
      minutes: 2880,
      instrument: { calendar: 'sessions' },
      orders: [...orders],
      balance,
    });
    expect(sessions.fills.map((fill) => fill.price)).toEqual(['90', '90']);
  });

  test('a stop-limit that is not marketable at its trigger rests, also for what is left of that movement', () => {
    const rows = ['100 104 98 103'];
    const answer = play({
      rows,
      orders: [
        {
          id: 'a',
          at: at(0.1),
          side: 'sell',
          type: 'take_profit_limit',
          quantity: '1',
          stop_price: '102',
          price: '103',
        },
        { id: 'b', at: at(0.1), side: 'sell', type: 'stop_limit', quantity: '1', stop_price: '99', price: '98.5' },
      ],
      balance: { BTC: '2' },
    });
    // a: triggered at 102, rests at 103, filled on to 104; b: triggered at 99, marketable (99 > 98.5): takes at 99.
    expect(fillsOf(answer)).toEqual(['20 a sell 1 @ 103 maker', '40 b sell 1 @ 99 taker']);
    expect(eventsOf(answer, 'a')).toEqual(['0.1 submitted', '0.1 accepted', '20 triggered', '20 filled']);
  });

  test('a trailing stop tightens when a candle closes, and the next point meets the new level', () => {
    const rows = ['100 104 99 103', '103 103 101 102'];
    const answer = play({
      rows,
      orders: [{ id: 't', at: at(0.1), side: 'sell', type: 'trailing_stop', quantity: '1', trail_amount: '2' }],
      balance: { BTC: '1' },
    });
    // Level 98 on arrival; 104 - 2 = 102 at the close; passed on the way from 103 to 101 at +40 s of the next candle.
    expect(eventsOf(answer, 't')).toEqual([
      '0.1 submitted',
      '0.1 accepted',
      '60 trailed',
      '100 triggered',
      '100 filled',
    ]);
    expect(fillsOf(answer)).toEqual(['100 t sell 1 @ 102 taker']);
  });

  test('a candle that ends at an expiry still fills; a cancel decided with the point comes too late', () => {
    const rows = ['100 101 98 101', '101 103 100.5 102.9'];
    const sell = { at: at(0.1), side: 'sell', type: 'limit', quantity: '1', price: '102.5' } as const;
    const answer = play({
      rows,
      settings: { intrabar: 'open_low_high_close' },
      orders: [
        { ...sell, id: 'g', price: '100.9', time_in_force: 'GTD', expire_at: at(60) },
        { ...sell, id: 'e', time_in_force: 'GTD', expire_at: at(60) },
        { ...sell, id: 'c', cancel_at: at(100) },
      ],
      balance: { BTC: '3' },
    });
    expect(fillsOf(answer)).toEqual(['40 g sell 1 @ 100.9 maker', '100 c sell 1 @ 102.5 maker']);
    expect(eventsOf(answer, 'e').at(-1)).toBe('60 expired expire_at');
    expect(eventsOf(answer, 'c').at(-1)).toBe('100 filled');
  });
});

describe('the pessimism of adverse', () => {
  const entry = { id: 'a', at: at(0.1), side: 'buy', type: 'limit', quantity: '1', price: '99' } as const;

  test('a stop that the low reaches fills at its level in the same instant, on the way up, too', () => {
    // Flat: 102 is nearer to 100.5 than 97 is, high first. The entry is a stop at 101, on the way up.
    const stop = { id: 'a', at: at(0.1), side: 'buy', type: 'stop', quantity: '1', stop_price: '101' } as const;
    const answer = play({
      rows: ['100.5 102 97 101.5'],
      settings: { intrabar: 'adverse' },
      orders: [{ ...stop, stop_loss: '98', take_profit: '101.8' }],
    });
    expect(fillsOf(answer)).toEqual(['20 a buy 1 @ 101 taker', '20 a.sl sell 1 @ 98 taker']);
    expect(eventsOf(answer, 'a.tp').at(-1)).toBe('20 canceled oco');
    // 98 - 101 - 0.202 - 0.196 = -3.398
    expect(answer.round_trips).toMatchObject([{ asset: 'BTC', side: 'long', pnl: '-3.398', ambiguous: true }]);
  });

  test('a take-profit fills at the close’s time, and only if the close lies through it', () => {
    const bracket = { ...entry, stop_loss: '97', take_profit: '101' };
    // Flat, low nearer: low first. Entry at 99 on the way to 98.
    const rows = ['100 103 98 101.5', '101.5 101.6 101.4 101.5'];
    const adverse = play({ rows, settings: { intrabar: 'adverse' }, orders: [bracket] });
    expect(fillsOf(adverse)).toEqual(['20 a buy 1 @ 99 maker', '60 a.tp sell 1 @ 101 maker']);
    const nearest = play({ rows, settings: { intrabar: 'nearest' }, orders: [bracket] });
    expect(fillsOf(nearest)).toEqual(['20 a buy 1 @ 99 maker', '40 a.tp sell 1 @ 101 maker']);
    const short = ['100 103 98 100.5', '100.5 102 100 100'];
    const later = play({ rows: short, settings: { intrabar: 'adverse' }, orders: [bracket] });
    // The next candle: long, low first; 101 is passed on the way to 102 at +40 s.
    expect(fillsOf(later)).toEqual(['20 a buy 1 @ 99 maker', '100 a.tp sell 1 @ 101 maker']);
  });
});

describe('groups, children and changes', () => {
  test('an OCO leg that fills in part shrinks the other by as much; one that fills ends it', () => {
    // 8 lots of volume: two a point. Path 100 -> 104 -> 98 -> 103.
    const orders = [
      { id: 'u', at: at(0.1), side: 'sell', type: 'limit', quantity: '0.03', price: '101', oco: 'g' },
      { id: 'd', at: at(0.1), side: 'sell', type: 'stop', quantity: '0.03', stop_price: '98.5', oco: 'g' },
    ] as const;
    const settings = { partial_fills: { model: 'volume', share_pct: '100' } } as const;
    const answer = play({ rows: ['100 104 98 103 0.08'], orders: [...orders], settings, balance: { BTC: '0.03' } });
    // 0.02 at +20 s; the point at +40 s lies below the limit: the stop sells what is left, and ends the group.
    expect(fillsOf(answer)).toEqual(['20 u sell 0.02 @ 101 maker', '40 d sell 0.01 @ 98.5 taker']);
    expect(eventsOf(answer, 'u').at(-1)).toBe('40 canceled oco');
    expect(answer.events.find((event) => event.event === 'amended')).toMatchObject({
      quantity: '0.01',
      leaves: '0.01',
    });
  });

  test('canceling a leg cancels the group, canceling an entry its waiting children', () => {
    const far = { at: at(0.1), side: 'buy', type: 'limit', quantity: '1', price: '50' } as const;
    const answer = play({
      rows: ['100 104 98 103'],
      orders: [
        { ...far, id: 'a', oco: 'g', cancel_at: at(10) },
        { ...far, id: 'b', oco: 'g', stop_loss: '40' },
        { id: 'c', at: at(1), side: 'sell', type: 'market', parent: 'b' },
      ],
    });
    expect(eventsOf(answer, 'b').at(-1)).toBe('10 canceled cancel');
    expect(eventsOf(answer, 'b.sl').at(-1)).toBe('10 canceled parent');
    expect(eventsOf(answer, 'c').at(-1)).toBe('10 canceled parent');
    // The two legs share one hold, the largest: 50.1; free again.
    expect(answer.balances.find((one) => one.asset === 'USDT')).toMatchObject({ held: '0', free: '10000' });
  });

  test('a shared hold: two legs that only together are too dear are both accepted', () => {
    const far = { at: at(0.1), side: 'buy', type: 'limit', quantity: '1', price: '60' } as const;
    const balance = { USDT: '100' };
    const group = play({
      rows: ['100 104 98 103'],
      balance,
      orders: [
        { ...far, id: 'a', oco: 'g' },
        { ...far, id: 'b', oco: 'g' },
      ],
    });
    // 60 x 1.002 = 60.12, once.
    expect(group.balances.find((one) => one.asset === 'USDT')).toMatchObject({ held: '60.12', free: '39.88' });
    const alone = play({ rows: ['100 104 98 103'], balance, orders: [far, far] });
    expect(eventsOf(alone, 'o2').at(-1)).toBe('0.1 rejected insufficient_balance');
  });

  test('an amend arrives after the cancel delay, is matched like an order, and one that breaks a rule or comes too late changes nothing', () => {
    const answer = play({
      rows: ['100 104 98 103'],
      settings: { cancel_delay_ms: 1000 },
      orders: [
        {
          id: 'a',
          at: at(0.1),
          side: 'buy',
          type: 'limit',
          quantity: '1',
          price: '90',
          amend: [
            { at: at(1), price: '95.55' },
            { at: at(2), quantity: '2' },
            { at: at(30), price: '110' },
            { at: at(40), price: '111' },
          ],
        },
      ],
    });
    expect(eventsOf(answer, 'a')).toEqual([
      '0.1 submitted',
      '0.1 accepted',
      '1 refused tick_size',
      '3 amended',
      '31 amended',
      '31 filled',
    ]);
    expect(fillsOf(answer)).toEqual(['31 a buy 2 @ 104 taker']);
  });

  test('close cancels what only reduces the position, then trades it whole; flat it is rejected', () => {
    const answer = play({
      rows: ['100 104 98 103', '103 104 102 103'],
      orders: [
        { id: 'c0', at: at(0.1), close: true },
        { id: 'a', at: at(1), side: 'buy', type: 'market', quantity: '1' },
        { id: 's', at: at(2), side: 'sell', type: 'stop', quantity: '1', stop_price: '90' },
        { id: 'c', at: at(30), close: true },
      ],
    });
    expect(eventsOf(answer, 'c0').at(-1)).toBe('0.1 rejected no_position');
    expect(eventsOf(answer, 's').at(-1)).toBe('30 canceled close');
    expect(fillsOf(answer)).toEqual(['1 a buy 1 @ 100 taker', '30 c sell 1 @ 104 taker']);
    // 4 - 0.2 - 0.208
    expect(answer.round_trips).toMatchObject([{ pnl: '3.592', ambiguous: false }]);
  });

  test('reduce_only: none is rejected, a larger one is cut', () => {
    const answer = play({
      rows: ['100 104 98 103'],
      balance: { USDT: '10000', BTC: '5' },
      orders: [
        { id: 'n', at: at(0.1), side: 'sell', type: 'market', quantity: '1', reduce_only: true },
        { id: 'a', at: at(1), side: 'buy', type: 'market', quantity: '1' },
        { id: 'r', at: at(2), side: 'sell', type: 'limit', quantity: '3', price: '103', reduce_only: true },
      ],
    });
    expect(eventsOf(answer, 'n').at(-1)).toBe('0.1 rejected no_position');
    expect(fillsOf(answer).at(-1)).toBe('20 r sell 1 @ 103 maker');
  });
});
