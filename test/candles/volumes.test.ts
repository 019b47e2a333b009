/** Partial fills by volume: what a point has for us, who gets it, and what becomes of the rest. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('without partial fills', () => {
  scene(
    'the volume of a candle limits nothing',
    `
    says: 3.partial.1
    BTC/USDT:
      100 104 98 103 volume 1
    orders:
      o1 0: buy 50
    then:
      0.1 o1 buys 50 at 100, taker
    `,
  );
});

describe('by volume', () => {
  const seven = `
    with: intrabar open_high_low_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 104 98 103 volume 7`;

  scene(
    'seven lots are dealt 1, 2, 2, 2',
    `
    says: 3.partial.3 3.partial.4 3.partial.8
    ${seven}
    orders:
      o1 0: buy 7
    then:
      0.1 o1 buys 1 at 100, taker, leaves 6
      20 o1 buys 2 at 104, taker, leaves 4
      40 o1 buys 2 at 98, taker, leaves 2
      60 o1 buys 2 at 103, taker
    `,
  );

  scene(
    'what the candle has not, the next one gives',
    `
    says: 3.partial.4 3.partial.8
    ${seven}
      110 111 109 110 volume 4
    orders:
      o1 41: buy 5
    then:
      41.1 o1 buys 2 at 98, taker, leaves 3
      60 o1 buys 2 at 103, taker, leaves 1
      60 o1 buys 1 at 110, taker
    `,
  );

  scene(
    'a fill at a close that ends the last order beside it: what is left goes on at the next open',
    `
    says: 3.partial.8
    ${seven}
      103 104 98 103 volume 7
    orders:
      other 0: buy 4 limit 50 oco A
      rest 41: buy 5 oco A
    then:
      0.1 other rests
      41.1 rest buys 2 at 98, taker, leaves 3
      41.1 other is amended, oco
      60 rest buys 2 at 103, taker, leaves 1
      60 other is canceled, oco
      60 rest buys 1 at 103, taker
    `,
  );

  scene(
    'a share in whole lots',
    `
    says: 3.partial.3
    with: intrabar open_high_low_close; partial_fills volume 10; lot 0.1
    BTC/USDT:
      100 104 98 103 volume 5.9           # 0.59: five lots of 0.1, dealt 1, 1, 1, 2
    orders:
      o1 0: buy 1
    then:
      0.1 o1 buys 0.1 at 100, taker, leaves 0.9
      20 o1 buys 0.1 at 104, taker, leaves 0.8
      40 o1 buys 0.1 at 98, taker, leaves 0.7
      60 o1 buys 0.2 at 103, taker, leaves 0.5
      end o1 partially_filled
    `,
  );

  scene(
    'what nobody took is not carried over',
    `
    says: 3.partial.6
    ${seven}
    orders:
      o1 41: buy 3
    then:
      41.1 o1 buys 2 at 98, taker, leaves 1
      60 o1 buys 1 at 103, taker
    `,
  );

  scene(
    'a point without lots fills nothing',
    `
    says: 3.partial.4 3.partial.7
    with: intrabar open_high_low_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 104 98 103 volume 2             # dealt 0, 1, 0, 1
    orders:
      o1 21: buy 1
      o2 22: buy 1
    then:
      21.1 o1 buys 1 at 104, taker
      22.1 o2 rests
      60 o2 buys 1 at 103, taker
    `,
  );

  scene(
    'an arrival shares what its point has left',
    `
    says: 3.partial.5 3.partial.7 3.partial.8
    ${seven}
    orders:
      o1 20: buy 1
      o2 21: sell 1
      o3 22: buy 2
    then:
      20.1 o1 buys 1 at 104, taker
      21.1 o2 sells 1 at 104, taker       # the point's second lot
      22.1 o3 rests
      40 o3 buys 2 at 98, taker
    `,
  );

  scene(
    'a fill on the way to a point uses the lots of that point',
    `
    says: 3.partial.9 3.candle.5
    with: intrabar open_high_low_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 101 98 98.5 volume 7
      100 101 99 100 volume 8
    orders:
      o1 0: buy 5 limit 99
    then:
      0.1 o1 rests
      40 o1 buys 2 at 99, maker, leaves 3
      60 o1 buys 2 at 99, maker, leaves 1  # price still stands through it
      end o1 partially_filled, leaves 1
    `,
  );

  scene(
    'orders on one way share in matching order',
    `
    says: 3.partial.5 3.candle.6
    with: intrabar open_low_high_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 104 95 103 volume 12            # three a point
    orders:
      far 0: buy 2 limit 97
      near 0: buy 2 limit 99
      late 1: buy 2 limit 99
    then:
      0.1 far rests
      0.1 near rests
      1.1 late rests
      20 near buys 2 at 99, maker
      20 late buys 1 at 99, maker, leaves 1
      end far open
      end late partially_filled, leaves 1
    `,
  );

  scene(
    'the rest of a market order comes after those met on the way',
    `
    says: 3.partial.5 3.partial.8
    with: intrabar open_low_high_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 104 95 103 volume 12
    orders:
      m 0: buy 5
      l 1: buy 2 limit 99
    then:
      0.1 m buys 3 at 100, taker, leaves 2
      1.1 l rests
      20 l buys 2 at 99, maker
      20 m buys 1 at 95, taker, leaves 1
      40 m buys 1 at 104, taker
    `,
  );

  scene(
    'a jump uses the lots of the open',
    `
    says: 3.partial.9 3.candle.7
    with: intrabar open_high_low_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 100 100 100 volume 8
      97 100 96 98 volume 8
    orders:
      o1 0: buy 3 limit 99
    then:
      0.1 o1 rests
      60 o1 buys 2 at 99, maker, leaves 1
      100 o1 buys 1 at 99, maker
    `,
  );

  scene(
    'a limit that takes in part rests with what is left',
    `
    says: 3.partial.7 3.limit.1 3.limit.3
    with: intrabar open_low_high_close; partial_fills volume 100; lot 1; maker 1; taker 2
    BTC/USDT:
      100 104 98 103 volume 8
    orders:
      o1 0: buy 4 limit 101
    then:
      0.1 o1 buys 2 at 100, taker, leaves 2
      20 o1 buys 2 at 101, maker
      balance USDT 9591.98                # 200 and 4, 202 and 2.02
    `,
  );

  scene(
    'a stop takes what its way has, and goes on as a market order',
    `
    says: 3.partial.9 3.partial.8 3.stop.2
    with: hold 5 BTC; intrabar open_low_high_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 104 95 103 volume 8
    orders:
      o1 0: sell 5 stop 98
    then:
      0.1 o1 rests
      20 o1 triggers at 98
      20 o1 sells 2 at 98, taker, leaves 3
      40 o1 sells 2 at 104, taker, leaves 1
      60 o1 sells 1 at 103, taker
    `,
  );

  scene(
    'immediate or cancel has one point',
    `
    says: 3.partial.10 3.force.2
    ${seven}
    orders:
      o1 20: buy 5 IOC
      o2 40: buy 1 limit 99 IOC
    then:
      20.1 o1 buys 2 at 104, taker, leaves 3
      20.1 o1 is canceled, ioc
      40.1 o2 buys 1 at 98, taker
      balance USDT 9694
    `,
  );

  scene(
    'fill or kill must fit',
    `
    says: 3.partial.11 3.force.3
    ${seven}
    orders:
      o1 0: buy 2 FOK
      o2 20: buy 2 FOK
      o3 21: buy 1 limit 110 FOK
    then:
      0.1 o1 is canceled, fok
      20.1 o2 buys 2 at 104, taker
      21.1 o3 is canceled, fok
      balance USDT 9792
    `,
  );

  scene(
    'a cancel ends what is left',
    `
    says: 3.latency.2 3.partial.8
    ${seven}
    orders:
      o1 0: buy 7 cancel 30
    then:
      0.1 o1 buys 1 at 100, taker, leaves 6
      20 o1 buys 2 at 104, taker, leaves 4
      30.1 o1 is canceled
      balance BTC 3
      balance USDT 9692
    `,
  );

  scene(
    'a spent budget keeps its lots',
    `
    says: 3.size.5 3.partial.8
    with: intrabar open_low_high_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 104 98 103 volume 8
    orders:
      o1 0: buy spend 400
    then:
      0.1 o1 buys 2 at 100, taker, leaves 2
      20 o1 buys 2 at 98, taker
      balance USDT 9604
    `,
  );

  scene(
    'a budget that a dearer point leaves too small buys what it can, and ends',
    `
    says: 3.size.2 3.partial.8
    with: intrabar open_high_low_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 110 98 103 volume 8
    orders:
      o1 0: buy spend 400                  # four lots at 100; the two that are left cost 220
    then:
      0.1 o1 buys 2 at 100, taker, leaves 2
      20 o1 buys 1 at 110, taker, leaves 1
      20 o1 is canceled, spent
      balance USDT 9690
    `,
  );

  scene(
    'close takes as many points as it needs',
    `
    says: 3.size.9 3.partial.8
    with: intrabar open_low_high_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 104 98 103 volume 8
    orders:
      o1 0: buy 2
      o2 10: buy 1
      o3 41: close
    then:
      0.1 o1 buys 2 at 100, taker
      10.1 o2 rests
      20 o2 buys 1 at 98, taker
      41.1 o3 sells 2 at 104, taker, leaves 1
      60 o3 sells 1 at 103, taker
      trip long 3 BTC from 0.1 to 60 pnl 13
    `,
  );

  scene(
    'parts may cost a unit more than the whole: without it the rest is rejected',
    `
    says: 3.hold.3 3.hold.6 3.partial.9
    with: hold 0.00000003 USDT; intrabar open_low_high_close; limit_fill touch; partial_fills volume 100; lot 0.00000001
    BTC/USDT:
      2 2 1.5 1.5 volume 0.00000002
    orders:
      o1 0: buy 0.00000002 limit 1.5
    then:
      0.1 o1 rests
      20 o1 buys 0.00000001 at 1.5, maker, leaves 0.00000001
      60 o1 is rejected, insufficient_balance: needs 0.00000002 USDT, free 0.00000001 USDT
    `,
  );
});
