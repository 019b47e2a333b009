/** Races: cancels, fills, triggers and expiries that come at one time or on one way. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('at one level', () => {
  scene(
    'the oldest comes first, whatever its type',
    `
    says: 3.candle.6
    with: hold 2 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 102 96 101
    orders:
      s1 0: sell 1 stop 98
      b1 1: buy 1 limit 98
      s2 2: sell 1 stop 98
    then:
      0.1 s1 rests
      1.1 b1 rests
      2.1 s2 rests
      20 s1 triggers at 98
      20 s1 sells 1 at 98, taker
      20 b1 buys 1 at 98, maker
      20 s2 triggers at 98
      20 s2 sells 1 at 98, taker
    `,
  );

  scene(
    'and in one jump, too',
    `
    says: 3.candle.8
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
      96 96 96 96
    orders:
      s1 0: sell 1 stop 98
      b1 1: buy 1 limit 98
      s2 2: sell 1 stop 98
    then:
      0.1 s1 rests
      1.1 b1 rests
      2.1 s2 rests
      60 s1 triggers at 96
      60 s1 sells 1 at 96, taker
      60 b1 buys 1 at 98, maker
      60 s2 triggers at 96
      60 s2 sells 1 at 96, taker
    `,
  );
});

describe('a cancel under way', () => {
  scene(
    'does not stop a trigger before it arrives',
    `
    says: 3.latency.2 3.amend.10 3.order.2
    with: hold 1 BTC; cancel_delay 500; intrabar open_low_high_close
    BTC/USDT:
      100 102 96 101
    orders:
      o1 0: sell 1 stop 98 cancel 19.5
    then:
      0.1 o1 rests
      20 o1 triggers at 98
      20 o1 sells 1 at 98, taker
      20 o1 is rejected, cancel: the order has ended
    `,
  );

  scene(
    'ends a stop-limit that has been triggered and rests',
    `
    says: 3.stop.8 3.latency.2
    with: hold 1 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 101 99 100
      94 95 93 94
    orders:
      o1 0: sell 1 stop 98 limit 96 cancel 70
    then:
      0.1 o1 rests
      60 o1 triggers at 94
      70.1 o1 is canceled
      balance BTC 1
    `,
  );

  scene(
    'leaves what has filled in part, and cancels the rest',
    `
    says: 3.latency.2 3.partial.9
    with: partial_fills volume 100; lot 1; intrabar open_high_low_close; cancel_delay 2000
    BTC/USDT:
      100 104 98 98.5 volume 8
    orders:
      o1 0: buy 5 limit 99 cancel 39
    then:
      0.1 o1 rests
      40 o1 buys 2 at 99, maker, leaves 3
      41 o1 is canceled
      balance BTC 2
      balance USDT 9802
    `,
  );

  scene(
    'meets the leg of a group that another leg has ended',
    `
    says: 3.oco.2 3.amend.10
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 106 94 100
    orders:
      tp 0: sell 1 limit 105 oco A
      sl 0: sell 1 stop 95 oco A cancel 19.95
    then:
      0.1 tp rests
      0.1 sl rests
      20 tp sells 1 at 105, maker
      20 sl is canceled, oco
      20.05 sl is rejected, cancel: the order has ended
    `,
  );

  scene(
    'and an amend arrive in the order sent',
    `
    says: 3.order.4 3.amend.10
    with: cancel_delay 100; intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 90 amend 10 price 99 cancel 10
    then:
      0.1 o1 rests
      10.1 o1 is amended
      10.1 o1 is canceled
    `,
  );
});

describe('an expiry', () => {
  scene(
    'ends a stop-limit that has been triggered and rests',
    `
    says: 3.force.4 3.stop.8
    with: hold 1 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 101 99 100
      94 95 93 94
    orders:
      o1 0: sell 1 stop 98 limit 96 until 90
    then:
      0.1 o1 rests
      60 o1 triggers at 94
      90 o1 is expired
      balance BTC 1
    `,
  );

  scene(
    'ends what is left of an order that has filled in part',
    `
    says: 3.force.4 3.partial.9
    with: partial_fills volume 100; lot 1; intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103 volume 8
    orders:
      o1 0: buy 5 limit 99 until 50
    then:
      0.1 o1 rests
      40 o1 buys 2 at 99, maker, leaves 3
      50 o1 is expired
      balance USDT 9802
    `,
  );

  scene(
    'comes before an order that arrives with it',
    `
    says: 3.order.3 3.order.4
    with: hold 100 USDT
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 90 until 30
      o2 29.9: buy 1
    then:
      0.1 o1 rests
      30 o1 is expired
      30 o2 buys 1 at 98, taker           # low first
    `,
  );

  scene(
    'of one symbol comes after the points of all',
    `
    says: 3.order.2 3.order.3 3.order.10
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    ETH/USDT:
      10 11 9 10
    orders:
      b 0: buy 1 limit 90 until 40 on BTC/USDT
      e 0: buy 1 limit 9.5 until 40 on ETH/USDT
    then:
      0.1 b rests
      0.1 e rests
      40 e buys 1 at 9.5, maker
      40 b is expired
    `,
  );

  scene(
    'is put off by no amend that comes too late',
    `
    says: 3.amend.10 3.amend.5 3.order.3
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1 limit 90 until 20 amend 19.95 until 50
      o2 0: buy 1 limit 90 until 20 amend 19.9 until 50
    then:
      0.1 o1 rests
      0.1 o2 rests
      20 o1 is expired
      20 o2 is expired
      20 o2 is rejected, amend: the order has ended
      20.05 o1 is rejected, amend: the order has ended
    `,
  );
});

describe('close', () => {
  scene(
    'cancels stops, trailing stops and brackets that only reduce',
    `
    says: 3.size.8 3.size.9
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1 sl 95 tp 110
      o2 1: buy 1
      ts 2: sell 1 trail 3
      up 3: buy 1 stop 105
      c 10: close
    then:
      0.1 o1 buys 1 at 100, taker
      0.1 o1.sl rests
      0.1 o1.tp rests
      1.1 o2 buys 1 at 100, taker
      2.1 ts rests at 97
      3.1 up rests
      ~ 10.1 o1.sl is canceled, close
      ~ 10.1 ts is canceled, close
      ~ 10.1 o1.tp is canceled, close
      10.1 c sells 2 at 100, taker
      end up open
      balance USDT 10000 held 105
    `,
  );
});
