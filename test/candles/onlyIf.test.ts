/** What orders may not do: post-only never takes, reduce-only never enlarges and never turns a position. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('post-only', () => {
  scene(
    'rests as a maker',
    `
    says: 3.force.6
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 99 post-only
    then:
      0.1 o1 rests
      40 o1 buys 1 at 99, maker
    `,
  );

  scene(
    'never takes',
    `
    says: 3.force.6
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 101 post-only
    then:
      0.1 o1 is canceled, post_only
      balance USDT 10000
    `,
  );

  scene(
    'at the price rests where limits must be crossed, and does not where touch is enough',
    `
    says: 3.force.6 3.limit.9
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1 limit 100 post-only
    then:
      0.1 o1 rests
      end o1 open
    `,
  );

  scene(
    'at the price, touch',
    `
    says: 3.force.6 3.limit.9
    with: limit_fill touch
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1 limit 100 post-only
    then:
      0.1 o1 is canceled, post_only
    `,
  );

  scene(
    'of a stop-limit that would take on its trigger',
    `
    says: 3.stop.9
    with: hold 2 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 102 94 101
    orders:
      o1 0: sell 1 stop 97 limit 96 post-only
      o2 0: sell 1 stop 97 limit 98 post-only
    then:
      0.1 o1 rests
      0.1 o2 rests
      20 o1 triggers at 97
      20 o1 is canceled, post_only
      20 o2 triggers at 97
      40 o2 sells 1 at 98, maker
    `,
  );
});

describe('reduce-only', () => {
  scene(
    'without a position, or in its direction',
    `
    says: 3.force.7 3.force.11 3.position.4
    with: hold 5 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: sell 1 reduce-only
      o2 1: buy 1
      o3 2: buy 1 reduce-only
      o4 3: sell 1 reduce-only
    then:
      0.1 o1 is rejected, no_position: there is no position in BTC/USDT for a sell to reduce
      1.1 o2 buys 1 at 100, taker
      2.1 o3 is rejected, no_position: there is no position in BTC/USDT for a buy to reduce
      3.1 o4 sells 1 at 100, taker
      balance BTC 5
    `,
  );

  scene(
    'larger than the position is cut to it',
    `
    says: 3.force.12
    with: hold 5 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1
      o2 1: sell 3 reduce-only
    then:
      0.1 o1 buys 1 at 100, taker
      1.1 o2 sells 1 at 100, taker
      balance BTC 5
    `,
  );

  scene(
    'of a short',
    `
    says: 3.force.12 3.position.6
    with: hold 5 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: sell 2
      o2 1: buy 3 reduce-only
    then:
      0.1 o1 sells 2 at 100, taker
      1.1 o2 buys 2 at 100, taker
      balance BTC 5
    `,
  );

  scene(
    'is cut at each fill',
    `
    says: 3.force.13
    with: hold 5 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 3
      tp 1: sell 3 limit 103 reduce-only
      o2 10: sell 2
    then:
      0.1 o1 buys 3 at 100, taker
      1.1 tp rests
      10.1 o2 sells 2 at 100, taker
      20 tp sells 1 at 103, maker
      balance BTC 5
    `,
  );

  scene(
    'a stop is cut when it fills',
    `
    says: 3.force.12 3.force.13
    with: hold 5 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 3
      sl 1: sell 4 stop 99 reduce-only
      o2 10: sell 1
    then:
      0.1 o1 buys 3 at 100, taker
      1.1 sl rests
      10.1 o2 sells 1 at 100, taker
      20 sl triggers at 99
      20 sl sells 2 at 99, taker
      balance BTC 5
    `,
  );

  scene(
    'holds no more than it may sell',
    `
    says: 3.force.12 3.hold.8
    with: hold 5 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1
      o2 1: sell 3 limit 110 reduce-only
    then:
      0.1 o1 buys 1 at 100, taker
      1.1 o2 rests
      end o2 open, leaves 1
      balance BTC 6 held 1
    `,
  );

  scene(
    'cut at a fill in part holds what it has left',
    `
    says: 3.force.13 3.hold.8 3.partial.9
    with: hold 5 BTC; intrabar open_high_low_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 100 100 100 volume 40
      100 104 100 100 volume 4
    orders:
      o1 0: buy 3
      tp 1: sell 3 limit 103 reduce-only
      o2 10: sell 1
    then:
      0.1 o1 buys 3 at 100, taker
      1.1 tp rests
      10.1 o2 sells 1 at 100, taker
      80 tp sells 1 at 103, maker, leaves 1
      end tp partially_filled, leaves 1
      balance BTC 6 held 1
    `,
  );
});
