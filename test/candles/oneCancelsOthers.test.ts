/** Groups of which one order ends the others. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('one cancels the others', () => {
  scene(
    'when a limit fills',
    `
    says: 3.oco.2 3.hold.7
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 106 94 100
    orders:
      tp 0: sell 1 limit 105 oco A
      sl 0: sell 1 stop 95 oco A
    then:
      0.1 tp rests
      0.1 sl rests
      20 tp sells 1 at 105, maker
      20 sl is canceled, oco
      balance BTC 0
    `,
  );

  scene(
    'when a stop fills',
    `
    says: 3.oco.2
    with: hold 1 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 106 94 100
    orders:
      tp 0: sell 1 limit 105 oco A
      sl 0: sell 1 stop 95 oco A
    then:
      0.1 tp rests
      0.1 sl rests
      20 sl triggers at 95
      20 sl sells 1 at 95, taker
      20 tp is canceled, oco
    `,
  );

  scene(
    'a leg that waits for another leg ends with it, and is told so once',
    `
    says: 3.oco.1 3.oco.4
    with: partial_fills volume 100; lot 1; intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103 volume 4
    orders:
      first 0: buy 1 stop 200 oco A
      second 0: buy limit 90 parent first oco A
      third 0: buy 2 limit 102 oco A
    then:
      0.1 third buys 1 at 100, taker, leaves 1
      0.1 first is canceled, oco
      0.1 second is canceled, oco
      40 third buys 1 at 102, maker
    `,
  );

  scene(
    'share one hold, the largest',
    `
    says: 3.hold.7 3.hold.3
    with: hold 250 USDT
    BTC/USDT:
      100 100 100 100
    orders:
      low 0: buy 2 limit 90 oco A
      high 0: buy 2 stop 110 oco A
      other 1: buy 1 limit 30
      more 2: buy 1 limit 1
    then:
      0.1 low rests
      0.1 high rests
      1.1 other rests
      2.1 more is rejected, insufficient_balance: needs 1 USDT, free 0 USDT
      end low open
      end high open
      end other open
      balance USDT 250 held 250           # 220, where each alone would be 180 and 220
    `,
  );

  scene(
    'breakout either way',
    `
    says: 3.oco.2 3.stop.3
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 106 94 100
    orders:
      up 0: buy 1 stop 105 oco A
      down 0: sell 1 stop 95 oco A
    then:
      0.1 up rests
      0.1 down rests
      20 up triggers at 105
      20 up buys 1 at 105, taker
      20 down is canceled, oco
      balance BTC 2
    `,
  );

  scene(
    'canceling one cancels the group',
    `
    says: 3.oco.3
    with: hold 1 BTC
    BTC/USDT:
      100 106 94 100
    orders:
      tp 0: sell 1 limit 105 oco A cancel 10
      sl 0: sell 1 stop 95 oco A
      us 0: sell 1 limit 107
    then:
      0.1 tp rests
      0.1 sl rests
      0.1 us is rejected, insufficient_balance: needs 1 BTC, free 0 BTC
      10.1 tp is canceled
      10.1 sl is canceled
      balance BTC 1
    `,
  );

  scene(
    'groups of other names stand apart',
    `
    says: 3.oco.2 3.oco.3
    with: hold 2 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 106 96 100
    orders:
      a1 0: sell 1 limit 105 oco A
      a2 0: sell 1 stop 95 oco A
      b1 0: sell 1 limit 108 oco B
      b2 0: sell 1 stop 95 oco B
    then:
      0.1 a1 rests
      0.1 a2 rests
      0.1 b1 rests
      0.1 b2 rests
      20 a1 sells 1 at 105, maker
      20 a2 is canceled, oco
      end b1 open
      end b2 open
      balance BTC 1 held 1
    `,
  );

  scene(
    'an order that takes as it arrives ends those that stand',
    `
    says: 3.oco.2 3.limit.1
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      tp 0: sell 1 limit 105 oco A
      now 10: sell 1 limit 99 oco A
    then:
      0.1 tp rests
      10.1 now sells 1 at 100, taker
      10.1 tp is canceled, oco
      balance BTC 0
    `,
  );

  scene(
    'a leg that fills in part shrinks the others by as much',
    `
    says: 3.oco.1 3.oco.2
    with: hold 5 BTC; intrabar open_high_low_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 102 99 100 volume 8
      100 100 93 93 volume 8
    orders:
      tp 0: sell 5 limit 101 oco A
      sl 0: sell 5 stop 95 oco A
    then:
      0.1 tp rests
      0.1 sl rests
      20 tp sells 2 at 101, maker, leaves 3
      20 sl is amended, oco
      100 sl triggers at 95
      100 sl sells 2 at 95, taker, leaves 1
      100 tp is amended, oco
      120 sl sells 1 at 93, taker
      120 tp is canceled, oco
      balance BTC 0
    `,
  );

  scene(
    'of unequal legs each loses as much as has filled',
    `
    says: 3.oco.1 3.hold.7
    with: hold 6 BTC; intrabar open_high_low_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 102 99 100 volume 8
    orders:
      tp 0: sell 4 limit 101 oco A
      sl 0: sell 6 stop 95 oco A
    then:
      0.1 tp rests
      0.1 sl rests
      20 tp sells 2 at 101, maker, leaves 2
      20 sl is amended, oco
      end tp partially_filled, leaves 2
      end sl open, leaves 4
      balance BTC 4 held 4
    `,
  );

  scene(
    'also one that is still under way',
    `
    says: 3.oco.2 3.order.4
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      tp 0: sell 1 limit 99 oco A
      sl 0: sell 1 stop 95 oco A
    then:
      0.1 tp sells 1 at 100, taker
      0.1 sl is canceled, oco
    `,
  );

  scene(
    'a cancel that is faster than the orders ends the group',
    `
    says: 3.oco.3 3.latency.2
    with: hold 1 BTC; cancel_delay 10
    BTC/USDT:
      100 100 100 100
    orders:
      tp 0: sell 1 limit 105 oco A cancel 0.05
      sl 0: sell 1 stop 95 oco A
    then:
      0.06 tp is canceled
      0.06 sl is canceled
    `,
  );

  scene(
    'stop and limit of one group in one candle, the way decides',
    `
    says: 3.oco.2 3.candle.4
    with: hold 1 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 106 94 100
    orders:
      tp 0: sell 1 limit 105 oco A
      sl 0: sell 1 stop 95 oco A
    then:
      0.1 tp rests
      0.1 sl rests
      20 sl triggers at 95
      20 sl sells 1 at 95, taker
      20 tp is canceled, oco
    `,
  );

  scene(
    'three legs',
    `
    says: 3.oco.2 3.oco.1 3.hold.7
    with: hold 4 BTC; intrabar open_high_low_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 102 99 100 volume 8
    orders:
      a 0: sell 4 limit 101 oco A
      b 0: sell 3 limit 105 oco A
      c 0: sell 2 stop 90 oco A
    then:
      0.1 a rests
      0.1 b rests
      0.1 c rests
      20 a sells 2 at 101, maker, leaves 2
      ~ 20 b is amended, oco
      ~ 20 c is canceled, oco
      end a partially_filled, leaves 2
      end b open, leaves 1
      balance BTC 2 held 2
    `,
  );
});
