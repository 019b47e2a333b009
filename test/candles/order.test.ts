/** The one order of things: what happens first at one time. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('at one time', () => {
  scene(
    'a point comes before an arrival',
    `
    says: 3.order.1 3.order.2 3.order.4
    with: delay 0; intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      o1 20: buy 1
      o2 40: buy 1
    then:
      20 o1 buys 1 at 104, taker
      40 o2 buys 1 at 98, taker
    `,
  );

  scene(
    'an arrival comes before the open',
    `
    says: 3.order.4 3.order.8
    BTC/USDT:
      100 100 100 100
      110 110 110 110
    orders:
      o1 59.9: buy 1
      o2 59.9: buy 1 limit 105
    then:
      60 o1 buys 1 at 100, taker
      60 o2 buys 1 at 100, taker
    `,
  );

  scene(
    'an arrival at the end of a gap waits for the open',
    `
    says: 3.order.4 3.order.8 3.no_price.6
    with: delay 0
    BTC/USDT:
      100 100 100 100
      gap
      110 110 110 110
    orders:
      o1 120: buy 1
    then:
      120 o1 buys 1 at 110, taker
    `,
  );

  scene(
    'an arrival comes before a print',
    `
    says: 3.order.4 3.order.9
    with: delay 0
    BTC/USDT:
      100 110 100 110
      trade 5 100
      trade 10 110
    orders:
      o1 10: buy 1
    then:
      10 o1 buys 1 at 100, taker
    `,
  );

  scene(
    'arrivals come in the order sent',
    `
    says: 3.order.4
    with: hold 100 USDT
    BTC/USDT:
      100 100 100 100
    orders:
      o1 10: buy 0.9
      o2 10: buy 0.8
      o3 10: buy 0.1
    then:
      10.1 o1 buys 0.9 at 100, taker
      10.1 o2 is rejected, insufficient_balance: needs 80 USDT, free 10 USDT
      10.1 o3 buys 0.1 at 100, taker
    `,
  );

  scene(
    "symbols come in the scenario's order",
    `
    says: 3.order.10
    with: intrabar open_low_high_close
    ETH/USDT:
      10 10 9 10
    BTC/USDT:
      100 100 95 100
    orders:
      b 1: buy 1 limit 98 on BTC/USDT     # older, and yet second
      e 2: buy 1 limit 9.5 on ETH/USDT
    then:
      1.1 b rests
      2.1 e rests
      20 e buys 1 at 9.5, maker
      20 b buys 1 at 98, maker
    `,
  );

  scene(
    'the close of one symbol comes before the open of another',
    `
    says: 3.order.2 3.order.8
    BTC/USDT:
      100 100 100 100
      90 90 90 90
    ETH/USDT:
      10 10 10 9
      9 9 9 9
    orders:
      b 1: buy 1 limit 98 on BTC/USDT
      e 2: buy 1 limit 9.5 on ETH/USDT
    then:
      1.1 b rests
      2.1 e rests
      60 e buys 1 at 9.5, maker           # on the way to the close
      60 b buys 1 at 98, maker            # at the open
    `,
  );

  scene(
    'orders of one symbol fill before what waited meets the point',
    `
    says: 3.candle.7 3.no_price.6
    BTC/USDT:
      100 100 100 100
      gap
      90 90 90 90
    orders:
      rest 1: buy 1 limit 95
      wait 70: buy 1
    then:
      1.1 rest rests
      120 rest buys 1 at 95, maker
      120 wait buys 1 at 90, taker
    `,
  );
});
