/** Under `adverse` the stop of a position that was opened on the way: reached wherever the entry lay. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('under adverse, the stop of a position opened on the way', () => {
  scene(
    'trails from the entry',
    `
    says: 3.path.8 3.trail.3
    BTC/USDT:
      100 106 97 104
    orders:
      o1 0: buy 1 stop 103 sl trail 3
    then:
      0.1 o1 rests
      40 o1 triggers at 103
      40 o1 buys 1 at 103, taker
      40 o1.sl triggers at 100
      40 o1.sl sells 1 at 100, taker
      trip long 1 BTC from 40 to 40 pnl -3, ambiguous
    `,
  );

  scene(
    'is a stop-limit',
    `
    says: 3.path.8 3.stop.7
    BTC/USDT:
      100 106 97 104
    orders:
      o1 0: buy 1 stop 103 sl 98 limit 97.5
    then:
      0.1 o1 rests
      40 o1 triggers at 103
      40 o1 buys 1 at 103, taker
      40 o1.sl triggers at 98
      40 o1.sl sells 1 at 98, taker
    `,
  );

  scene(
    'pays slippage from its level',
    `
    says: 3.path.8 3.market.2
    with: slippage 1
    BTC/USDT:
      100 106 97 104
    orders:
      o1 0: buy 1 limit 98 sl 97
    then:
      0.1 o1 rests
      20 o1 buys 1 at 98, maker
      20 o1.sl triggers at 97
      20 o1.sl sells 1 at 96.03, taker
    `,
  );

  scene(
    'is reached by an extreme that came before the order itself',
    `
    says: 3.path.8
    BTC/USDT:
      100 106 97 99
    orders:
      o1 45: buy 1 limit 101 sl 98        # arrives at the high; entered on the way to the close
    then:
      45.1 o1 rests
      60 o1 buys 1 at 101, maker
      60 o1.sl triggers at 98
      60 o1.sl sells 1 at 98, taker
    `,
  );

  scene(
    'works as usual in the candles after it',
    `
    says: 3.path.7 3.stop.3
    BTC/USDT:
      100 106 97 104
      104 107 101 102
    orders:
      o1 0: buy 1 stop 103 sl 96 tp 110
      o2 65: sell 1 stop 102
    then:
      0.1 o1 rests
      40 o1 triggers at 103
      40 o1 buys 1 at 103, taker
      40 o1.sl rests
      40 o1.tp rests
      65.1 o2 is rejected, insufficient_balance: needs 1 BTC, free 0 BTC
      end o1.sl open
      end o1.tp open
    `,
  );

  scene(
    'once reached, leaves no profit to what else reduces the position',
    `
    says: 3.path.8 3.path.9
    BTC/USDT:
      100 100 100 100
      100 106 97 104
    orders:
      o1 0: buy 1
      t 1: sell 1 limit 103.5
      e 1: buy 1 stop 102 sl 98
    then:
      0.1 o1 buys 1 at 100, taker
      1.1 t rests
      1.1 e rests
      100 e triggers at 102
      100 e buys 1 at 102, taker
      100 e.sl triggers at 98
      100 e.sl sells 1 at 98, taker
      end t open                          # the close, 104, lies through it
      position BTC 1
    `,
  );

  scene(
    'once reached on the way to the close, likewise',
    `
    says: 3.path.8 3.path.9
    BTC/USDT:
      100 100 100 100
      100 102 95 101.9                    # flat at its open, the high is nearer
    orders:
      o1 81: buy 1
      t 105: sell 1 limit 101.5           # price stands at the low
      e 105: buy 1 stop 100 sl 96
    then:
      81.1 o1 buys 1 at 102, taker
      105.1 t rests
      105.1 e rests
      120 e triggers at 100
      120 e buys 1 at 100, taker
      120 e.sl triggers at 96
      120 e.sl sells 1 at 96, taker
      end t open
      position BTC 1
    `,
  );

  scene(
    'not reached on the way to the close, a profit of that way counts',
    `
    says: 3.path.9
    BTC/USDT:
      100 102 95 101.9
    orders:
      e 45: buy 1 stop 100 sl 94 tp 101
    then:
      45.1 e rests
      60 e triggers at 100
      60 e buys 1 at 100, taker
      60 e.tp rests
      60 e.tp sells 1 at 101, maker
      60 e.sl is canceled, oco
    `,
  );
});
