/** What a position gains from the candle in which it was opened: under `adverse` nothing, whichever way price may have gone. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('under adverse, a position opened on the way', () => {
  scene(
    'takes its profit at the close, at its limit',
    `
    says: 3.path.7 3.path.9
    BTC/USDT:
      100 106 97 104
    orders:
      o1 0: buy 1 limit 98 sl 95 tp 103   # low first, 97; the 106 may have been before
    then:
      0.1 o1 rests
      20 o1 buys 1 at 98, maker
      20 o1.sl rests
      20 o1.tp rests
      60 o1.tp sells 1 at 103, maker
      60 o1.sl is canceled, oco
      trip long 1 BTC from 20 to 60 pnl 5
    `,
  );

  scene(
    'takes no profit where the close does not lie through it',
    `
    says: 3.path.9
    BTC/USDT:
      100 106 97 103
    orders:
      o1 0: buy 1 limit 98 tp 103
    then:
      0.1 o1 rests
      20 o1 buys 1 at 98, maker
      20 o1.tp rests
      end o1.tp open
    `,
  );

  scene(
    'and a take-profit at market likewise',
    `
    says: 3.path.9 3.stop.10
    BTC/USDT:
      100 106 97 104
    orders:
      o1 0: buy 1 limit 98 tp 103 market
    then:
      0.1 o1 rests
      20 o1 buys 1 at 98, maker
      20 o1.tp rests
      60 o1.tp triggers at 103
      60 o1.tp sells 1 at 103, taker
    `,
  );

  scene(
    'takes its profit in the next candle as usual',
    `
    says: 3.path.7
    BTC/USDT:
      100 106 97 102
      102 105 101 104
    orders:
      o1 0: buy 1 limit 98 tp 103
    then:
      0.1 o1 rests
      20 o1 buys 1 at 98, maker
      20 o1.tp rests
      100 o1.tp sells 1 at 103, maker     # long: low first
    `,
  );

  scene(
    'is stopped though the entry lay behind the low',
    `
    says: 3.path.8
    BTC/USDT:
      100 106 96 104
    orders:
      o1 0: buy 1 stop 101 sl 97 tp 103   # the low at 20 s was before; close 104 lies through 103, but a stop was reached
    then:
      0.1 o1 rests
      40 o1 triggers at 101
      40 o1 buys 1 at 101, taker
      40 o1.sl triggers at 97
      40 o1.sl sells 1 at 97, taker
      40 o1.tp is canceled, oco
      trip long 1 BTC from 40 to 40 pnl -4, ambiguous
    `,
  );

  scene(
    'is stopped at the very low',
    `
    says: 3.path.8 3.stop.1
    BTC/USDT:
      100 106 97 104
    orders:
      o1 0: buy 1 stop 101 sl 97
    then:
      0.1 o1 rests
      40 o1 triggers at 101
      40 o1 buys 1 at 101, taker
      40 o1.sl triggers at 97
      40 o1.sl sells 1 at 97, taker
    `,
  );

  scene(
    'keeps a stop that the extreme does not reach',
    `
    says: 3.path.8
    BTC/USDT:
      100 106 97.01 104
    orders:
      o1 0: buy 1 stop 101 sl 97
    then:
      0.1 o1 rests
      40 o1 triggers at 101
      40 o1 buys 1 at 101, taker
      40 o1.sl rests
      end o1.sl open
    `,
  );

  scene(
    'leaves alone a stop beyond the extreme',
    `
    says: 3.path.8
    with: hold 1 BTC
    BTC/USDT:
      100 106 96 104
    orders:
      s1 0: sell 1 stop 95.5              # beyond the low
      o1 0: buy 1 stop 102 sl 97
    then:
      0.1 s1 rests
      0.1 o1 rests
      40 o1 triggers at 102
      40 o1 buys 1 at 102, taker
      40 o1.sl triggers at 97
      40 o1.sl sells 1 at 97, taker
      end s1 open
    `,
  );

  scene(
    'of a short gains nothing from the fall before it',
    `
    says: 3.path.7 3.path.8
    with: hold 1 BTC
    BTC/USDT:
      100 103 94 96
    orders:
      o1 0: sell 1 stop 97 sl 102 tp 95   # flat, the high is nearer: 103, then down to 94
    then:
      0.1 o1 rests
      40 o1 triggers at 97
      40 o1 sells 1 at 97, taker
      40 o1.sl triggers at 102
      40 o1.sl buys 1 at 102, taker
      40 o1.tp is canceled, oco
      trip short 1 BTC from 40 to 40 pnl -5, ambiguous
    `,
  );

  scene(
    'of a short takes its profit at the close',
    `
    says: 3.path.9
    with: hold 1 BTC
    BTC/USDT:
      100 103 90 91
    orders:
      o1 0: sell 1 stop 97 sl 104 tp 92
    then:
      0.1 o1 rests
      40 o1 triggers at 97
      40 o1 sells 1 at 97, taker
      40 o1.sl rests
      40 o1.tp rests
      60 o1.tp buys 1 at 92, maker
      60 o1.sl is canceled, oco
    `,
  );

  scene(
    'that was enlarged gains nothing more, either',
    `
    says: 3.path.7 3.path.9
    BTC/USDT:
      100 100 100 100
      100 106 97 102
    orders:
      o1 0: buy 1
      tp 10: sell 1 limit 104
      o2 10: buy 1 limit 98               # long: low first; the enlarged position sees 106 no more
    then:
      0.1 o1 buys 1 at 100, taker
      10.1 tp rests
      10.1 o2 rests
      80 o2 buys 1 at 98, maker
      end tp open
      position BTC 2
    `,
  );
});

describe('what pessimism leaves alone', () => {
  scene(
    'a position opened by an arrival',
    `
    says: 3.path.7
    BTC/USDT:
      100 106 97 103
    orders:
      o1 25: buy 1 sl 96 tp 105           # stands at the low, 97; then the high
    then:
      25.1 o1 buys 1 at 97, taker
      25.1 o1.sl rests
      25.1 o1.tp rests
      40 o1.tp sells 1 at 105, maker
      40 o1.sl is canceled, oco
    `,
  );

  scene(
    'a position opened at the open by a jump',
    `
    says: 3.path.7 3.candle.7
    BTC/USDT:
      100 100 100 100
      97 106 96 103
    orders:
      o1 0: buy 1 limit 98 tp 105
    then:
      0.1 o1 rests
      60 o1 buys 1 at 98, maker
      60 o1.tp rests
      100 o1.tp sells 1 at 105, maker
    `,
  );

  scene(
    'an order that arrives later in the candle',
    `
    says: 3.path.10
    BTC/USDT:
      100 106 97 103
    orders:
      o1 0: buy 1 limit 98
      tp 25: sell 1 limit 105
    then:
      0.1 o1 rests
      20 o1 buys 1 at 98, maker
      25.1 tp rests
      40 tp sells 1 at 105, maker
    `,
  );

  scene(
    'an order that enlarges the position further',
    `
    says: 3.path.8
    BTC/USDT:
      100 106 97 103
    orders:
      o1 0: buy 1 limit 99
      o2 0: buy 1 limit 98
      o3 0: buy 1 stop 104
    then:
      0.1 o1 rests
      0.1 o2 rests
      0.1 o3 rests
      20 o1 buys 1 at 99, maker
      20 o2 buys 1 at 98, maker
      40 o3 triggers at 104
      40 o3 buys 1 at 104, taker
      position BTC 3
    `,
  );
});
