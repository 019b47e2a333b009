/** Partial fills by the size of prints and of quotes. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('on prints', () => {
  scene(
    'the share of the print, taken once',
    `
    says: 3.partial.12 3.source.21 3.partial.6
    with: partial_fills volume 50; lot 1
    BTC/USDT:
      100 100 100 100
      trade 5 100 size 9                  # four lots
      trade 10 101 size 4
      trade 20 102 size 100
    orders:
      o1 6: buy 3
      o2 7: buy 4
    then:
      6.1 o1 buys 3 at 100, taker
      7.1 o2 buys 1 at 100, taker, leaves 3
      10 o2 buys 2 at 101, taker, leaves 1
      20 o2 buys 1 at 102, taker
    `,
  );

  scene(
    'a resting limit takes what goes through it',
    `
    says: 3.partial.12 3.partial.5 3.limit.6
    with: partial_fills volume 100; lot 1
    BTC/USDT:
      100 100 100 100
      trade 5 100 size 9
      trade 10 98 size 3
      trade 20 99 size 100
      trade 30 98.5 size 100
    orders:
      a 6: buy 2 limit 99
      b 7: buy 2 limit 99
    then:
      6.1 a rests
      7.1 b rests
      10 a buys 2 at 99, maker
      10 b buys 1 at 99, maker, leaves 1
      30 b buys 1 at 99, maker
    `,
  );
});

describe('on quotes', () => {
  scene(
    'the displayed size, whatever the share',
    `
    says: 3.partial.13 3.source.21 3.partial.7
    with: partial_fills volume 10; lot 1
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 3
      quote 20 99 9 102 4
    orders:
      o1 10: buy 5
      o2 11: buy 1
    then:
      10.1 o1 buys 3 at 101, taker, leaves 2
      11.1 o2 rests
      20 o1 buys 2 at 102, taker
      20 o2 buys 1 at 102, taker
    `,
  );

  scene(
    'each side has its own',
    `
    says: 3.source.21 3.partial.13
    with: partial_fills volume 10; lot 1; hold 5 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 99 2 101 3
    orders:
      o1 10: buy 3
      o2 11: sell 2
      o3 12: sell 1 IOC
    then:
      10.1 o1 buys 3 at 101, taker
      11.1 o2 sells 2 at 99, taker
      12.1 o3 is canceled, ioc
    `,
  );

  scene(
    'a resting limit takes what is shown at it',
    `
    says: 3.source.21 3.source.17
    with: partial_fills volume 10; lot 1
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      quote 20 98 9 100 2
      quote 30 98 9 99.5 2
    orders:
      o1 10: buy 3 limit 100
    then:
      10.1 o1 rests
      20 o1 buys 2 at 100, maker, leaves 1
      30 o1 buys 1 at 100, maker
    `,
  );
});
