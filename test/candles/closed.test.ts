/** Where nothing can be traded: filled candles, closed sessions, the time before the first price. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('on a filled candle', () => {
  scene(
    'immediate or cancel is canceled, all else waits',
    `
    says: 3.no_price.4 3.no_price.8 3.gap.2
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
      filled 100 100 100 100
      filled 100 100 100 100
      105 105 105 105
    orders:
      o1 70: buy 1 IOC
      o2 80: buy 1 limit 101 FOK
      o3 90: sell 1 limit 99
      o4 130: sell 1 stop 104
    then:
      70.1 o1 is canceled, no_price
      80.1 o2 is canceled, no_price
      130.1 o4 is rejected, insufficient_balance: needs 1 BTC, free 0 BTC
      180 o3 sells 1 at 105, taker
    `,
  );

  scene(
    'the rest of a market order waits, too',
    `
    says: 3.gap.2 3.partial.8
    with: partial_fills volume 100; lot 1
    BTC/USDT:
      100 100 100 100 volume 4
      filled 100 100 100 100 volume 4
      102 102 102 102 volume 4
    orders:
      o1 59.9: buy 3
    then:
      60 o1 buys 1 at 100, taker, leaves 2
      120 o1 buys 1 at 102, taker, leaves 1
      140 o1 buys 1 at 102, taker
    `,
  );

  scene(
    'a marked position keeps its worth',
    `
    says: 3.gap.2 3.order.5
    BTC/USDT:
      100 100 100 101
      filled 101 101 101 101
      105 105 105 105
    orders:
      o1 0: buy 1
    then:
      0.1 o1 buys 1 at 100, taker
      equity at 60 120 180
      equity 120 10001
      equity 180 10005
    `,
  );
});

describe('where gaps are filled in', () => {
  scene(
    'nothing fills on what was filled in',
    `
    says: 3.gap.2 3.no_price.4 3.no_price.8 3.order.5
    with: gaps fill
    BTC/USDT:
      100 100 100 100
      gap
      gap
      110 110 110 110
    orders:
      o1 0: buy 1
      o2 70: buy 1 IOC
      o3 80: buy 1
      o4 90: buy 1 limit 105
    then:
      0.1 o1 buys 1 at 100, taker
      70.1 o2 is canceled, no_price
      180 o3 buys 1 at 110, taker
      180 o4 rests
      end o4 open
      equity at 60 120 180 240
      equity 180 10000
      equity 240 10010
    `,
  );

  scene(
    'what rests is met behind them',
    `
    says: 3.gap.2 3.candle.7 3.stop.4
    with: gaps fill; hold 1 BTC
    BTC/USDT:
      100 100 100 100
      gap
      90 90 90 90
    orders:
      s 0: sell 1 stop 95
      b 0: buy 1 limit 97
    then:
      0.1 s rests
      0.1 b rests
      120 b buys 1 at 97, maker
      120 s triggers at 90
      120 s sells 1 at 90, taker
    `,
  );
});

describe('in a closed session', () => {
  scene(
    'immediate or cancel is canceled',
    `
    says: 3.no_price.3 3.no_price.8
    with: calendar sessions
    BTC/USDT every 21600 s from 43200 s:
      100 100 100 100
      gap
      gap
      gap
      110 110 110 110
    orders:
      o1 70000: buy 1 IOC
      o2 70000: buy 1 limit 105
      o3 70000: buy 1 limit 115
    then:
      70000.1 o1 is canceled, no_price
      129600 o2 rests
      129600 o3 buys 1 at 110, taker
      end o2 open
    `,
  );
});

describe('before the first price', () => {
  scene(
    'a stop, a trailing stop and a bracket wait',
    `
    says: 3.no_price.1 3.no_price.5 3.no_price.6
    with: hold 2 BTC, 1000 USDT, 0 ETH; from 0
    ETH/USDT:
      10 10 10 10
      10 10 10 10
    BTC/USDT from 60 s:
      100 100 100 100
    orders:
      s 10: sell 1 stop 101 on BTC/USDT
      t 10: sell 1 trail 5 on BTC/USDT
      b 10: buy 2 sl 90 tp 110 on BTC/USDT # one of the two covers what s has sold
    then:
      60 s triggers at 100
      60 s sells 1 at 100, taker
      60 t rests at 95
      60 b buys 2 at 100, taker
      60 b.sl rests
      60 b.tp rests
      end t open
      end b.sl open
      end b.tp open
    `,
  );

  scene(
    'what needs a mark is rejected',
    `
    says: 3.no_price.9 3.risk.1
    with: max_position_pct 50
    BTC/USDT from 60 s:
      100 100 100 100
    orders:
      o1 10: buy 1
      o2 10: buy 1 limit 90
    then:
      10 o1 is rejected, no_price: max_position_pct needs a price of BTC/USDT and of every held asset
      60 o2 rests
      end o2 open
    `,
  );
});
