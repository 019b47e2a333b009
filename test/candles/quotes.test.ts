/** Matching on best bid and ask: who looks at which side, and what a missing side means. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('on quotes', () => {
  scene(
    'a buy meets the ask, a sell the bid',
    `
    says: 3.source.4 3.source.7 3.source.8 3.source.10
    with: hold 1 BTC
    BTC/USDT:
      100 200 50 100
      quote 5 99 9 101 9
      quote 20 98 9 102 9
    orders:
      o1 0: buy 1
      o2 10: sell 1
      o3 10: buy 1
      o4 50: sell 1
    then:
      5 o1 buys 1 at 101, taker
      10.1 o2 sells 1 at 99, taker
      10.1 o3 buys 1 at 101, taker
      50.1 o4 sells 1 at 98, taker
    `,
  );

  scene(
    'an arrival comes before a quote of its time',
    `
    says: 3.order.9 3.order.4
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      quote 10.1 104 9 105 9
    orders:
      o1 10: buy 1
    then:
      10.1 o1 buys 1 at 101, taker
    `,
  );

  scene(
    'slippage comes on top',
    `
    says: 3.market.2 3.source.10
    with: slippage 1
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
    orders:
      o1 10: buy 1
    then:
      10.1 o1 buys 1 at 102.01, taker
    `,
  );

  scene(
    'a limit on arrival takes at the quote, at it is enough',
    `
    says: 3.source.16 3.source.11
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
    orders:
      b1 10: buy 1 limit 101
      b2 10: buy 1 limit 103
      b3 10: buy 1 limit 100.99
      s1 10: sell 1 limit 99
      s2 10: sell 1 limit 99.01
    then:
      10.1 b1 buys 1 at 101, taker
      10.1 b2 buys 1 at 101, taker
      10.1 b3 rests
      10.1 s1 sells 1 at 99, taker
      10.1 s2 rests
      end b3 open
      end s2 open
    `,
  );

  for (const model of ['cross', 'touch']) {
    scene(
      `a resting limit trades with the other side at it, ${model}`,
      `
      says: 3.source.17 3.source.11
      with: hold 1 BTC; limit_fill ${model}
      BTC/USDT:
        100 100 100 100
        quote 5 99 9 101 9
        quote 20 99 9 100.5 9
        quote 30 100 9 100.2 9
        quote 40 103 9 104 9
      orders:
        b1 10: buy 1 limit 100
        b2 10: buy 1 limit 100.5
        s1 10: sell 1 limit 102
      then:
        10.1 b1 rests
        10.1 b2 rests
        10.1 s1 rests
        20 b2 buys 1 at 100.5, maker
        40 s1 sells 1 at 102, maker       # at its limit, though the bid is better
        end b1 open                       # a bid at it is no seller
      `,
    );
  }

  scene(
    'nearest first, then oldest',
    `
    says: 3.candle.8 3.source.17
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      quote 20 94 9 95 9
    orders:
      b1 10: buy 1 limit 97
      b2 11: buy 1 limit 98
      b3 12: buy 1 limit 98
    then:
      10.1 b1 rests
      11.1 b2 rests
      12.1 b3 rests
      20 b2 buys 1 at 98, maker
      20 b3 buys 1 at 98, maker
      20 b1 buys 1 at 97, maker
    `,
  );

  scene(
    'a stop to sell looks at the bid, one to buy at the ask',
    `
    says: 3.source.12 3.stop.1 3.stop.4
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      quote 20 98 9 103 9
      quote 30 97.5 9 102 9
      quote 40 96 9 98 9
    orders:
      s1 10: sell 1 stop 97
      b1 10: buy 1 stop 103
    then:
      10.1 s1 rests
      10.1 b1 rests
      20 b1 triggers at 103
      20 b1 buys 1 at 103, taker
      40 s1 triggers at 96                # the ask passed 98 in vain
      40 s1 sells 1 at 96, taker
    `,
  );

  scene(
    'already reached when it arrives',
    `
    says: 3.source.10 3.source.12 3.stop.5
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
    orders:
      s1 10: sell 1 stop 100
      s2 10: sell 1 stop 98.99
    then:
      10.1 s1 triggers at 99
      10.1 s1 sells 1 at 99, taker
      10.1 s2 rests
      end s2 open
    `,
  );

  scene(
    'a take-profit to sell looks at the bid',
    `
    says: 3.source.12 3.stop.10
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      quote 20 104 9 106 9
      quote 30 105 9 107 9
    orders:
      o1 10: sell 1 take 105
    then:
      10.1 o1 rests
      30 o1 triggers at 105
      30 o1 sells 1 at 105, taker
    `,
  );

  scene(
    'a stop-limit takes at the quote',
    `
    says: 3.source.12 3.source.16 3.stop.7
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      quote 20 95 9 96 9
      quote 30 97 9 98 9
    orders:
      o1 10: sell 1 stop 98 limit 95
      o2 10: sell 1 stop 98 limit 97
    then:
      10.1 o1 rests
      10.1 o2 rests
      20 o1 triggers at 95
      20 o1 sells 1 at 95, taker
      20 o2 triggers at 95
      30 o2 sells 1 at 97, maker
    `,
  );

  scene(
    'trailing follows its own side',
    `
    says: 3.source.13 3.trail.6
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 100 9 110 9
      quote 10 104 9 105 9
      quote 15 101.5 9 120 9
    orders:
      s1 6: sell 1 trail 2
      b1 6: buy 1 trail 3
    then:
      6.1 s1 rests at 98
      6.1 b1 rests at 113
      10 s1 trails to 102
      10 b1 trails to 108
      15 s1 triggers at 101.5
      15 s1 sells 1 at 101.5, taker
      15 b1 triggers at 120
      15 b1 buys 1 at 120, taker
    `,
  );

  scene(
    'activation looks at its own side',
    `
    says: 3.source.14 3.trail.4
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 100 9
      quote 10 102 9 103 9
      quote 15 103 9 104 9
      quote 20 101 9 102 9
    orders:
      s1 6: sell 1 trail 2 from 103
    then:
      6.1 s1 rests
      15 s1 trails to 101                 # the ask stood at 103 before, in vain
      20 s1 triggers at 101
      20 s1 sells 1 at 101, taker
    `,
  );
});

describe('a side that is missing', () => {
  scene(
    'is no price for those who look at it',
    `
    says: 3.source.20 3.no_price.5 3.no_price.6 3.no_price.8
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 - -
      quote 20 98 9 102 9
    orders:
      s1 10: sell 1
      b1 10: buy 1
      b2 10: buy 1 IOC
    then:
      10.1 s1 sells 1 at 99, taker
      10.1 b2 is canceled, no_price
      20 b1 buys 1 at 102, taker
    `,
  );

  scene(
    'or has size 0',
    `
    says: 3.source.20
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      quote 10 110 0 90 0
      quote 20 98 9 102 9
    orders:
      b1 6: buy 1 limit 95
      s1 6: sell 1 limit 105
      b2 15: buy 1
      s2 15: sell 1 IOC
    then:
      6.1 b1 rests
      6.1 s1 rests
      15.1 s2 is canceled, no_price
      20 b2 buys 1 at 102, taker
      end b1 open
      end s1 open
    `,
  );

  scene(
    'triggers nothing',
    `
    says: 3.source.20 3.source.12
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      quote 10 - - 90 9
      quote 20 97 9 98 9
    orders:
      s1 6: sell 1 stop 97.5
    then:
      6.1 s1 rests
      20 s1 triggers at 97
      20 s1 sells 1 at 97, taker
    `,
  );

  scene(
    'close looks at the side that it will trade',
    `
    says: 3.source.20 3.source.10 3.size.9
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      quote 20 - - 102 9
      quote 40 98 9 - -
    orders:
      o1 10: buy 1
      o2 30: close
    then:
      10.1 o1 buys 1 at 101, taker
      40 o2 sells 1 at 98, taker
    `,
  );

  scene(
    'children wait for a price on their side',
    `
    says: 3.source.20 3.no_price.6 3.bracket.3
    BTC/USDT:
      100 100 100 100
      quote 5 - - 101 9
      quote 40 94 9 95 9
    orders:
      o1 10: buy 1 sl 96
    then:
      10.1 o1 buys 1 at 101, taker
      40 o1.sl triggers at 94
      40 o1.sl sells 1 at 94, taker
    `,
  );

  scene(
    'what fills one child as it grows shrinks the other before that is met',
    `
    says: 3.oco.1 3.bracket.3 3.source.21
    with: partial_fills volume 100; lot 1
    BTC/USDT:
      100 100 100 100
      quote 1 100 9 101 3
      quote 10 98 9 98.5 2
    orders:
      o1 2: buy 7 sl trail 1 tp 90
    then:
      2.1 o1 buys 3 at 101, taker, leaves 4
      2.1 o1.sl rests at 99
      2.1 o1.tp sells 3 at 100, taker, leaves 0
      2.1 o1.sl is amended, oco
      10 o1 buys 2 at 98.5, taker, leaves 2
      10 o1.sl triggers at 98
      10 o1.sl sells 2 at 98, taker, leaves 0
      10 o1.tp is amended, oco
      end o1 partially_filled
      end o1.sl partially_filled
      end o1.tp partially_filled
    `,
  );
});
