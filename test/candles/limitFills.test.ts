/** Limits by probability, where the chance is certain: a touch fills always, or never; what price goes through fills always. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('a limit that price comes to stand at', () => {
  scene(
    'fills where the draw is certain to say so',
    `
    says: 3.limit.8 3.limit.3
    with: limit_fill probability 1; intrabar open_low_high_close
    BTC/USDT:
      100 100 99 100
    orders:
      o1 0: buy 1 limit 99
      o2 0: sell 1 limit 101
    then:
      0.1 o1 rests
      0.1 o2 is rejected, insufficient_balance: needs 1 BTC, free 0 BTC
      20 o1 buys 1 at 99, maker
    `,
  );

  scene(
    'is left where the draw is certain to say no, point after point, until price goes through it',
    `
    says: 3.limit.8 3.limit.6
    with: limit_fill probability 0; intrabar open_low_high_close
    BTC/USDT:
      100 100 99 99
      99 99 99 99
      99 99 98.99 99
    orders:
      o1 0: buy 1 limit 99
    then:
      0.1 o1 rests
      140 o1 buys 1 at 99, maker
    `,
  );

  scene(
    'on trades',
    `
    says: 3.limit.8 3.source.18
    with: limit_fill probability 0; to 60
    BTC/USDT:
      trade 0 100 size 3
      trade 2 99 size 3
      trade 3 98 size 3
    orders:
      o1 1: buy 1 limit 99
    then:
      1.1 o1 rests
      3 o1 buys 1 at 99, maker
    `,
  );

  scene(
    'on quotes trades with them whatever the draw says; a print beside them must go through',
    `
    says: 3.limit.8 3.source.16 3.source.17
    with: limit_fill probability 0; to 60
    BTC/USDT:
      quote 0 99 5 101 5
      trade 0.5 100 size 3
      trade 2 98 size 3
      quote 3 97 5 98 5
    orders:
      o1 1: buy 1 limit 98
      o2 1: buy 1 limit 99
    then:
      1.1 o1 rests
      1.1 o2 rests
      2 o2 buys 1 at 99, maker
      3 o1 buys 1 at 98, maker
    `,
  );

  scene(
    'on arrival: the same draw says whether it is marketable',
    `
    says: 3.limit.8 3.limit.9
    with: limit_fill probability 1; hold 3 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1 limit 100
      o2 0: sell 1 limit 100 post-only
    then:
      0.1 o1 buys 1 at 100, taker
      0.1 o2 is canceled, post_only
    `,
  );

  scene(
    'on arrival, where the draw says no: it rests, and may be post-only',
    `
    says: 3.limit.8 3.limit.9
    with: limit_fill probability 0; hold 3 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 101 100 100
    orders:
      o1 0: buy 1 limit 100
      o2 0: sell 1 limit 100 post-only
      o3 0: buy 1 limit 100 IOC
    then:
      0.1 o1 rests
      0.1 o2 rests
      0.1 o3 is canceled, ioc
      20 o2 sells 1 at 100, maker
      end o1 open
    `,
  );
});
