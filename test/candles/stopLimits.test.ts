/** Stop-limits: on the trigger a limit order, that takes, rests or waits behind the market. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('a stop-limit', () => {
  scene(
    'marketable on its trigger takes',
    `
    says: 3.stop.6 3.stop.7
    with: hold 1 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 102 94 101
    orders:
      o1 0: sell 1 stop 97 limit 96
    then:
      0.1 o1 rests
      20 o1 triggers at 97
      20 o1 sells 1 at 97, taker
    `,
  );

  scene(
    'takes with slippage, never worse than its limit',
    `
    says: 3.stop.7 3.limit.2
    with: hold 2 BTC; intrabar open_low_high_close; slippage 1
    BTC/USDT:
      100 102 94 101
    orders:
      o1 0: sell 1 stop 97 limit 96.5
      o2 0: sell 1 stop 96 limit 94
    then:
      0.1 o1 rests
      0.1 o2 rests
      20 o1 triggers at 97
      20 o1 sells 1 at 96.5, taker       # 1 % would be 96.03
      20 o2 triggers at 96
      20 o2 sells 1 at 95.04, taker
    `,
  );

  scene(
    'behind a jump rests where its limit is not met',
    `
    says: 3.stop.6 3.stop.8 3.stop.4
    with: hold 1 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 101 99 100
      94 95 93 94
      94 97 93 96
    orders:
      o1 0: sell 1 stop 98 limit 96
    then:
      0.1 o1 rests
      60 o1 triggers at 94
      160 o1 sells 1 at 96, maker
    `,
  );

  scene(
    'rests for what is left of that movement',
    `
    says: 3.stop.8
    with: hold 1 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 104 99 101
    orders:
      o1 0: buy 1 stop 102 limit 101
      o2 0: sell 1 stop 99.5 limit 100.5
    then:
      0.1 o1 rests
      0.1 o2 rests
      20 o2 triggers at 99.5             # 100.5 is above: it rests
      40 o2 sells 1 at 100.5, maker      # on the way up
      40 o1 triggers at 102              # 101 is below: it rests; price closes at 101, at it is not through it
      end o1 triggered
    `,
  );

  scene(
    'whose limit lies further on the same way',
    `
    says: 3.stop.8 3.limit.6
    with: intrabar open_high_low_close; hold 1 BTC
    BTC/USDT:
      100 104 99 101
    orders:
      o1 0: sell 1 take 102 limit 103
    then:
      0.1 o1 rests
      20 o1 triggers at 102
      20 o1 sells 1 at 103, maker
    `,
  );

  scene(
    'at its own limit, cross: it rests',
    `
    says: 3.stop.7 3.limit.9 3.limit.6
    with: hold 1 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 102 97 101
    orders:
      o1 0: sell 1 stop 98 limit 98
    then:
      0.1 o1 rests
      20 o1 triggers at 98
      40 o1 sells 1 at 98, maker
    `,
  );

  scene(
    'at its own limit, touch: it takes',
    `
    says: 3.stop.7 3.limit.9 3.limit.7
    with: hold 1 BTC; intrabar open_low_high_close; limit_fill touch
    BTC/USDT:
      100 102 97 101
    orders:
      o1 0: sell 1 stop 98 limit 98
    then:
      0.1 o1 rests
      20 o1 triggers at 98
      20 o1 sells 1 at 98, taker
    `,
  );
});
