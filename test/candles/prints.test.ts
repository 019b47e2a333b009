/** Orders on prints: stops, limits and expiries between them, several of one time, and the window. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('on prints', () => {
  scene(
    'a stop meets the print that reaches it',
    `
    says: 3.source.15 3.stop.4 3.source.7
    with: hold 1 BTC
    BTC/USDT:
      100 110 90 95
      trade 5 100
      trade 20 98.01
      trade 30 97
    orders:
      o1 6: sell 1 stop 98
    then:
      6.1 o1 rests
      30 o1 triggers at 97
      30 o1 sells 1 at 97, taker
    `,
  );

  scene(
    'a stop-limit rests until a print goes through',
    `
    says: 3.source.15 3.stop.8
    with: hold 1 BTC
    BTC/USDT:
      100 110 90 95
      trade 5 100
      trade 20 96
      trade 30 97
      trade 40 97.01
    orders:
      o1 6: sell 1 stop 98 limit 97
    then:
      6.1 o1 rests
      20 o1 triggers at 96
      40 o1 sells 1 at 97, maker
    `,
  );

  scene(
    'a limit on arrival needs a print beyond it',
    `
    says: 3.limit.9 3.source.18
    BTC/USDT:
      100 110 90 95
      trade 5 100
      trade 20 99.99
    orders:
      o1 6: buy 1 limit 100
      o2 6: buy 1 limit 100.01
    then:
      6.1 o1 rests
      6.1 o2 buys 1 at 100, taker
      20 o1 buys 1 at 100, maker
    `,
  );

  scene(
    'those of one time come one after the other',
    `
    says: 3.order.9 3.order.10 3.order.1
    with: hold 1 BTC
    BTC/USDT:
      100 110 90 95
      trade 5 100
      trade 10 95
      trade 10 105
      trade 10 94
    orders:
      s 6: sell 1 stop 96
      b 6: buy 1 stop 104
      l 6: buy 1 limit 94.5
    then:
      6.1 s rests
      6.1 b rests
      6.1 l rests
      10 s triggers at 95
      10 s sells 1 at 95, taker
      10 b triggers at 105
      10 b buys 1 at 105, taker
      10 l buys 1 at 94.5, maker
    `,
  );

  scene(
    'of several symbols come in the order of the scenario',
    `
    says: 3.order.10 3.order.9
    ETH/USDT:
      10 10 10 10
      trade 5 10
      trade 20 9
    BTC/USDT:
      100 100 100 100
      trade 5 100
      trade 20 90
    orders:
      b 6: buy 1 limit 95 on BTC/USDT
      e 6: buy 1 limit 9.5 on ETH/USDT
    then:
      6.1 b rests
      6.1 e rests
      20 e buys 1 at 9.5, maker
      20 b buys 1 at 95, maker
    `,
  );

  scene(
    'opens come before prints of their time',
    `
    says: 3.order.8 3.order.9
    ETH/USDT:
      10 10 10 10
      10 10 10 10
      trade 5 10
      trade 60 9
    BTC/USDT:
      100 100 100 100
      90 90 90 90
    orders:
      e 6: buy 1 limit 9.5 on ETH/USDT
      b 6: buy 1 limit 95 on BTC/USDT
    then:
      6.1 e rests
      6.1 b rests
      60 b buys 1 at 95, maker
      60 e buys 1 at 9.5, maker
    `,
  );

  scene(
    'an expiry comes before a print of its time',
    `
    says: 3.force.8 3.order.3 3.order.9
    BTC/USDT:
      100 110 90 95
      trade 5 100
      trade 20 90
    orders:
      o1 6: buy 1 limit 95 until 20
    then:
      6.1 o1 rests
      20 o1 is expired
    `,
  );

  scene(
    'one at the end of the window is not in it',
    `
    says: 3.window.2 3.window.4
    with: to 60
    BTC/USDT:
      100 110 90 100
      95 95 95 95
      trade 5 100
      trade 59.9 99
      trade 60 90
    orders:
      o1 6: buy 1 limit 98
      o2 6: buy 1 limit 99.5
    then:
      6.1 o1 rests
      6.1 o2 rests
      59.9 o2 buys 1 at 99.5, maker
      end o1 open
    `,
  );

  scene(
    'one before the window is no price',
    `
    says: 3.window.2 3.no_price.1
    with: from 60
    BTC/USDT:
      100 100 100 100
      100 100 100 100
      trade 5 90
      trade 70 101
    orders:
      o1 60: buy 1
    then:
      70 o1 buys 1 at 101, taker
    `,
  );
});
