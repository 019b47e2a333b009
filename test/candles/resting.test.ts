/** What resting limit orders do while price moves through a candle and jumps between candles. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('a resting limit order', () => {
  scene(
    'on the way',
    `
    says: 3.candle.5 3.limit.3
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 99.25
    then:
      0.1 o1 rests
      40 o1 buys 1 at 99.25, maker       # high at 20 s, low at 40 s
    `,
  );

  scene(
    'nearest first',
    `
    says: 3.candle.4 3.candle.6
    with: intrabar open_low_high_close
    BTC/USDT:
      100 104 95 103
    orders:
      far 0: buy 1 limit 96
      near 0: buy 1 limit 99
      middle 0: buy 1 limit 97.5
    then:
      0.1 far rests
      0.1 near rests
      0.1 middle rests
      20 near buys 1 at 99, maker
      20 middle buys 1 at 97.5, maker
      20 far buys 1 at 96, maker
    `,
  );

  scene(
    'then oldest',
    `
    says: 3.candle.6
    with: intrabar open_low_high_close
    BTC/USDT:
      100 104 95 103
    orders:
      b 1: buy 1 limit 97
      c 2: buy 1 limit 97
      a 0: buy 1 limit 97
    then:
      0.1 a rests
      1.1 b rests
      2.1 c rests
      20 a buys 1 at 97, maker
      20 b buys 1 at 97, maker
      20 c buys 1 at 97, maker
    `,
  );

  scene(
    'sells mirror buys',
    `
    says: 3.candle.6
    with: intrabar open_high_low_close; hold 3 BTC
    BTC/USDT:
      100 104 95 103
    orders:
      far 0: sell 1 limit 103.5
      near1 0: sell 1 limit 101
      near2 0: sell 1 limit 101
    then:
      0.1 far rests
      0.1 near1 rests
      0.1 near2 rests
      20 near1 sells 1 at 101, maker
      20 near2 sells 1 at 101, maker
      20 far sells 1 at 103.5, maker
    `,
  );

  scene(
    'when price jumps between candles',
    `
    says: 3.candle.7 3.candle.8
    BTC/USDT:
      100 101 99 100
      90 91 89 90
    orders:
      o1 30: buy 1 limit 95
      o2 30: buy 1 limit 98
      o3 30: buy 1 limit 89.5
    then:
      30.1 o1 rests
      30.1 o2 rests
      30.1 o3 rests
      60 o2 buys 1 at 98, maker
      60 o1 buys 1 at 95, maker
      80 o3 buys 1 at 89.5, maker       # long: low first
    `,
  );

  scene(
    'when price jumps up',
    `
    says: 3.candle.7 3.candle.8
    with: hold 2 BTC
    BTC/USDT:
      100 101 99 100
      110 111 109 110
    orders:
      o1 30: sell 1 limit 108
      o2 30: sell 1 limit 103
    then:
      30.1 o1 rests
      30.1 o2 rests
      60 o2 sells 1 at 103, maker
      60 o1 sells 1 at 108, maker
    `,
  );

  scene(
    'after a gap',
    `
    says: 3.limit.4
    BTC/USDT:
      100 101 99 100
      gap
      90 91 89 90
    orders:
      o1 30: buy 1 limit 95
    then:
      30.1 o1 rests
      120 o1 buys 1 at 95, maker
    `,
  );

  scene(
    'cross: at the limit is not enough',
    `
    says: 3.limit.6
    with: intrabar open_low_high_close
    BTC/USDT:
      100 102 99 101
      101 102 98.99 100
    orders:
      o1 0: buy 1 limit 99
    then:
      0.1 o1 rests
      80 o1 buys 1 at 99, maker
    `,
  );

  scene(
    'touch: at the limit is enough',
    `
    says: 3.limit.7
    with: intrabar open_low_high_close; limit_fill touch
    BTC/USDT:
      100 102 99 101
      101 102 98.99 100
    orders:
      o1 0: buy 1 limit 99
    then:
      0.1 o1 rests
      20 o1 buys 1 at 99, maker
    `,
  );

  scene(
    'cross: a sell at the high rests on',
    `
    says: 3.limit.6
    with: hold 1 BTC
    BTC/USDT:
      100 102 99 101
      101 102 98 100
    orders:
      o1 0: sell 1 limit 102
    then:
      0.1 o1 rests
      end o1 open
      balance BTC 1 held 1
    `,
  );

  scene(
    'touch: a sell at the high fills',
    `
    says: 3.limit.7
    with: hold 1 BTC; limit_fill touch; intrabar open_high_low_close
    BTC/USDT:
      100 102 99 101
    orders:
      o1 0: sell 1 limit 102
    then:
      0.1 o1 rests
      20 o1 sells 1 at 102, maker
    `,
  );

  scene(
    'a jump onto the limit, cross',
    `
    says: 3.limit.6 3.candle.7
    BTC/USDT:
      100 100 100 100
      95 95 95 95
      94.99 94.99 94.99 94.99
    orders:
      o1 0: buy 1 limit 95
    then:
      0.1 o1 rests
      120 o1 buys 1 at 95, maker
    `,
  );

  scene(
    'a jump onto the limit, touch',
    `
    says: 3.limit.7 3.candle.7
    with: limit_fill touch
    BTC/USDT:
      100 100 100 100
      95 95 95 95
    orders:
      o1 0: buy 1 limit 95
    then:
      0.1 o1 rests
      60 o1 buys 1 at 95, maker
    `,
  );
});

describe('a limit order that arrives', () => {
  scene(
    'marketable',
    `
    says: 3.limit.1 3.limit.2 3.slippage.2
    with: slippage 0.1; taker 0.26; maker 0.16
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 101
      o2 0: buy 1 limit 100.05
    then:
      0.1 o1 buys 1 at 100.1, taker      # 100 and 0.1 % of slippage
      0.1 o2 buys 1 at 100.05, taker     # not above its limit
      balance USDT 9799.32961            # less 200.15 and 0.26 % of it, 0.52039
    `,
  );

  scene(
    'marketable as a sell',
    `
    says: 3.limit.1 3.limit.2
    with: slippage 0.1; hold 2 BTC
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: sell 1 limit 99
      o2 0: sell 1 limit 99.95
    then:
      0.1 o1 sells 1 at 99.9, taker
      0.1 o2 sells 1 at 99.95, taker
    `,
  );

  scene(
    'at the price, cross',
    `
    says: 3.limit.9 3.limit.6
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 100
    then:
      0.1 o1 rests
      40 o1 buys 1 at 100, maker
    `,
  );

  scene(
    'at the price, touch',
    `
    says: 3.limit.9 3.limit.7
    with: intrabar open_high_low_close; limit_fill touch; slippage 0.1
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 100
    then:
      0.1 o1 buys 1 at 100, taker        # slippage ends at the limit
    `,
  );

  scene(
    'a taker may leave the range of the candle',
    `
    says: 3.slippage.7
    with: slippage 1; delay 20000; intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1
    then:
      20 o1 buys 1 at 105.04, taker
    `,
  );

  scene(
    'slippage goes against the taker to the next unit of price',
    `
    says: 3.market.2 3.slippage.2
    with: slippage 0.013; hold 1 BTC
    BTC/USDT:
      100.01 104 98 103
    orders:
      o1 0: buy 1
      o2 0: sell 1
    then:
      0.1 o1 buys 1 at 100.03, taker     # 100.0230013
      0.1 o2 sells 1 at 99.99, taker     # 99.9969987
    `,
  );
});
