/** Sizes, holds, ticks and product rules of orders with a trigger. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('what a stop holds', () => {
  scene(
    'to buy: its stop, slippage and fee',
    `
    says: 3.hold.4 3.hold.1
    with: slippage 1; taker 2; maker 5
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 2 stop 110
    then:
      0.1 o1 rests
      end o1 open
      balance USDT 10000 held 226.6       # 220 x 1.03
    `,
  );

  scene(
    'to buy with a limit: its limit and the larger fee',
    `
    says: 3.hold.3
    with: slippage 1; taker 2; maker 5
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 2 stop 110 limit 112
    then:
      0.1 o1 rests
      end o1 open
      balance USDT 10000 held 235.2       # 224 x 1.05
    `,
  );

  scene(
    'to sell: what it sells',
    `
    says: 3.hold.8
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: sell 1.5 stop 90
      o2 1: sell 1 stop 80
    then:
      0.1 o1 rests
      1.1 o2 is rejected, insufficient_balance: needs 1 BTC, free 0.5 BTC
      end o1 open
      balance BTC 2 held 1.5
    `,
  );

  scene(
    'draws on what is free where price has gone past it',
    `
    says: 3.hold.5 3.stop.4
    with: hold 150 USDT
    BTC/USDT:
      100 100 100 100
      130 130 130 130
    orders:
      o1 0: buy 1 stop 110
    then:
      0.1 o1 rests
      60 o1 triggers at 130
      60 o1 buys 1 at 130, taker
      balance USDT 20
    `,
  );

  scene(
    'is rejected where that is short',
    `
    says: 3.hold.6 3.stop.4
    with: hold 120 USDT
    BTC/USDT:
      100 100 100 100
      130 130 130 130
    orders:
      o1 0: buy 1 stop 110
    then:
      0.1 o1 rests
      60 o1 triggers at 130
      60 o1 is rejected, insufficient_balance: needs 130 USDT, free 120 USDT
      balance USDT 120
    `,
  );

  scene(
    'gives back what it did not need',
    `
    says: 3.hold.4
    with: slippage 1; taker 2; intrabar open_high_low_close
    BTC/USDT:
      100 111 99 100
    orders:
      o1 0: buy 1 stop 110
    then:
      0.1 o1 rests
      20 o1 triggers at 110
      20 o1 buys 1 at 111.1, taker
      balance USDT 9886.678               # 111.1 and 2.222
    `,
  );
});

describe('the size of an order with a trigger', () => {
  scene(
    'by budget is that of the price it meets',
    `
    says: 3.size.2 3.size.5 3.size.7
    with: lot 0.01; intrabar open_high_low_close
    BTC/USDT:
      100 105 100 100
      130 130 130 130
    orders:
      o1 0: buy spend 1000 stop 104
      o2 0: buy spend 1000 stop 110
    then:
      0.1 o1 rests
      0.1 o2 rests
      20 o1 triggers at 104
      20 o1 buys 9.61 at 104, taker       # 1000 / 104 = 9.615...
      60 o2 triggers at 130
      60 o2 buys 7.69 at 130, taker       # 1000 / 130 = 7.692...
    `,
  );

  scene(
    'by budget with a limit is that of the limit',
    `
    says: 3.size.6
    with: lot 0.01; intrabar open_high_low_close
    BTC/USDT:
      100 105 100 100
    orders:
      o1 0: buy spend 1000 stop 104 limit 106
    then:
      0.1 o1 rests
      20 o1 triggers at 104
      20 o1 buys 9.43 at 104, taker       # 1000 / 106 = 9.433...
    `,
  );

  scene(
    'as a fraction of equity when it was decided',
    `
    says: 3.size.3 3.size.5
    with: lot 0.01; taker 1; intrabar open_high_low_close
    BTC/USDT:
      100 125 100 100
    orders:
      o1 0: buy fraction 0.5 stop 120
    then:
      0.1 o1 rests
      20 o1 triggers at 120
      20 o1 buys 41.25 at 120, taker      # 5000 / 121.2 = 41.254...
    `,
  );
});

describe('the trigger of a number', () => {
  scene(
    'goes to the tick nearer to the market',
    `
    says: 3.number.4
    with: tick 0.5; hold 4 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 103 97 100
    orders:
      s 0: sell 1 stop 98.1               # 98.5
      b 0: buy 1 stop 101.9               # 101.5
      t 0: sell 1 take 102.4              # 102
      u 0: buy 1 take 97.6                # 98
    then:
      0.1 s rests
      0.1 b rests
      0.1 t rests
      0.1 u rests
      20 s triggers at 98.5
      20 s sells 1 at 98.5, taker
      20 u triggers at 98
      20 u buys 1 at 98, taker
      40 b triggers at 101.5
      40 b buys 1 at 101.5, taker
      40 t triggers at 102
      40 t sells 1 at 102, taker
    `,
  );

  scene(
    'and of a text is taken as it is',
    `
    says: 3.number.5
    with: tick 0.5; hold 1 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: sell 1 stop '98.1'
      o2 0: sell 1 stop '98.5'
    then:
      0 o1 is refused, tick_size: stop_price 98.1 is no multiple of 0.5
      0.1 o2 rests
      end o2 open
    `,
  );
});

describe('product rules', () => {
  scene(
    'notional at the stop, where there is no limit',
    `
    says: 3.rule.3 3.rule.2
    with: min_notional 52; max_notional 500
    BTC/USDT:
      100 100 100 100
    orders:
      o1 1: buy 0.5
      o2 1: buy 0.5 stop 105
      o3 1: sell 0.5 stop 95
      o4 1: buy 0.5 stop 105 limit 103
      o5 1: buy 4.9 stop 105
    then:
      1 o1 is refused, min_notional: notional 50 USDT is below 52 USDT
      1 o3 is refused, min_notional: notional 47.5 USDT is below 52 USDT
      1 o4 is refused, min_notional: notional 51.5 USDT is below 52 USDT
      1 o5 is refused, max_notional: notional 514.5 USDT is above 500 USDT
      1.1 o2 rests
      end o2 open
    `,
  );

  scene(
    'of what gets its size on its trigger',
    `
    says: 3.rule.5
    with: lot 0.1; min_size 0.5
    BTC/USDT:
      100 100 100 100
      250 250 250 250
    orders:
      o1 0: buy spend 100 stop 110
    then:
      0.1 o1 rests
      60 o1 triggers at 250
      60 o1 is rejected, min_size: quantity 0.4 BTC is below 0.5 BTC
    `,
  );
});

describe('what makes no sense', () => {
  scene(
    'is refused with the rule',
    `
    says: 3.rule.1 3.number.5 3.force.4
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      a 10: buy 1 limit 100 sl 101 tp 110
      b 10: buy 1 limit 100 sl 90 tp 99
      c 10: buy 1 sl 111 tp 110
      d 10: sell 1 limit 100 sl 99
      e 10: buy 1 limit 90 until 10
      f 10: sell 1 trail 0
      g 10: sell 1 trail 100 %
      h 10: buy 1 post-only
      i 10: buy 1 limit 90 post-only IOC
      j 10: buy 1 parent nobody
      k 10: buy 1 stop -5
    then:
      10 a is refused, bracket: stop_loss 101 is not below the limit of the entry 100
      10 b is refused, bracket: take_profit 99 is not above the limit of the entry 100
      10 c is refused, bracket: stop_loss 111 is not below the take_profit 110
      10 d is refused, bracket: stop_loss 99 is not above the limit of the entry 100
      10 e is refused, expire_at...
      10 f is refused, trail_amount...
      10 g is refused, trail_pct...
      10 h is refused, post_only...
      10 i is refused, post_only...
      10 j is refused, parent...
      10 k is refused, stop_price...
    `,
  );
});
