/** Fees in scenes: tiers by what has been traded in 30 days. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('fee tiers', () => {
  scene(
    'hold from a volume on, for the fills that come after it',
    `
    says: 3.fee.2 3.fee.1 3.fee.3
    with: taker 1; maker 1; tiers 200 0.5 0.5, 300 0.1 0.2
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 2      # fee 2: nothing had been traded
      o2 1: buy 1      # fee 0.5: 200 had been
      o3 2: sell 1     # fee 0.2: 300 had been
    then:
      0.1 o1 buys 2 at 100, taker
      1.1 o2 buys 1 at 100, taker
      2.1 o3 sells 1 at 100, taker
      balance USDT 9797.3
    `,
  );

  scene(
    'count all symbols together, in the reporting asset; makers have their own',
    `
    says: 3.fee.2 3.fee.1
    with: taker 1; maker 1; tiers 200 0.1 0.5; intrabar open_low_high_close
    BTC/USDT:
      100 100 100 100
    ETH/USDT:
      50 50 40 50
    orders:
      o1 0: buy 2                          # fee 2
      o2 1: buy 1 limit 45 on ETH/USDT     # fee 0.045
    then:
      0.1 o1 buys 2 at 100, taker
      1.1 o2 rests
      20 o2 buys 1 at 45, maker
      balance USDT 9752.955
    `,
  );

  scene(
    'forget what was traded more than 29 days before',
    `
    says: 3.fee.2
    with: taker 1; tiers 100 0 0
    BTC/USDT every 1296000 s:              # fifteen days
      100 100 100 100
      100 100 100 100
      100 100 100 100
    orders:
      o1 0: buy 1              # fee 1, on the 1st
      o2 2505600: buy 1        # on the 30th: no fee
      o3 2592000: buy 0.5      # on the 31st what was traded on the 1st counts no longer; 100 on the 30th do
    then:
      0.1 o1 buys 1 at 100, taker
      2505600.1 o2 buys 1 at 100, taker
      2592000.1 o3 buys 0.5 at 100, taker
      balance USDT 9749
    `,
  );

  scene(
    'are those of the moment in a hold and in a budget',
    `
    says: 3.fee.2 3.hold.3 3.size.4
    with: taker 1; maker 1; tiers 200 0 0; hold 404 USDT; lot 1
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy spend 202      # two, and 2 for the fee
      o2 1: buy 1 limit 99     # without a fee: holds 99
      o3 2: buy spend 103      # one: the fee would be none
    then:
      0.1 o1 buys 2 at 100, taker
      1.1 o2 rests
      2.1 o3 buys 1 at 100, taker
      end o2 open
      balance USDT 102 held 99
    `,
  );
});
