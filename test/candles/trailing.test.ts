/** Trailing stops: where their level starts, when it moves, and when it is met. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('a trailing stop on candles', () => {
  scene(
    'by an amount',
    `
    says: 3.trail.1 3.trail.3 3.trail.7
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 104 99 103
      103 104 101 104
    orders:
      o1 0: sell 1 trail 2
    then:
      0.1 o1 rests at 98
      60 o1 trails to 102
      100 o1 triggers at 102
      100 o1 sells 1 at 102, taker
    `,
  );

  scene(
    'by a share',
    `
    says: 3.trail.2 3.trail.3 3.trail.7
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 110 99 109
      109 110 103 104
    orders:
      o1 0: sell 1 trail 5 %
    then:
      0.1 o1 rests at 95
      60 o1 trails to 104.5
      100 o1 triggers at 104.5
      100 o1 sells 1 at 104.5, taker
    `,
  );

  scene(
    'to buy trails from above',
    `
    says: 3.trail.1 3.trail.5 3.trail.7
    with: intrabar open_low_high_close
    BTC/USDT:
      100 101 94 95
      95 97 95 97
    orders:
      o1 0: buy 1 trail 2
    then:
      0.1 o1 rests at 102
      60 o1 trails to 96
      100 o1 triggers at 96
      100 o1 buys 1 at 96, taker
    `,
  );

  scene(
    'only tightens',
    `
    says: 3.trail.5
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 104 99 103
      103 103.5 102.5 103
      103 105 102.5 104
      104 104 102 102
    orders:
      o1 0: sell 1 trail 2
    then:
      0.1 o1 rests at 98
      60 o1 trails to 102
      180 o1 trails to 103
      220 o1 triggers at 103
      220 o1 sells 1 at 103, taker
    `,
  );

  scene(
    'no candle triggers a level that it moved',
    `
    says: 3.trail.9
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 110 99 109
      109 109 107 108
    orders:
      o1 0: sell 1 trail 2
    then:
      0.1 o1 rests at 98
      60 o1 trails to 108
      100 o1 triggers at 108
      100 o1 sells 1 at 108, taker
    `,
  );

  scene(
    'whose level the close lies beyond meets the next open',
    `
    says: 3.trail.9 3.stop.4
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 110 99 105
      106 106 105 105
    orders:
      o1 0: sell 1 trail 2
    then:
      0.1 o1 rests at 98
      60 o1 trails to 108
      60 o1 triggers at 106
      60 o1 sells 1 at 106, taker
    `,
  );

  scene(
    'triggers a level that the candle did not move',
    `
    says: 3.trail.3 3.trail.9
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 110 97 105
    orders:
      o1 0: sell 1 trail 2
    then:
      0.1 o1 rests at 98
      40 o1 triggers at 98
      40 o1 sells 1 at 98, taker
    `,
  );

  scene(
    'starts at the price it meets',
    `
    says: 3.trail.3
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 110 99 105
    orders:
      o1 25: sell 1 trail 2
    then:
      25.1 o1 rests at 108
      40 o1 triggers at 108
      40 o1 sells 1 at 108, taker
    `,
  );

  scene(
    'counts what passed since it arrived',
    `
    says: 3.trail.7
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 110 99 105
      105 105 104 104
    orders:
      o1 45: sell 1 trail 2
    then:
      45.1 o1 rests at 97                 # 99 less 2
      60 o1 trails to 103                 # the high of 110 came before it
      end o1 open
    `,
  );

  scene(
    'behind a gap',
    `
    says: 3.stop.4 3.trail.7
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 104 99 103
      gap
      95 96 94 95
    orders:
      o1 0: sell 1 trail 2
    then:
      0.1 o1 rests at 98
      60 o1 trails to 102
      120 o1 triggers at 95
      120 o1 sells 1 at 95, taker
    `,
  );

  scene(
    'that meets no price begins with the next',
    `
    says: 3.no_price.6 3.trail.3
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
      gap
      90 90 90 90
      90 90 87 87
    orders:
      o1 70: sell 1 trail 2
    then:
      120 o1 rests at 88
      220 o1 triggers at 88               # the high is nearer to the open
      220 o1 sells 1 at 88, taker
    `,
  );

  scene(
    'has its level on the tick nearer to the market',
    `
    says: 3.number.4 3.trail.2
    with: hold 1 BTC; tick 0.5; intrabar open_high_low_close
    BTC/USDT:
      100 103 99 102
    orders:
      o1 0: sell 1 trail 3.3 %            # 96.7
      o2 0: buy 1 trail 3.3 %             # 103.3
    then:
      0.1 o1 rests at 97
      0.1 o2 rests at 103
      20 o2 triggers at 103
      20 o2 buys 1 at 103, taker
      60 o1 trails to 100                 # 103 less 3.3 % is 99.601
      end o1 open
    `,
  );

  scene(
    'waits for its activation',
    `
    says: 3.trail.4 3.trail.8
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 102 96 101
      101 104 100 103
      103 103 101 101
    orders:
      o1 0: sell 1 trail 2 from 103
    then:
      0.1 o1 rests
      120 o1 trails to 102                # the first candle reached 102 only; 100 in the second is no trigger
      160 o1 triggers at 102
      160 o1 sells 1 at 102, taker
    `,
  );

  scene(
    'is activated at its price itself',
    `
    says: 3.trail.4
    with: intrabar open_low_high_close
    BTC/USDT:
      100 101 97 98
      98 99 98 99
    orders:
      o1 0: buy 1 trail 2 from 97
    then:
      0.1 o1 rests
      60 o1 trails to 99
      100 o1 triggers at 99
      100 o1 buys 1 at 99, taker
    `,
  );

  scene(
    'counts an open that jumped',
    `
    says: 3.trail.7 3.candle.7
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 100 100 100
      110 110 105 109
      109 109 107 107
    orders:
      o1 0: sell 1 trail 2
    then:
      0.1 o1 rests at 98
      120 o1 trails to 108
      160 o1 triggers at 108
      160 o1 sells 1 at 108, taker
    `,
  );

  scene(
    'ends with its expiry, before the level that its candle would bring',
    `
    says: 3.force.8 3.trail.7
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 110 99 109
      107 107 107 107
    orders:
      o1 0: sell 1 trail 2 until 50
    then:
      0.1 o1 rests at 98
      50 o1 is expired
    `,
  );

  scene(
    'by a share that is no whole cent is rounded nearer to the market, too',
    `
    says: 3.number.4 3.trail.2
    with: hold 1 BTC
    BTC/USDT:
      100.01 100.01 100.01 100.01
    orders:
      o1 1: sell 1 trail 3.3 %            # 96.70967
      o2 1: buy 1 trail 3.3 %             # 103.31033
    then:
      1.1 o1 rests at 96.71
      1.1 o2 rests at 103.31
      end o1 open
      end o2 open
    `,
  );
});

describe('a trailing stop on trades', () => {
  scene(
    'follows each of them',
    `
    says: 3.trail.6 3.trail.3 3.trail.5
    with: hold 1 BTC
    BTC/USDT:
      100 104 101 102
      trade 5 100
      trade 10 104
      trade 11 103
      trade 12 101.5
    orders:
      o1 6: sell 1 trail 2
    then:
      6.1 o1 rests at 98
      10 o1 trails to 102
      12 o1 triggers at 101.5
      12 o1 sells 1 at 101.5, taker
    `,
  );

  scene(
    'is activated by one of them',
    `
    says: 3.trail.4 3.trail.6
    with: hold 1 BTC
    BTC/USDT:
      100 106 99 104
      trade 5 100
      trade 8 99
      trade 10 102.99
      trade 15 103
      trade 20 106
      trade 25 104
    orders:
      o1 6: sell 1 trail 2 from 103
    then:
      6.1 o1 rests
      15 o1 trails to 101
      20 o1 trails to 104
      25 o1 triggers at 104
      25 o1 sells 1 at 104, taker
    `,
  );

  scene(
    'by a share, to buy',
    `
    says: 3.trail.2 3.trail.6
    BTC/USDT:
      100 100 80 90
      trade 5 100
      trade 10 80
      trade 15 87.99
      trade 20 88
    orders:
      o1 6: buy 1 trail 10 %
    then:
      6.1 o1 rests at 110
      10 o1 trails to 88
      20 o1 triggers at 88
      20 o1 buys 1 at 88, taker
    `,
  );
});
