/** How orders end before they fill: cancels and their races, and `close`. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('a cancel', () => {
  scene(
    'of a resting order',
    `
    says: 3.latency.2
    with: cancel_delay 500
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 90 cancel 10
    then:
      0.1 o1 rests
      10.5 o1 is canceled
      balance USDT 10000
    `,
  );

  scene(
    'that loses the race with a fill',
    `
    says: 3.amend.10
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 99 cancel 19.95
    then:
      0.1 o1 rests
      20 o1 buys 1 at 99, maker
      20.05 o1 is rejected, cancel: the order has ended
      balance BTC 1
      balance USDT 9901
    `,
  );

  scene(
    'that arrives with the point that fills',
    `
    says: 3.order.2 3.order.4
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 99 cancel 19.9
    then:
      0.1 o1 rests
      20 o1 buys 1 at 99, maker
      20 o1 is rejected, cancel: the order has ended
    `,
  );

  scene(
    'that arrives with the open that would fill',
    `
    says: 3.order.4 3.order.8
    BTC/USDT:
      100 100 100 100
      90 90 90 90
    orders:
      o1 0: buy 1 limit 99 cancel 59.9
    then:
      0.1 o1 rests
      60 o1 is canceled
    `,
  );

  scene(
    'that arrives before its order',
    `
    says: 3.latency.1 3.latency.2
    with: delay 100; cancel_delay 10
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 cancel 0.05
    then:
      0.06 o1 is canceled
      balance USDT 10000
    `,
  );

  scene(
    'that arrives with its order',
    `
    says: 3.order.4
    with: delay 100; cancel_delay 50
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 cancel 0.05
    then:
      0.1 o1 buys 1 at 100, taker
      0.1 o1 is rejected, cancel: the order has ended
    `,
  );
});

describe('close', () => {
  scene(
    'trades the whole position',
    `
    says: 3.size.9
    with: slippage 0.1; taker 0.26
    BTC/USDT:
      100 100 100 100
      110 110 110 110
    orders:
      o1 0: buy 1.23456789
      o2 60: close
    then:
      0.1 o1 buys 1.23456789 at 100.1, taker
      60.1 o2 sells 1.23456789 at 109.89, taker
      balance BTC 0
      trip long 1.23456789 BTC from 0.1 to 60.1 pnl 11.41237767  # 135.66666543 - 123.58024579 - 0.32130864 - 0.35273333
    `,
  );

  scene(
    'cancels what only reduces',
    `
    says: 3.size.8
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 2
      tp1 1: sell 0.5 limit 105
      tp2 1: sell 1.5 limit 104
      dip 1: buy 1 limit 95
      o2 10: close
    then:
      0.1 o1 buys 2 at 100, taker
      1.1 tp1 rests
      1.1 tp2 rests
      1.1 dip rests
      10.1 tp1 is canceled, close
      10.1 tp2 is canceled, close
      10.1 o2 sells 2 at 100, taker
      end dip open
      balance USDT 10000 held 95
    `,
  );

  scene(
    'of a short out of the initial holding',
    `
    says: 3.size.8 3.position.6
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: sell 1
      back 1: buy 1 limit 95
      more 1: buy 1.5 limit 90           # would turn the position: it does not only reduce
      o2 10: close
    then:
      0.1 o1 sells 1 at 100, taker
      1.1 back rests
      1.1 more rests
      10.1 back is canceled, close
      10.1 o2 buys 1 at 100, taker
      end more open
      balance BTC 2
      trip short 1 BTC from 0.1 to 10.1 pnl 0
    `,
  );

  scene(
    'leaves the initial holding',
    `
    says: 3.size.9 3.position.4
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1
      o2 10: close
    then:
      0.1 o1 buys 1 at 100, taker
      10.1 o2 sells 1 at 100, taker
      balance BTC 2
    `,
  );

  scene(
    'without a position',
    `
    says: 3.position.5 3.size.9
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      o1 10: close
    then:
      10.1 o1 is rejected, no_position: there is no position in BTC/USDT to close
      balance BTC 2
    `,
  );

  scene(
    'in a gap, with a sale behind it',
    `
    says: 3.no_price.6 3.size.8
    BTC/USDT:
      100 100 100 100
      gap
      110 110 110 110
    orders:
      o1 0: buy 1
      c 70: close
      s 80: sell 1 limit 120
    then:
      0.1 o1 buys 1 at 100, taker
      120 s is canceled, close
      120 c sells 1 at 110, taker
      balance USDT 10010
    `,
  );

  scene(
    'twice in a gap',
    `
    says: 3.size.8 3.no_price.6
    BTC/USDT:
      100 100 100 100
      gap
      110 110 110 110
    orders:
      o1 0: buy 1
      c1 70: close
      c2 80: close
    then:
      0.1 o1 buys 1 at 100, taker
      120 c2 is canceled, close
      120 c1 sells 1 at 110, taker
    `,
  );

  scene(
    'of another symbol leaves this one alone',
    `
    says: 3.size.8
    BTC/USDT:
      100 100 100 100
    ETH/USDT:
      10 10 10 10
    orders:
      o1 0: buy 1 on BTC/USDT
      o2 0: buy 1 on ETH/USDT
      tp 1: sell 1 limit 12 on ETH/USDT
      c 10: close on BTC/USDT
    then:
      0.1 o1 buys 1 at 100, taker
      0.1 o2 buys 1 at 10, taker
      1.1 tp rests
      10.1 c sells 1 at 100, taker
      end tp open
      balance ETH 1 held 1
    `,
  );
});
