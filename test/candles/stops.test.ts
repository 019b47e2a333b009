/** Stops: what triggers them, and where they meet price. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('a stop', () => {
  scene(
    'on the way',
    `
    says: 3.stop.1 3.stop.2 3.stop.3
    with: intrabar open_low_high_close; hold 1 BTC
    BTC/USDT:
      100 102 96 101
    orders:
      o1 0: sell 1 stop 98
    then:
      0.1 o1 rests
      20 o1 triggers at 98
      20 o1 sells 1 at 98, taker
    `,
  );

  scene(
    'at it is enough',
    `
    says: 3.stop.1
    with: intrabar open_low_high_close; hold 1 BTC
    BTC/USDT:
      100 102 98 101
    orders:
      o1 0: sell 1 stop 98
    then:
      0.1 o1 rests
      20 o1 triggers at 98
      20 o1 sells 1 at 98, taker
    `,
  );

  scene(
    'a cent short of it is not',
    `
    says: 3.stop.1
    with: intrabar open_low_high_close; hold 1 BTC; limit_fill touch
    BTC/USDT:
      100 102 98.01 101
    orders:
      o1 0: sell 1 stop 98
    then:
      0.1 o1 rests
      end o1 open
    `,
  );

  scene(
    'to buy lies above',
    `
    says: 3.stop.1 3.stop.3
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 96 101
    orders:
      o1 0: buy 1 stop 103
    then:
      0.1 o1 rests
      20 o1 triggers at 103
      20 o1 buys 1 at 103, taker
      balance USDT 9897
    `,
  );

  scene(
    'between candles',
    `
    says: 3.stop.4 3.candle.7
    with: hold 1 BTC
    BTC/USDT:
      100 101 99 100
      94 95 93 94
    orders:
      o1 0: sell 1 stop 98
    then:
      0.1 o1 rests
      60 o1 triggers at 94
      60 o1 sells 1 at 94, taker
    `,
  );

  scene(
    'behind a gap',
    `
    says: 3.stop.4 3.no_price.7
    with: hold 1 BTC
    BTC/USDT:
      100 101 99 100
      gap
      gap
      90 95 89 94
    orders:
      o1 0: sell 1 stop 98
    then:
      0.1 o1 rests
      180 o1 triggers at 90
      180 o1 sells 1 at 90, taker
    `,
  );

  scene(
    'to buy, behind a gap',
    `
    says: 3.stop.4
    BTC/USDT:
      100 101 99 100
      gap
      110 112 109 111
    orders:
      o1 0: buy 1 stop 105
    then:
      0.1 o1 rests
      120 o1 triggers at 110
      120 o1 buys 1 at 110, taker
    `,
  );

  scene(
    'a jump exactly onto it',
    `
    says: 3.stop.1 3.stop.4
    with: hold 1 BTC
    BTC/USDT:
      100 101 99 100
      98 99 98 99
    orders:
      o1 0: sell 1 stop 98
    then:
      0.1 o1 rests
      60 o1 triggers at 98
      60 o1 sells 1 at 98, taker
    `,
  );

  scene(
    'already reached when it arrives',
    `
    says: 3.stop.5
    with: hold 2 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 102 96 101
    orders:
      o1 25: sell 1 stop 98
      o2 45: buy 1 stop 101
    then:
      25.1 o1 triggers at 96
      25.1 o1 sells 1 at 96, taker
      45.1 o2 triggers at 102
      45.1 o2 buys 1 at 102, taker
    `,
  );

  scene(
    'exactly at the price it meets',
    `
    says: 3.stop.1 3.stop.5
    with: hold 1 BTC
    BTC/USDT:
      100 102 96 101
    orders:
      o1 0: sell 1 stop 100
    then:
      0.1 o1 triggers at 100
      0.1 o1 sells 1 at 100, taker
    `,
  );

  scene(
    'needs no second delay',
    `
    says: 3.stop.2 3.latency.1
    with: delay 15000; hold 1 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 102 96 101
    orders:
      o1 0: sell 1 stop 98
    then:
      15 o1 rests
      20 o1 triggers at 98
      20 o1 sells 1 at 98, taker
    `,
  );

  scene(
    'pays slippage from its level',
    `
    says: 3.stop.3 3.market.2 3.slippage.7
    with: hold 1 BTC; slippage 1; intrabar open_low_high_close
    BTC/USDT:
      100 102 98 101
    orders:
      o1 0: sell 1 stop 98
    then:
      0.1 o1 rests
      20 o1 triggers at 98
      20 o1 sells 1 at 97.02, taker       # below the low, by exactly 1 % of 98
    `,
  );

  scene(
    'several, nearest first',
    `
    says: 3.candle.6 3.stop.3
    with: hold 3 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 102 94 101
    orders:
      far 0: sell 1 stop 95
      near1 0: sell 1 stop 98
      near2 0: sell 1 stop 98
    then:
      0.1 far rests
      0.1 near1 rests
      0.1 near2 rests
      20 near1 triggers at 98
      20 near1 sells 1 at 98, taker
      20 near2 triggers at 98
      20 near2 sells 1 at 98, taker
      20 far triggers at 95
      20 far sells 1 at 95, taker
    `,
  );

  scene(
    'and a limit on one way',
    `
    says: 3.candle.4 3.candle.6 3.limit.3 3.stop.3
    with: hold 1 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 102 94 101
    orders:
      s1 0: sell 1 stop 97
      b1 0: buy 1 limit 98
      b2 0: buy 1 limit 95
    then:
      0.1 s1 rests
      0.1 b1 rests
      0.1 b2 rests
      20 b1 buys 1 at 98, maker
      20 s1 triggers at 97
      20 s1 sells 1 at 97, taker
      20 b2 buys 1 at 95, maker
    `,
  );

  scene(
    'and a limit in one jump: nearest to the old price first',
    `
    says: 3.candle.7 3.candle.8
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
      90 90 90 90
    orders:
      b2 0: buy 1 limit 95
      s1 0: sell 1 stop 97
      b1 0: buy 1 limit 98
    then:
      0.1 b2 rests
      0.1 s1 rests
      0.1 b1 rests
      60 b1 buys 1 at 98, maker
      60 s1 triggers at 90
      60 s1 sells 1 at 90, taker
      60 b2 buys 1 at 95, maker
    `,
  );

  scene(
    'that the open of a session lies behind',
    `
    says: 3.stop.4 3.limit.5
    with: calendar sessions; hold 1 BTC
    BTC/USDT every 86400 s:
      100 100 100 100
      90 90 90 90
    orders:
      s1 1: sell 1 stop 95
      b1 1: buy 1 limit 93
    then:
      1.1 s1 rests
      1.1 b1 rests
      86400 s1 triggers at 90
      86400 s1 sells 1 at 90, taker
      86400 b1 buys 1 at 90, maker        # the auction's price for everyone
    `,
  );

  scene(
    'waits for a price in a gap',
    `
    says: 3.no_price.2 3.no_price.5 3.no_price.6 3.stop.5
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
      gap
      97 97 97 97
    orders:
      o1 70: sell 1 stop 98
      o2 70: sell 1 stop 96
    then:
      120 o1 triggers at 97
      120 o1 sells 1 at 97, taker
      120 o2 rests
      end o2 open
      balance BTC 1 held 1
    `,
  );

  scene(
    'is not triggered by a filled candle',
    `
    says: 3.gap.2 3.no_price.4
    with: hold 1 BTC
    BTC/USDT:
      100 101 99 100
      filled 95 95 95 95
      94 94 94 94
    orders:
      o1 0: sell 1 stop 98
    then:
      0.1 o1 rests
      120 o1 triggers at 94
      120 o1 sells 1 at 94, taker
    `,
  );
});
