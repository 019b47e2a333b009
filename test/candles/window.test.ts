/** What belongs to a run: its window, its last instant, its equity rows, its warm-up. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('the window', () => {
  scene(
    'ends before what opens at its end',
    `
    says: 3.window.1
    with: to 60
    BTC/USDT:
      100 100 100 100
      90 90 90 90
    orders:
      o1 0: buy 1 limit 95
    then:
      0.1 o1 rests
      end o1 open
      equity at 60
    `,
  );

  scene(
    'hears what arrives at its last instant',
    `
    says: 3.window.3 3.window.4
    with: to 60; taker 1
    BTC/USDT:
      100 100 100 101
      90 90 90 90
    orders:
      o1 59.9: buy 1
    then:
      60 o1 buys 1 at 101, taker
      equity 60 9998.99
    `,
  );

  scene(
    'does not hear what arrives later',
    `
    says: 3.window.6
    with: to 60
    BTC/USDT:
      100 100 100 101
      90 90 90 90
    orders:
      o1 59.95: buy 1
    then:
      end o1 pending
      equity at 60
    `,
  );

  scene(
    'goes on after the last candle',
    `
    says: 3.window.3
    with: to 120
    BTC/USDT:
      100 100 100 101
    orders:
      o1 0: buy 1 limit 90
      o2 100: buy 1 limit 99999
      o3 110: buy 1 limit 80 cancel 110.5
    then:
      0.1 o1 rests
      100.1 o2 is rejected, insufficient_balance: needs 99999 USDT, free 9910 USDT
      110.6 o3 is canceled
      end o1 open
      equity at 60
    `,
  );

  scene(
    'takes its last equity row again',
    `
    says: 3.window.5
    with: delay 0; taker 1; to 120
    BTC/USDT:
      100 100 100 100
      100 100 100 100
    orders:
      o1 60: buy 1
      o2 120: buy 1
    then:
      60 o1 buys 1 at 100, taker
      120 o2 buys 1 at 100, taker
      equity at 60 120
      equity 60 9999
      equity 120 9998
    `,
  );

  scene(
    'begins with what opens in it',
    `
    says: 3.window.1
    with: from 60; delay 0
    BTC/USDT:
      100 100 100 100
      110 110 110 110
    orders:
      o1 60: buy 1
    then:
      60 o1 buys 1 at 110, taker
      equity at 120
    `,
  );

  scene(
    'has history behind a resting order',
    `
    says: 3.window.1
    with: from 120
    BTC/USDT:
      100 100 100 100
      90 90 90 90
      100 100 99 100
      100 100 94 100
    orders:
      o1 120: buy 1 limit 95              # decided at the window's start
    then:
      120.1 o1 rests
      220 o1 buys 1 at 95, maker          # the high is nearer to the open
      equity at 180 240
    `,
  );

  scene(
    'refuses a scripted order of a time before it or after it, at its start',
    `
    says: 3.window.1
    with: from 60; to 120
    BTC/USDT:
      100 100 100 100
      100 100 100 100
    orders:
      o1 59.9: buy 1
      o2 60: buy 1
      o3 120.1: buy 1
    then:
      60 o1 is refused, at_outside_window: at 1970-01-01T00:00:59.900Z is before the window, which begins at 1970-01-01T00:01:00Z
      60 o3 is refused, at_outside_window: at 1970-01-01T00:02:00.100Z is after the window, which ends at 1970-01-01T00:02:00Z
      60.1 o2 buys 1 at 100, taker
      refusals: 2 refused, at_outside_window
      equity at 120
    `,
  );

  scene(
    'that ends inside a candle',
    `
    says: 3.window.4
    with: to 90; intrabar open_high_low_close
    BTC/USDT:
      100 100 100 100
      100 104 96 103
    orders:
      o1 60: buy 1
    then:
      60.1 o1 buys 1 at 100, taker
      equity at 60 90
      equity 90 10004
    `,
  );
});

describe('equity', () => {
  scene(
    'one row for the time, whoever closes',
    `
    says: 3.order.5
    BTC/USDT every 60 s:
      100 100 100 100
      100 102 100 102
      104 104 104 104
    ETH/USDT every 90 s:
      10 12 10 12
      12 12 12 13
    orders:
      o1 0: buy 1 on BTC/USDT
      o2 0: buy 1 on ETH/USDT
    then:
      0.1 o1 buys 1 at 100, taker
      0.1 o2 buys 1 at 10, taker
      equity at 60 90 120 180
      equity 60 10002                     # ETH stands at 12 since 60 s, its second point: long, low first
      equity 90 10002                     # BTC stands at 100 since 80 s
      equity 120 10004
      equity 180 10007
    `,
  );

  scene(
    'a mark is the last price',
    `
    says: 3.position.12
    with: hold 0 USDT, 1 BTC, 1 ETH
    BTC/USDT:
      100 100 100 100
      120 120 120 120
      gap
      140 140 140 140
    ETH/USDT:
      10 10 10 10
      gap
      11 11 11 11
      gap
    orders:
    then:
      equity at 60 120 180 240
      equity 60 110
      equity 120 130
      equity 180 131
      equity 240 151
    `,
  );

  scene(
    'the run starts when every held asset has a price',
    `
    says: 3.position.11
    with: hold 100 USDT, 1 ETH
    BTC/USDT:
      100 100 100 100
      100 100 100 100
      100 100 100 100
    ETH/USDT from 60 s:
      10 10 10 12
      12 12 12 13
    orders:
    then:
      equity at 120 180
      equity 120 112
    `,
  );
});
