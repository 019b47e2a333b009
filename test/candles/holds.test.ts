/** What orders hold, and what becomes of those the account cannot carry. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('holds', () => {
  scene(
    'of a limit buy',
    `
    says: 3.hold.3 3.hold.1
    with: maker 0.16; taker 0.26; hold 300 USDT
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1 limit 99
      o2 1: buy 2 limit 99.5
      o3 2: buy 2 limit 98
    then:
      0.1 o1 rests                        # 99 x 1.0026 = 99.2574
      1.1 o2 rests
      2.1 o3 is rejected, insufficient_balance: needs 196.5096 USDT, free 1.2252 USDT
      end o1 open
      end o2 open
      balance USDT 300 held 298.7748
    `,
  );

  scene(
    'where the maker pays more',
    `
    says: 3.hold.3
    with: maker 0.5; taker 0.26
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1 limit 99
    then:
      0.1 o1 rests
      end o1 open
      balance USDT 10000 held 99.495
    `,
  );

  scene(
    'to the last unit',
    `
    says: 3.hold.4 3.hold.6
    with: taker 0.26; hold 100.25999999 USDT
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1
      o2 1: buy 0.99999999
    then:
      0.1 o1 is rejected, insufficient_balance: needs 100.26 USDT, free 100.25999999 USDT
      1.1 o2 buys 0.99999999 at 100, taker
    `,
  );

  scene(
    'of a sell',
    `
    says: 3.hold.8
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: sell 1.5 limit 105
      o2 1: sell 0.6
      o3 2: sell 0.5
    then:
      0.1 o1 rests
      1.1 o2 is rejected, insufficient_balance: needs 0.6 BTC, free 0.5 BTC
      2.1 o3 sells 0.5 at 100, taker
      end o1 open
      balance BTC 1.5 held 1.5
    `,
  );

  scene(
    'end with the order',
    `
    says: 3.hold.1
    with: hold 100 USDT
    BTC/USDT:
      100 104 95 100
    orders:
      o1 0: buy 1 limit 90 cancel 5
      o2 10: buy 1 limit 98
    then:
      0.1 o1 rests
      5.1 o1 is canceled
      10.1 o2 rests
      40 o2 buys 1 at 98, maker           # the high was nearer
      balance USDT 2
    `,
  );

  scene(
    'of a waiting market buy that price leaves behind',
    `
    says: 3.hold.4 3.hold.5
    with: hold 120 USDT; slippage 1; taker 1
    BTC/USDT:
      100 100 100 100
      gap
      110 110 110 110
    orders:
      o1 70: buy 1                        # holds 102; needs 111.1 and 1.111
    then:
      120 o1 buys 1 at 111.1, taker
      balance USDT 7.789
    `,
  );

  scene(
    'of a waiting market buy that the account cannot follow',
    `
    says: 3.hold.5 3.hold.6
    with: hold 105 USDT
    BTC/USDT:
      100 100 100 100
      gap
      110 110 110 110
    orders:
      o1 70: buy 1
    then:
      120 o1 is rejected, insufficient_balance: needs 110 USDT, free 105 USDT
      balance USDT 105
    `,
  );

  scene(
    'of waiting orders stand against each other',
    `
    says: 3.no_price.5 3.hold.1
    with: hold 150 USDT, 1 BTC
    BTC/USDT:
      100 100 100 100
      gap
      100 100 100 100
    orders:
      o1 70: buy 1
      o2 71: buy 1 limit 90
      o3 72: buy spend 50
      o4 73: sell 1
      o5 74: sell 0.5
    then:
      71.1 o2 is rejected, insufficient_balance: needs 90 USDT, free 50 USDT
      74.1 o5 is rejected, insufficient_balance: needs 0.5 BTC, free 0 BTC
      120 o1 buys 1 at 100, taker
      120 o3 buys 0.5 at 100, taker
      120 o4 sells 1 at 100, taker
      balance USDT 100
    `,
  );

  scene(
    'before any price nothing is known to hold',
    `
    says: 3.no_price.1 3.no_price.5
    with: hold 150 USDT
    BTC/USDT from 60 s:
      100 100 100 100
    orders:
      o1 10: buy 1
      o2 10: buy 1
    then:
      60 o1 buys 1 at 100, taker
      60 o2 is rejected, insufficient_balance: needs 100 USDT, free 50 USDT
    `,
  );
});
