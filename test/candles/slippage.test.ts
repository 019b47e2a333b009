/** Slippage in scenes: what a taker pays beyond the price it meets, under each model. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('half the spread', () => {
  scene(
    'is paid by takers on candles',
    `
    says: 3.slippage.3 3.slippage.7
    with: slippage spread 2
    BTC/USDT:
      100 100 100 100
      100 100 100 100
    orders:
      o1 0: buy 1
      o2 60: sell 1
    then:
      0.1 o1 buys 1 at 101, taker
      60.1 o2 sells 1 at 99, taker
    `,
  );

  scene(
    'is paid on trades',
    `
    says: 3.slippage.3
    with: slippage spread 2; to 60
    BTC/USDT:
      trade 0 100 size 3
    orders:
      o1 1: buy 1
    then:
      1.1 o1 buys 1 at 101, taker
    `,
  );

  scene(
    'is not paid again on quotes',
    `
    says: 3.slippage.3
    with: slippage spread 2; to 60
    BTC/USDT:
      quote 0 99 5 101 5
    orders:
      o1 1: buy 1
      o2 2: sell 1
    then:
      1.1 o1 buys 1 at 101, taker
      2.1 o2 sells 1 at 99, taker
    `,
  );

  scene(
    'is not paid by a limit that rests, nor beyond a limit that takes',
    `
    says: 3.slippage.3 3.limit.2 3.limit.3
    with: slippage spread 2; intrabar open_low_high_close
    BTC/USDT:
      100 100 98 99
    orders:
      o1 0: buy 1 limit 100.5
      o2 0: buy 1 limit 99
    then:
      0.1 o1 buys 1 at 100.5, taker
      0.1 o2 rests
      20 o2 buys 1 at 99, maker
    `,
  );

  scene(
    'is held for',
    `
    says: 3.slippage.3 3.hold.4
    with: slippage spread 2; hold 151.5 USDT; intrabar open_low_high_close
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1 stop 150
      o2 1: buy 0.01
    then:
      0.1 o1 rests
      1.1 o2 is rejected, insufficient_balance: needs 1.01 USDT, free 0 USDT
      end o1 open
    `,
  );
});

describe('a share of the volume', () => {
  scene(
    'moves the price by its square',
    `
    says: 3.slippage.4
    with: slippage volume_share 0.1
    BTC/USDT:
      100 100 100 100 volume 10
      100 100 100 100 volume 10
      100 100 100 100 volume 10
    orders:
      o1 0: buy 5
      o2 60: sell 2
      o3 120: sell 1
    then:
      0.1 o1 buys 5 at 102.5, taker   # half of it: 0.1 x 0.25
      60.1 o2 sells 2 at 99.6, taker  # a fifth: 0.1 x 0.04
      120.1 o3 sells 1 at 99.9, taker
    `,
  );

  scene(
    'counts what our takers of that side have taken of the candle before',
    `
    says: 3.slippage.4
    with: slippage volume_share 0.1
    BTC/USDT:
      100 100 100 100 volume 10
    orders:
      o1 0: buy 1
      o2 1: buy 4
      o3 2: sell 2
    then:
      0.1 o1 buys 1 at 100.1, taker
      1.1 o2 buys 4 at 102.5, taker
      2.1 o3 sells 2 at 99.6, taker
    `,
  );

  scene(
    'is the whole at most, also where nothing was traded',
    `
    says: 3.slippage.4 3.slippage.7
    with: slippage volume_share 0.1
    BTC/USDT:
      100 100 100 100 volume 10
      100 100 100 100 volume 0
    orders:
      o1 0: buy 20
      o2 60: sell 1
    then:
      0.1 o1 buys 20 at 110, taker
      60.1 o2 sells 1 at 90, taker
    `,
  );

  scene(
    'is that of a trade, and of what a quote displays on the side that is taken',
    `
    says: 3.slippage.4
    with: slippage volume_share 0.1; to 60
    BTC/USDT:
      trade 0 100 size 4
    ETH/USDT:
      quote 0 100 10 100 4
    orders:
      o1 1: buy 2
      o2 1: buy 2 on ETH/USDT
      o3 2: sell 2 on ETH/USDT
    then:
      1.1 o1 buys 2 at 102.5, taker
      1.1 o2 buys 2 at 102.5, taker
      2.1 o3 sells 2 at 99.6, taker
    `,
  );

  scene(
    'is not known beforehand: a stop holds without it, and draws on what is free',
    `
    says: 3.slippage.4 3.hold.5
    with: slippage volume_share 0.1; hold 500 USDT; intrabar open_high_low_close
    BTC/USDT:
      100 110 100 100 volume 4
    orders:
      o1 0: buy 4 stop 110
    then:
      0.1 o1 rests
      20 o1 triggers at 110
      20 o1 buys 4 at 121, taker
    `,
  );

  scene(
    'sizes a budget together with its price',
    `
    says: 3.slippage.4 3.size.5 3.size.7
    with: slippage volume_share 1; lot 1
    BTC/USDT:
      100 100 100 100 volume 10
    orders:
      o1 0: buy spend 500       # 4 at 116 are 464, 5 at 125 would be 625
    then:
      0.1 o1 buys 4 at 116, taker
    `,
  );
});

describe('the square root of size over volume', () => {
  scene(
    'moves the price by volatility units, of candles that have closed',
    `
    says: 3.slippage.5
    with: slippage square_root 1 2
    BTC/USDT:
      100 100 100 100 volume 4
      100 110 100 110 volume 4
      110 110 110 110 volume 12
      110 110 50 100 volume 999
    orders:
      o1 180: buy 8             # returns 10 % and 0 %: deviation 7.0711 %; mean volume 8
      o2 180: sell 2
    then:
      180.1 o1 buys 8 at 117.78, taker   # 110 x 0.070711 = 7.7782
      180.1 o2 sells 2 at 106.11, taker  # half of that: 3.8891
    `,
  );

  scene(
    'is nothing before there are two returns',
    `
    says: 3.slippage.5
    with: slippage square_root 1 60
    BTC/USDT:
      100 110 100 110 volume 4
      110 120 110 120 volume 4
      120 130 120 130 volume 4
    orders:
      o1 0: buy 1
      o2 60: buy 1
      o3 120: buy 1
    then:
      0.1 o1 buys 1 at 100, taker
      60.1 o2 buys 1 at 110, taker
      120.1 o3 buys 1 at 120, taker
    `,
  );
});

describe('by chance', () => {
  scene(
    'is at most the bound: below a unit it is one unit against the taker',
    `
    says: 3.slippage.6
    with: slippage random 0.01
    BTC/USDT:
      100 100 100 100
      100 100 100 100
    orders:
      o1 0: buy 1
      o2 60: sell 1
    then:
      0.1 o1 buys 1 at 100.01, taker
      60.1 o2 sells 1 at 99.99, taker
    `,
  );

  scene(
    'holds its bound',
    `
    says: 3.slippage.6 3.hold.4
    with: slippage random 2; hold 153 USDT
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1 stop 150
      o2 1: buy 0.01
    then:
      0.1 o1 rests
      1.1 o2 is rejected, insufficient_balance: needs 1...
      end o1 open
    `,
  );
});
