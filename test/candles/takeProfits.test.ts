/** Take-profits: the same as stops, from the other side. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('a take-profit', () => {
  scene(
    'on the way',
    `
    says: 3.stop.10 3.stop.3
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 106 98 101
    orders:
      o1 0: sell 1 take 105
    then:
      0.1 o1 rests
      20 o1 triggers at 105
      20 o1 sells 1 at 105, taker
    `,
  );

  scene(
    'at it is enough, also where limits must be crossed',
    `
    says: 3.stop.10 3.stop.1 3.limit.6
    with: hold 2 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 105 98 101
    orders:
      o1 0: sell 1 take 105
      o2 0: sell 1 limit 105
    then:
      0.1 o1 rests
      0.1 o2 rests
      20 o1 triggers at 105
      20 o1 sells 1 at 105, taker
      end o2 open
    `,
  );

  scene(
    'to buy lies below',
    `
    says: 3.stop.10
    with: intrabar open_low_high_close
    BTC/USDT:
      100 106 94 101
    orders:
      o1 0: buy 1 take 95
    then:
      0.1 o1 rests
      20 o1 triggers at 95
      20 o1 buys 1 at 95, taker
    `,
  );

  scene(
    'behind a gap meets the price after the gap',
    `
    says: 3.stop.10 3.stop.4
    with: hold 1 BTC
    BTC/USDT:
      100 101 99 100
      gap
      110 111 109 110
    orders:
      o1 0: sell 1 take 105
    then:
      0.1 o1 rests
      120 o1 triggers at 110
      120 o1 sells 1 at 110, taker
    `,
  );

  scene(
    'already reached when it arrives',
    `
    says: 3.stop.10 3.stop.5
    with: hold 1 BTC
    BTC/USDT:
      100 101 99 100
    orders:
      o1 0: sell 1 take 99
    then:
      0.1 o1 triggers at 100
      0.1 o1 sells 1 at 100, taker
    `,
  );

  scene(
    'pays slippage, as a taker does',
    `
    says: 3.stop.10 3.market.2
    with: hold 1 BTC; slippage 1; taker 0.5; maker 0.1; intrabar open_high_low_close
    BTC/USDT:
      100 106 98 101
    orders:
      o1 0: sell 1 take 105
    then:
      0.1 o1 rests
      20 o1 triggers at 105
      20 o1 sells 1 at 103.95, taker
      balance USDT 10103.43025            # less 0.5 % of 103.95, 0.51975
    `,
  );
});

describe('a take-profit-limit', () => {
  scene(
    'marketable on its trigger takes',
    `
    says: 3.stop.10 3.stop.7
    with: hold 1 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 106 98 101
    orders:
      o1 0: sell 1 take 105 limit 104
    then:
      0.1 o1 rests
      20 o1 triggers at 105
      20 o1 sells 1 at 105, taker
    `,
  );

  scene(
    'rests, also for what is left of that movement',
    `
    says: 3.stop.10 3.stop.8
    with: hold 2 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 106 98 101
    orders:
      o1 0: sell 1 take 104 limit 105
      o2 0: sell 1 take 105.5 limit 107
    then:
      0.1 o1 rests
      0.1 o2 rests
      20 o1 triggers at 104
      20 o1 sells 1 at 105, maker
      20 o2 triggers at 105.5
      end o2 triggered
    `,
  );

  scene(
    'to buy, on the way down',
    `
    says: 3.stop.10 3.stop.8
    with: intrabar open_low_high_close
    BTC/USDT:
      100 106 94 101
    orders:
      o1 0: buy 1 take 97 limit 96
      o2 0: buy 1 take 95.5 limit 96.5
    then:
      0.1 o1 rests
      0.1 o2 rests
      20 o1 triggers at 97
      20 o1 buys 1 at 96, maker
      20 o2 triggers at 95.5
      20 o2 buys 1 at 95.5, taker
    `,
  );

  scene(
    'behind a jump',
    `
    says: 3.stop.10 3.stop.7
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
      110 110 110 110
    orders:
      o1 0: sell 1 take 105 limit 108
      o2 0: sell 1 take 106 limit 112
    then:
      0.1 o1 rests
      0.1 o2 rests
      60 o1 triggers at 110
      60 o1 sells 1 at 110, taker
      60 o2 triggers at 110
      end o2 triggered
    `,
  );
});
