/** Quotes and trades together, marks, and symbols without candles of their own. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('quotes and trades together', () => {
  scene(
    'takers meet quotes, and a resting limit fills on either',
    `
    says: 3.source.2 3.source.19 3.source.17 3.source.18
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      trade 6 100
      trade 20 98
      trade 21 97.99
      quote 30 96 9 97 9
    orders:
      m 10: buy 1
      l1 10: buy 1 limit 98
      l2 10: buy 1 limit 97
      s 22: sell 1
    then:
      10.1 m buys 1 at 101, taker
      10.1 l1 rests
      10.1 l2 rests
      21 l1 buys 1 at 98, maker           # the print at 98 did not go through
      22.1 s sells 1 at 99, taker
      30 l2 buys 1 at 97, maker           # the ask stands at it
    `,
  );

  scene(
    'the mark is the last print',
    `
    says: 3.source.22 3.source.2
    with: hold 0 USDT, 1 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      trade 6 100.5
      quote 30 96 9 97 9
    orders:
    then:
      equity 60 100.5
    `,
  );

  scene(
    'stops look at quotes',
    `
    says: 3.source.12 3.source.2
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      trade 6 100
      trade 20 97
      quote 30 96 9 97 9
    orders:
      s 10: sell 1 stop 98
    then:
      10.1 s rests
      30 s triggers at 96
      30 s sells 1 at 96, taker
    `,
  );

  scene(
    'under volume a print gives its share and a quote what it displays',
    `
    says: 3.source.21 3.partial.12 3.partial.13 3.source.19
    with: partial_fills volume 50; lot 1
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      trade 6 100
      trade 20 97 size 4
      quote 30 96 9 98 2
      trade 40 97.5 size 100
    orders:
      o1 10: buy 5 limit 98
    then:
      10.1 o1 rests
      20 o1 buys 2 at 98, maker, leaves 3
      30 o1 buys 2 at 98, maker, leaves 1
      40 o1 buys 1 at 98, maker
    `,
  );

  scene(
    'a trailing stop follows quotes, not prints',
    `
    says: 3.source.13 3.trail.6 3.source.2
    with: hold 1 BTC
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      trade 20 110
      quote 30 102 9 104 9
      trade 40 90
      quote 50 100 9 101 9
    orders:
      o1 10: sell 1 trail 2
    then:
      10.1 o1 rests at 97
      30 o1 trails to 100
      50 o1 triggers at 100
      50 o1 sells 1 at 100, taker
    `,
  );
});

describe('what quotes alone are worth', () => {
  const marks: readonly (readonly [string, string, string])[] = [
    ['99', '101', '100'],
    ['99.00', '99.01', '99'], // 99.005: half to even
    ['99.01', '99.02', '99.02'], // 99.015: half to even
  ];
  for (const [bid, ask, middle] of marks) {
    scene(
      `bid ${bid}, ask ${ask}`,
      `
      says: 3.source.23
      with: hold 0 USDT, 1 BTC
      BTC/USDT:
        100 100 100 100
        quote 5 ${bid} 9 ${ask} 9
      orders:
      then:
        equity 60 ${middle}
      `,
    );
  }

  scene(
    'a symbol without candles gets them from its middles',
    `
    says: 3.source.26 3.source.27
    with: hold 0 USDT, 1 BTC; to 180
    BTC/USDT:
      quote 5 99 9 101 9
      quote 50 103 9 105 9
      quote 70 101 9 103 9
    orders:
    then:
      equity at 60 120
      equity 60 104
      equity 120 102
    `,
  );

  scene(
    'a symbol without candles gets them from its prints',
    `
    says: 3.source.25 3.source.27 3.window.2
    with: hold 0 USDT, 1 BTC; to 180
    BTC/USDT:
      trade 5 100
      trade 59.9 104
      trade 60 105
      trade 70 102
      trade 180 110
    orders:
    then:
      equity at 60 120
      equity 60 104
      equity 120 102
    `,
  );

  scene(
    'a candle beside quotes is never matched',
    `
    says: 3.source.24
    with: to 120
    BTC/USDT:
      100 200 10 150
      quote 5 99 9 101 9
    orders:
      o1 6: buy 1 limit 50
      o2 70: buy 1
    then:
      6.1 o1 rests
      70.1 o2 buys 1 at 101, taker
      end o1 open
    `,
  );
});
