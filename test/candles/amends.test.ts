/** Changing a working order: what can be changed, when it counts, and what it costs. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('an amend', () => {
  scene(
    'of the price',
    `
    says: 3.amend.2 3.amend.6
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 90 amend 10 price 99
    then:
      0.1 o1 rests
      10.1 o1 is amended
      40 o1 buys 1 at 99, maker
    `,
  );

  scene(
    'of the quantity, the total',
    `
    says: 3.amend.1
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 99 amend 10 quantity 3
    then:
      0.1 o1 rests
      10.1 o1 is amended
      40 o1 buys 3 at 99, maker
    `,
  );

  scene(
    'of the total of an order that has filled in part',
    `
    says: 3.amend.1
    with: partial_fills volume 100; lot 1; intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103 volume 8
      100 104 98 103 volume 8
    orders:
      o1 0: buy 5 limit 99 amend 50 quantity 3
    then:
      0.1 o1 rests
      40 o1 buys 2 at 99, maker, leaves 3
      50.1 o1 is amended
      100 o1 buys 1 at 99, maker
    `,
  );

  scene(
    'of the stop',
    `
    says: 3.amend.3
    with: hold 1 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 104 96 103
    orders:
      o1 0: sell 1 stop 95 amend 10 stop 97
    then:
      0.1 o1 rests
      10.1 o1 is amended
      20 o1 triggers at 97
      20 o1 sells 1 at 97, taker
    `,
  );

  scene(
    'of the trail',
    `
    says: 3.amend.4 3.amend.7 3.trail.3
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 100 100 100
      100 100 97 99
    orders:
      o1 0: sell 1 trail 5 amend 30 trail 2
    then:
      0.1 o1 rests at 95
      30.1 o1 is amended
      100 o1 triggers at 98
      100 o1 sells 1 at 98, taker
    `,
  );

  scene(
    'of the expiry',
    `
    says: 3.amend.5 3.force.4
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 90 until 20 amend 10 until 50
    then:
      0.1 o1 rests
      10.1 o1 is amended
      50 o1 is expired
    `,
  );

  scene(
    'arrives after cancel_delay_ms',
    `
    says: 3.latency.2 3.amend.7
    with: cancel_delay 30000; intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 90 amend 5 price 99
      o2 0: buy 1 limit 90 amend 15 price 99
    then:
      0.1 o1 rests
      0.1 o2 rests
      35 o1 is amended
      40 o1 buys 1 at 99, maker
      45 o2 is amended                    # price stands at 98: it takes
      45 o2 buys 1 at 98, taker
    `,
  );

  scene(
    'is matched like an order that arrives',
    `
    says: 3.amend.7 3.limit.1
    with: slippage 1; maker 0.1; taker 0.2
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1 limit 90 amend 10 price 100.5
    then:
      0.1 o1 rests
      10.1 o1 is amended
      10.1 o1 buys 1 at 100.5, taker      # 101 with slippage
      balance USDT 9899.299               # less 0.201
    `,
  );

  scene(
    'that would make a post-only order take',
    `
    says: 3.amend.7 3.force.6
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1 limit 90 post-only amend 10 price 101
    then:
      0.1 o1 rests
      10.1 o1 is amended
      10.1 o1 is canceled, post_only
    `,
  );

  scene(
    'that puts a stop where price stands',
    `
    says: 3.amend.7 3.stop.5
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: sell 1 stop 95 amend 10 stop 101
    then:
      0.1 o1 rests
      10.1 o1 is amended
      10.1 o1 triggers at 100
      10.1 o1 sells 1 at 100, taker
    `,
  );

  scene(
    'that shrinks keeps the age',
    `
    says: 3.amend.8
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      a 0: buy 2 limit 99 amend 10 quantity 1
      b 1: buy 1 limit 99
    then:
      0.1 a rests
      1.1 b rests
      10.1 a is amended
      40 a buys 1 at 99, maker
      40 b buys 1 at 99, maker
    `,
  );

  scene(
    'that grows loses it',
    `
    says: 3.amend.8
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      a 0: buy 2 limit 99 amend 10 quantity 3
      b 1: buy 1 limit 99
    then:
      0.1 a rests
      1.1 b rests
      10.1 a is amended
      40 b buys 1 at 99, maker
      40 a buys 3 at 99, maker
    `,
  );

  scene(
    'of the price loses it, there and back',
    `
    says: 3.amend.8
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      a 0: buy 1 limit 99 amend 10 price 98.5 amend 12 price 99
      b 1: buy 1 limit 99
    then:
      0.1 a rests
      1.1 b rests
      10.1 a is amended
      12.1 a is amended
      40 b buys 1 at 99, maker
      40 a buys 1 at 99, maker
    `,
  );

  scene(
    'changes what is held',
    `
    says: 3.amend.7 3.hold.3
    with: maker 1
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1 limit 90 amend 10 price 95 quantity 2
    then:
      0.1 o1 rests
      10.1 o1 is amended
      end o1 open
      balance USDT 10000 held 191.9
    `,
  );

  scene(
    'beyond the balance is rejected, and the order stands',
    `
    says: 3.amend.9 3.hold.6
    with: hold 100 USDT; intrabar open_high_low_close
    BTC/USDT:
      100 104 89 103
    orders:
      o1 0: buy 1 limit 90 amend 10 quantity 2
    then:
      0.1 o1 rests
      10.1 o1 is rejected, amend: insufficient_balance: needs 180 USDT, free 100 USDT
      40 o1 buys 1 at 90, maker
    `,
  );

  scene(
    'that breaks a product rule is refused when approved, and the order stands',
    `
    says: 3.amend.9 3.rule.1
    with: min_size 0.5; lot 0.1; intrabar open_high_low_close
    BTC/USDT:
      100 104 89 103
    orders:
      o1 0: buy 1 limit 90 amend 10 quantity 0.4
    then:
      0.1 o1 rests
      10 o1 is refused, amend: min_size: quantity 0.4 BTC is below 0.5 BTC
      40 o1 buys 1 at 90, maker
    `,
  );

  scene(
    'that comes too late changes nothing',
    `
    says: 3.amend.10 3.order.2 3.order.4
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 99 amend 39.9 price 97
      o2 0: buy 1 limit 99 amend 39.8 price 97
    then:
      0.1 o1 rests
      0.1 o2 rests
      39.9 o2 is amended
      40 o1 buys 1 at 99, maker
      40 o1 is rejected, amend: the order has ended
      end o2 open
    `,
  );

  scene(
    'of a canceled order',
    `
    says: 3.amend.10 3.order.4
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 90 cancel 10 amend 11 price 95
    then:
      0.1 o1 rests
      10.1 o1 is canceled
      balance USDT 10000
      refusals: 1 rejected, order_has_ended
    `,
  );

  scene(
    'that arrives before its order',
    `
    says: 3.amend.6 3.amend.9
    with: delay 100; cancel_delay 10
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 90 amend 0.05 price 95
    then:
      0.06 o1 is rejected, amend: order_not_working: the order has not arrived yet
      0.1 o1 rests
      end o1 open
      balance USDT 10000 held 90
    `,
  );

  scene(
    'of an order that waits for a price',
    `
    says: 3.amend.6 3.no_price.5 3.no_price.6
    BTC/USDT:
      100 100 100 100
      gap
      gap
      98 98 98 98
    orders:
      o1 70: buy 1 limit 90 amend 80 price 99
    then:
      80.1 o1 is amended
      180 o1 buys 1 at 98, taker
    `,
  );

  scene(
    'rounds its numbers as an order does',
    `
    says: 3.amend.7 3.number.2 3.number.3 3.number.4
    with: tick 0.5; lot 0.1; hold 2 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 104 97 103
    orders:
      b 0: buy 1 limit 90 amend 10 price 98.49 quantity 0.59
      s 0: sell 1 stop 90 amend 10 stop 97.6
    then:
      0.1 b rests
      0.1 s rests
      10.1 b is amended
      10.1 s is amended
      20 b buys 0.5 at 98, maker
      20 s triggers at 98
      20 s sells 1 at 98, taker
    `,
  );

  scene(
    'a child becomes smaller than its entry has filled, never larger',
    `
    says: 3.bracket.3 3.amend.1 3.amend.9
    with: intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
      103 103 89 90
    orders:
      o1 0: buy 2 stop 103
      s 1: sell stop 95 parent o1 amend 30 quantity 3 amend 40 quantity 0.5
    then:
      0.1 o1 rests
      20 o1 triggers at 103
      20 o1 buys 2 at 103, taker
      20 s rests
      30 s is refused, amend: quantity: quantity 3 BTC is above the 2 BTC of its parent
      40.1 s is amended
      100 s triggers at 95
      100 s sells 0.5 at 95, taker
    `,
  );
});
