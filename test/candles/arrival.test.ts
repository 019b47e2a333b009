/** Where an order that arrives meets price: inside a candle, at its ends, in a gap, before the first price. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('an arriving order', () => {
  scene(
    'inside a candle',
    `
    says: 3.candle.3 3.candle.9 3.candle.10 3.candle.11 3.candle.13 3.market.1 3.slippage.1 3.source.5
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
      103.5 105 103 104
    orders:
      o1 0: buy 1
      o2 20: buy 1
      o2b 29.9: buy 1                     # 30 s after the close of the one before
      o3 45: buy 1
      o4 59.9: buy 1
      o5 60: buy 1
    then:
      0.1 o1 buys 1 at 100, taker
      20.1 o2 buys 1 at 104, taker
      30 o2b buys 1 at 104, taker
      45.1 o3 buys 1 at 98, taker
      60 o4 buys 1 at 103, taker
      60.1 o5 buys 1 at 103.5, taker
    `,
  );

  scene(
    'without delay at the close',
    `
    says: 3.candle.12
    with: delay 0
    BTC/USDT:
      100 104 98 103
      103.5 105 103 104
    orders:
      o1 60: buy 1
    then:
      60 o1 buys 1 at 103, taker
    `,
  );

  scene(
    'before the first price',
    `
    says: 3.no_price.1 3.no_price.5 3.no_price.6
    with: to 240
    BTC/USDT from 60 s:
      100 104 98 103
      103.5 105 103 104
    orders:
      o1 10: buy 1
      o2 10: buy 1 limit 99
    then:
      60 o1 buys 1 at 100, taker
      60 o2 rests
      80 o2 buys 1 at 99, maker         # long since 60 s: the low comes first
    `,
  );

  scene(
    'in a gap',
    `
    says: 3.no_price.2 3.no_price.7
    BTC/USDT:
      100 101 99 100
      gap
      gap
      110 111 109 110
    orders:
      o1 60: buy 1
      o2 70: sell 0.5
      o3 100: buy 1 limit 105
      o4 100: buy 1 limit 112
    then:
      70.1 o2 is rejected, insufficient_balance: needs 0.5 BTC, free 0 BTC
      180 o1 buys 1 at 110, taker
      180 o3 rests
      180 o4 buys 1 at 110, taker
      end o3 open
    `,
  );

  scene(
    'at the last instant of a candle before a gap',
    `
    says: 3.candle.9
    BTC/USDT:
      100 101 99 100
      gap
      110 111 109 110
    orders:
      o1 59.9: buy 1
    then:
      60 o1 buys 1 at 100, taker
    `,
  );

  scene(
    'on a filled candle',
    `
    says: 3.no_price.4 3.gap.2
    BTC/USDT:
      100 101 99 100
      filled 100 100 100 100
      110 111 109 110
    orders:
      o1 70: buy 1
      o2 0: buy 1 limit 99.5
    then:
      0.1 o2 rests
      20 o2 buys 1 at 99.5, maker
      120 o1 buys 1 at 110, taker
    `,
  );

  scene(
    'that waits and is canceled',
    `
    says: 3.no_price.5
    BTC/USDT:
      100 101 99 100
      gap
      gap
      110 111 109 110
    orders:
      o1 70: buy 1 limit 99 cancel 100
    then:
      100.1 o1 is canceled
      balance USDT 10000
    `,
  );

  scene(
    'after the last candle',
    `
    says: 3.window.6 3.no_price.5 3.hold.4
    with: to 240
    BTC/USDT:
      100 101 99 100
    orders:
      o1 60: buy 1
      o2 60: buy 1 limit 90
      o3 0: buy 1 limit 80
    then:
      0.1 o3 rests
      end o3 open
      end o1 pending
      end o2 pending
      balance USDT 10000 held 270   # 80, 90, and o1 by quantity at the last mark, 100
    `,
  );
});
