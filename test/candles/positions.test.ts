/** Positions: what is held less the initial holding, the short out of it, and dust. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('a position', () => {
  scene(
    'is what is held less the initial holding',
    `
    says: 3.position.4 3.position.5
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1
    then:
      0.1 o1 buys 1 at 100, taker
      position BTC 1
      balance BTC 3
    `,
  );

  scene(
    'is negative after a sale out of the initial holding',
    `
    says: 3.position.6 3.position.7
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
      90 90 90 90
    orders:
      o1 0: sell 2
      o2 1: sell 0.1
      o3 60: buy 2
    then:
      0.1 o1 sells 2 at 100, taker
      1.1 o2 is rejected, insufficient_balance: needs 0.1 BTC, free 0 BTC
      60.1 o3 buys 2 at 90, taker
      position BTC none
      trip short 2 BTC from 0.1 to 60.1 pnl 20
    `,
  );

  scene(
    'turned over by one sale is two round trips',
    `
    says: 3.position.4 3.position.7
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
      110 110 110 110
      105 105 105 105
    orders:
      o1 0: buy 1
      o2 60: sell 3
      o3 120: buy 2
    then:
      0.1 o1 buys 1 at 100, taker
      60.1 o2 sells 3 at 110, taker
      120.1 o3 buys 2 at 105, taker
      trip long 1 BTC from 0.1 to 60.1 pnl 10
      trip short 2 BTC from 60.1 to 120.1 pnl 10
    `,
  );

  scene(
    'reduced in part keeps its share of the cost',
    `
    says: 3.position.2 3.position.5
    BTC/USDT:
      100 100 100 100
      110 110 110 110
      130 130 130 130
      140 140 140 140
    orders:
      o1 0: buy 1
      o2 60: buy 2                        # cost 320
      o3 120: sell 1.5                    # 195 less half of it
      o4 180: sell 1.5                    # 210 less the other half
    then:
      0.1 o1 buys 1 at 100, taker
      60.1 o2 buys 2 at 110, taker
      120.1 o3 sells 1.5 at 130, taker
      180.1 o4 sells 1.5 at 140, taker
      trip long 3 BTC from 0.1 to 180.1 pnl 85
    `,
  );

  scene(
    'around three pairs',
    `
    says: 3.position.1 3.position.2 3.position.3
    with: hold 5 BTC
    BTC/USDT:
      100 100 100 100
    XRP/USDT:
      1 1 1 1
    XRP/BTC:
      0.02 0.02 0.02 0.02
    orders:
      o1 0: buy 100 on XRP/USDT
      o2 1: sell 100 on XRP/BTC           # 2 BTC for it
      o3 2: sell 2 on BTC/USDT
    then:
      0.1 o1 buys 100 at 1, taker
      1.1 o2 sells 100 at 0.02, taker
      2.1 o3 sells 2 at 100, taker
      balance USDT 10100
      position BTC none
      trip long 100 XRP from 0.1 to 1.1 pnl 100
      trip long 2 BTC from 1.1 to 2.1 pnl 0
    `,
  );
});

describe('dust', () => {
  scene(
    'is listed, and a position no more',
    `
    says: 3.position.8 3.position.9 3.position.10
    with: lot 0.1; min_size 0.5
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1
      o2 1: sell 0.7
      o3 2: close
    then:
      0.1 o1 buys 1 at 100, taker
      1.1 o2 sells 0.7 at 100, taker
      2.1 o3 is rejected, no_position: there is no position in BTC/USDT to close
      balance BTC 0.3
      position BTC 0.3, dust
      trip long 1 BTC from 0.1 to 1.1 pnl 0
    `,
  );

  scene(
    'is judged by its worth at the price of the fill, once',
    `
    says: 3.position.8
    with: lot 0.1; min_notional 50
    BTC/USDT:
      100 100 100 100
      200 200 200 200
    orders:
      o1 0: buy 1
      o2 1: sell 0.6                      # 0.4 are worth 40
      o3 61: close                        # 80 by now, and dust all the same
    then:
      0.1 o1 buys 1 at 100, taker
      1.1 o2 sells 0.6 at 100, taker
      61.1 o3 is rejected, no_position: there is no position in BTC/USDT to close
      position BTC 0.4, dust
    `,
  );

  scene(
    'exactly at the minimum is a position',
    `
    says: 3.position.8
    with: lot 0.1; min_notional 40
    BTC/USDT:
      100 100 100 100
      50 50 50 50
    orders:
      o1 0: buy 1
      o2 1: sell 0.6
    then:
      0.1 o1 buys 1 at 100, taker
      1.1 o2 sells 0.6 at 100, taker
      position BTC 0.4
    `,
  );

  scene(
    'is no position for reduce-only',
    `
    says: 3.position.9 3.force.11
    with: lot 0.1; min_size 0.5
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1.2
      o2 1: sell 0.9
      o3 2: sell 0.5 reduce-only
    then:
      0.1 o1 buys 1.2 at 100, taker
      1.1 o2 sells 0.9 at 100, taker
      2.1 o3 is rejected, no_position: there is no position in BTC/USDT for a sell to reduce
    `,
  );
});
