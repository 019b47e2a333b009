/** Orders that end at a time: good till a date, good for a day. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('good till a date', () => {
  scene(
    'a point at its expiry still fills it',
    `
    says: 3.force.4 3.force.8 3.order.2 3.order.3
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 99 until 40
      o2 0: buy 1 limit 99 until 39.999
    then:
      0.1 o1 rests
      0.1 o2 rests
      39.999 o2 is expired
      40 o1 buys 1 at 99, maker
      balance USDT 9901
    `,
  );

  scene(
    'a candle that ends then still fills it',
    `
    says: 3.force.8
    with: intrabar open_high_low_close; hold 1 BTC
    BTC/USDT:
      100 103 97 102
    orders:
      o1 41: sell 1 limit 99 until 60
    then:
      41.1 o1 rests
      60 o1 sells 1 at 99, maker
    `,
  );

  scene(
    'the open at its expiry does not',
    `
    says: 3.force.8 3.order.3 3.order.8
    BTC/USDT:
      100 101 99 100
      90 90 90 90
    orders:
      o1 0: buy 1 limit 95 until 60
      o2 0: buy 1 limit 95 until 60.001
    then:
      0.1 o1 rests
      0.1 o2 rests
      60 o1 is expired
      60 o2 buys 1 at 95, maker
    `,
  );

  scene(
    'comes before a cancel that arrives with it',
    `
    says: 3.order.3 3.order.4 3.amend.10
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 90 until 30 cancel 29.9
    then:
      0.1 o1 rests
      30 o1 is expired
      30 o1 is rejected, cancel: the order has ended
    `,
  );

  scene(
    'that has passed when it arrives',
    `
    says: 3.force.10
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 until 0.05
      o2 0: buy 1 until 0.1               # its expiry, kind (2), came before its arrival, kind (3)
      o3 0: buy 1 limit 101 until 0.2
    then:
      0.1 o1 is expired
      0.1 o2 is expired
      0.1 o3 buys 1 at 100, taker
    `,
  );

  scene(
    'while it waits for a price',
    `
    says: 3.no_price.5 3.force.8
    BTC/USDT:
      100 100 100 100
      gap
      gap
      90 90 90 90
    orders:
      o1 70: buy 1 until 150
    then:
      150 o1 is expired
      balance USDT 10000
    `,
  );

  scene(
    'after the last candle',
    `
    says: 3.window.3 3.force.4
    with: to 120
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1 limit 90 until 120
      o2 0: buy 1 limit 90 until 121
    then:
      0.1 o1 rests
      0.1 o2 rests
      120 o1 is expired
      end o2 open
    `,
  );
});

describe('a day', () => {
  scene(
    'ends at midnight, UTC',
    `
    says: 3.force.5 3.force.9
    BTC/USDT every 43200 s:
      100 100 100 100
      100 100 100 100
      100 100 90 100
    orders:
      o1 10: buy 1 limit 95 day
      o2 10: buy 1 limit 95
    then:
      10.1 o1 rests
      10.1 o2 rests
      86400 o1 is expired
      115200 o2 buys 1 at 95, maker
    `,
  );

  scene(
    'still fills in the candle that ends at midnight',
    `
    says: 3.force.8 3.force.9
    with: intrabar open_high_low_close; hold 1 BTC
    BTC/USDT every 43200 s:
      100 100 100 100
      100 101 94 98
    orders:
      o1 73000: sell 1 limit 97 day       # price stands at the low
    then:
      73000.1 o1 rests
      86400 o1 sells 1 at 97, maker
    `,
  );

  scene(
    'is that of its arrival',
    `
    says: 3.force.9 3.latency.1
    BTC/USDT every 43200 s:
      100 100 100 100
      100 100 100 100
      100 100 99 100
      100 100 99 100
      100 100 90 100
    orders:
      o1 86399.95: buy 1 limit 95 day     # arrives 50 ms after midnight
    then:
      86400.05 o1 rests
      172800 o1 is expired
    `,
  );

  scene(
    'that begins at midnight is a whole one',
    `
    says: 3.force.9 3.force.5
    BTC/USDT every 43200 s:
      100 100 100 100
      100 100 100 100
      100 100 99 100
      100 100 99 100
      100 100 90 100
    orders:
      o1 86399.9: buy 1 limit 95 day
    then:
      86400 o1 rests
      172800 o1 is expired
    `,
  );
});
