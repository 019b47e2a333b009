/** Where an order that arrives meets price: inside a candle, at its ends, in a gap, before the first price. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('an arriving order', () => {
  scene(
    'inside a candle',
    `
    says: An arriving order meets the symbol's last point if that point's candle contains the arrival or ends at it
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
      103.5 105 103 104
    orders:
      o1 0: buy 1
      o2 20: buy 1
      o3 45: buy 1
      o4 59.9: buy 1
      o5 60: buy 1
    then:
      0.1 o1 buys 1 at 100, taker
      20.1 o2 buys 1 at 104, taker
      45.1 o3 buys 1 at 98, taker
      60 o4 buys 1 at 103, taker
      60.1 o5 buys 1 at 103.5, taker
    `,
  );

  scene(
    'without delay at the close',
    `
    says: with 0 ms the close itself
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
    says: an order that meets none (before the symbol's first price) waits as pending and meets the next point as an arrival
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
    says: it never trades at a price from before the gap
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
    says: meets the symbol's last point if that point's candle ... ends at it
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
    says: filled candles are flagged and nothing fills on them
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
    says: waits as pending ... an order that has not met a price can be canceled
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
    says: Orders keep the status they have
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
