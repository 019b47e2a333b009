/** How an order gets its size and its price: budgets, shares of equity, rounding, product rules. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

const FLAT = `
    BTC/USDT:
      100 100 100 100
      100 100 100 100`;

describe('sizes', () => {
  scene(
    'spend',
    `
    says: 3.size.2 3.size.4 3.size.5
    with: taker 0.26
    ${FLAT}
    orders:
      o1 0: buy spend 1000
    then:
      0.1 o1 buys 9.97406742 at 100, taker   # 997.406742 + 2.59325753; with a unit more 1000.00000053
      balance USDT 9000.00000047
    `,
  );

  scene(
    'spend after slippage, in lots',
    `
    says: 3.size.2 3.size.4
    with: taker 0.26; slippage 0.1; lot 0.001
    ${FLAT}
    orders:
      o1 0: buy spend 1000
    then:
      0.1 o1 buys 9.964 at 100.1, taker      # 1000 / 100.36026 = 9.96410...
    `,
  );

  scene(
    'spend at a limit',
    `
    says: 3.size.2 3.size.6
    with: maker 0.16; taker 0.26; lot 0.001
    ${FLAT}
    orders:
      o1 0: buy spend 1000 limit 102
    then:
      0.1 o1 buys 9.778 at 100, taker        # 1000 / (102 x 1.0026) = 9.77849...
    `,
  );

  scene(
    'fraction of equity',
    `
    says: 3.size.3 3.size.4
    with: lot 0.001; taker 0.26
    ${FLAT}
    orders:
      o1 0: buy fraction 0.5
      o2 60: buy fraction 0.25
    then:
      0.1 o1 buys 49.87 at 100, taker        # 5000 / 100.26 = 49.87033...
      60.1 o2 buys 24.902 at 100, taker      # equity 10000 - 12.9662; a quarter of it / 100.26 = 24.90276...
    `,
  );

  scene(
    'fraction is capped at what is free',
    `
    says: 3.hold.2 3.size.3
    with: lot 0.01
    ${FLAT}
    orders:
      o1 0: buy fraction 0.6
      o2 0: buy fraction 0.6
      o3 0: buy fraction 0.6
    then:
      0 o3 is refused, insufficient_balance: there is 0 USDT free
      0.1 o1 buys 60 at 100, taker
      0.1 o2 buys 40 at 100, taker
    `,
  );

  scene(
    'fraction beside a hold',
    `
    says: 3.size.3 3.hold.1
    ${FLAT}
    orders:
      o1 0: buy 70 limit 90
      o2 10: buy fraction 1
    then:
      0.1 o1 rests
      10.1 o2 buys 37 at 100, taker
      end o1 open
    `,
  );

  scene(
    'fraction of a limit order',
    `
    says: 3.size.3 3.size.6
    ${FLAT}
    orders:
      o1 0: buy fraction 0.5 limit 80
    then:
      0.1 o1 rests
      end o1 open
      balance USDT 10000 held 5000
    `,
  );

  scene(
    'fraction when price has risen',
    `
    says: 3.size.7
    with: taker 0.26; lot 0.01
    BTC/USDT:
      100 100 100 100
      gap
      110 110 110 110
    orders:
      o1 70: buy fraction 1
    then:
      120 o1 buys 90.67 at 110, taker        # 10000 / (110 x 1.0026) = 90.6733...
    `,
  );

  scene(
    'fraction of a sale when price has fallen',
    `
    says: 3.size.7
    with: lot 0.01; hold 0 USDT, 100 BTC
    BTC/USDT:
      100 100 100 100
      gap
      80 80 80 80
    orders:
      o1 70: sell fraction 1
    then:
      120 o1 sells 100 at 80, taker
    `,
  );

  scene(
    'fraction without a price to convert it',
    `
    says: 3.no_price.9
    with: hold 5 BTC; lot 1
    BTC/USDT from 60 s:
      100 100 100 100
    XRP/BTC:
      0.01 0.01 0.01 0.01
      0.01 0.01 0.01 0.01
    orders:
      o1 10: buy fraction 0.5 on XRP/BTC
      o2 70: buy fraction 0.01 on XRP/BTC
    then:
      10 o1 is rejected, no_price: a fraction of equity needs a price for every held asset
      70.1 o2 buys 105 at 0.01, taker        # 1 % of 10,500 USDT is 1.05 BTC
    `,
  );

  scene(
    'numbers at 15 digits, down to the lot',
    `
    says: 3.number.1 3.number.2
    with: lot 0.1
    ${FLAT}
    orders:
      o1 0: buy 0.30000000000000004
      o2 0: buy 0.7999999999999999
      o3 0: buy 0.79999
      o4 0: buy 1.29
    then:
      0.1 o1 buys 0.3 at 100, taker
      0.1 o2 buys 0.8 at 100, taker
      0.1 o3 buys 0.7 at 100, taker
      0.1 o4 buys 1.2 at 100, taker
    `,
  );

  scene(
    'a limit goes to the tick away from the market',
    `
    says: 3.number.3
    with: tick 0.5; hold 1 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 103 97 100
    orders:
      o1 0: buy 1 limit 98.49
      o2 0: sell 1 limit 101.51
      o3 0: buy 1 limit 99.49999999999999     # 99.5 at 15 digits
    then:
      0.1 o1 rests
      0.1 o2 rests
      0.1 o3 rests
      20 o3 buys 1 at 99.5, maker
      20 o1 buys 1 at 98, maker
      40 o2 sells 1 at 102, maker
    `,
  );

  scene(
    'texts are taken as they are',
    `
    says: 3.number.5
    with: tick 0.5; lot 0.1
    ${FLAT}
    orders:
      o1 0: buy '1.2' limit '99.5'
      o2 0: buy '1.25' limit '99.5'
      o3 0: buy '1.2' limit '99.99'
      o4 0: buy '1.20' limit '99.50'
      o5 0: buy '0.123456789'
    then:
      0 o2 is refused, lot_size: quantity 1.25 is no multiple of 0.1
      0 o3 is refused, tick_size: price 99.99 is no multiple of 0.5
      0 o5 is refused, lot_size: quantity 0.123456789 is no multiple of 0.1
      0.1 o1 rests
      0.1 o4 rests
      end o1 open
      end o4 open
    `,
  );

  scene(
    'what is no size',
    `
    says: 3.size.1 3.size.2 3.size.3
    ${FLAT}
    orders:
      o1 0: buy
      o2 0: buy 1 spend 100
      o3 0: buy -1
      o4 0: buy 0
      o5 0: buy fraction -0.5
      o6 0: buy 1 limit 0
      o7 0: buy spend 0
      o8 0: buy 'much'
    then:
      0 o1 is refused, size: give exactly one of quantity, spend, fraction or close
      0 o2 is refused, size: give exactly one of quantity, spend, fraction or close
      0 o3 is refused, quantity: quantity -1 is not a number above zero
      0 o4 is refused, lot_size: quantity 0 BTC is below 0.00000001 BTC
      0 o5 is refused, fraction: fraction -0.5 is not a number above zero
      0 o6 is refused, price: price 0 is not a number above zero
      0 o7 is refused, spend: spend 0 is not a number above zero
      0 o8 is refused, quantity: quantity much is not a number above zero
    `,
  );
});

describe('product rules', () => {
  scene(
    'size',
    `
    says: 3.rule.1
    with: lot 0.1; min_size 0.5; max_size 2
    ${FLAT}
    orders:
      o1 0: buy 0.59
      o2 0: buy 0.49
      o3 0: buy 2.09
      o4 0: buy 2.1
      o5 0: buy 0.04
    then:
      0 o2 is refused, min_size: quantity 0.4 BTC is below 0.5 BTC
      0 o4 is refused, max_size: quantity 2.1 BTC is above 2 BTC
      0 o5 is refused, min_size: quantity 0 BTC is below 0.5 BTC
      0.1 o1 buys 0.5 at 100, taker
      0.1 o3 buys 2 at 100, taker
    `,
  );

  scene(
    'notional at the rounded limit, else the mark',
    `
    says: 3.rule.2 3.rule.4
    with: min_notional 5; max_notional 500; tick 1
    ${FLAT}
    orders:
      o1 1: buy 0.05 limit 99.9
      o2 1: buy 0.05
      o3 1: buy 0.0499
      o4 1: buy 5.1 limit 98
      o5 1: buy 5.1
    then:
      1 o1 is refused, min_notional: notional 4.95 USDT is below 5 USDT
      1 o3 is refused, min_notional: notional 4.99 USDT is below 5 USDT
      1 o5 is refused, max_notional: notional 510 USDT is above 500 USDT
      1.1 o2 buys 0.05 at 100, taker
      1.1 o4 rests
      end o4 open
    `,
  );

  scene(
    'of what gets its size on arrival',
    `
    says: 3.rule.5
    with: lot 0.1; min_size 0.5; min_notional 60
    ${FLAT}
    orders:
      o1 0: buy spend 45
      o2 0: buy spend 55
      o3 0: buy spend 65
    then:
      0.1 o1 is rejected, min_size: quantity 0.4 BTC is below 0.5 BTC
      0.1 o2 is rejected, min_notional: notional 50 USDT is below 60 USDT
      0.1 o3 buys 0.6 at 100, taker
    `,
  );
});
