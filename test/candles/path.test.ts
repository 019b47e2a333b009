/** Which extreme of a candle comes first, and what decides it. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

/** Where the path stands at 25 s (the first extreme) and at 45 s (the second), told by what market orders meet. */
const probe = `
      p1 25: buy 0.1
      p2 45: buy 0.1`;

describe('the path of a candle', () => {
  const fixed: readonly (readonly [string, string, string])[] = [
    ['open_high_low_close', '104', '97'],
    ['open_low_high_close', '97', '104'],
  ];
  for (const [intrabar, first, second] of fixed) {
    scene(
      intrabar,
      `
    says: 3.candle.2 3.path.1
    with: intrabar ${intrabar}
    BTC/USDT:
      100 104 97 103
    orders: ${probe}
    then:
      25.1 p1 buys 0.1 at ${first}, taker
      45.1 p2 buys 0.1 at ${second}, taker
    `,
    );
  }

  /** Position, intrabar, candle, first extreme. */
  const choices: readonly (readonly [string, string, string, string, string])[] = [
    ['long', 'adverse', '100 104 97 103', '97', '3.path.3'],
    ['short', 'adverse', '100 104 97 103', '104', '3.path.4'],
    ['flat', 'adverse', '100 104 97 103', '97', '3.path.5'],
    ['flat', 'adverse', '100 102 97 98', '102', '3.path.5'],
    ['flat', 'adverse', '100 103 97 98', '97', '3.path.6'],
    ['long', 'favorable', '100 104 97 103', '104', '3.path.1 3.path.2'],
    ['short', 'favorable', '100 104 97 103', '97', '3.path.1 3.path.2'],
    ['flat', 'favorable', '100 102 97 103', '102', '3.path.5'],
    ['long', 'nearest', '100 102 97 98', '102', '3.path.1'],
    ['short', 'nearest', '100 104 97 98', '97', '3.path.1'],
    ['flat', 'nearest', '100 103 97 98', '97', '3.path.6'],
  ];
  for (const [position, intrabar, candle, first, says] of choices) {
    const enter = { long: 'e 0: buy 1', short: 'e 0: sell 1', flat: '' }[position];
    const entered = { long: 'buys', short: 'sells', flat: '' }[position];
    scene(
      `${intrabar}, ${position}, ${candle}`,
      `
    says: ${says}
    with: intrabar ${intrabar}; hold 2 BTC
    BTC/USDT:
      100 100 100 100
      ${candle}
    orders:
      ${enter}
      p1 85: buy 0.1
    then:
      ${position === 'flat' ? '' : `0.1 e ${entered} 1 at 100, taker`}
      85.1 p1 buys 0.1 at ${first}, taker
    `,
    );
  }

  scene(
    'the position as the path leaves the open',
    `
    says: 3.path.2
    BTC/USDT:
      100 102 97 98                      # flat it would be the high
    orders:
      o1 19: buy 1
      p1 25: buy 0.1
    then:
      19.1 o1 buys 1 at 100, taker
      25.1 p1 buys 0.1 at 97, taker
    `,
  );

  scene(
    'a position entered after it left the open does not turn the path',
    `
    says: 3.path.2
    BTC/USDT:
      100 102 97 98
    orders:
      o1 20: buy 1
      p1 45: buy 0.1
    then:
      20.1 o1 buys 1 at 102, taker
      45.1 p1 buys 0.1 at 97, taker
    `,
  );

  scene(
    'a fill in the instant the path leaves the open comes after the choice',
    `
    says: 3.path.2
    BTC/USDT:
      100 102 97 98
    orders:
      o1 0: sell 1 limit 101
      o2 0: buy 1 limit 99
    then:
      0.1 o1 is rejected, insufficient_balance: needs 1 BTC, free 0 BTC
      0.1 o2 rests
      40 o2 buys 1 at 99, maker          # flat: the high, 2 away, came first
    `,
  );

  scene(
    'another symbol changes the position',
    `
    says: 3.position.2
    with: hold 5 BTC
    BTC/USDT:
      100 102 97 98
    XRP/BTC:
      0.01 0.01 0.01 0.01
    orders:
      o1 10: buy 100 on XRP/BTC          # pays 1 BTC: short of the initial holding
      p1 25: buy 0.1 on BTC/USDT
    then:
      10.1 o1 buys 100 at 0.01, taker
      25.1 p1 buys 0.1 at 102, taker
    `,
  );

  scene(
    'dust counts as flat',
    `
    says: 3.position.9
    with: hold 1 BTC; lot 0.1; min_size 0.5
    BTC/USDT:
      100 100 100 100
      100 102 97 98                      # long it would be the low
    orders:
      o1 0: buy 1
      o2 1: sell 0.7
      p1 85: buy 0.5
    then:
      0.1 o1 buys 1 at 100, taker
      1.1 o2 sells 0.7 at 100, taker
      85.1 p1 buys 0.5 at 102, taker
      trip long 1 BTC from 0.1 to 1.1 pnl 0
    `,
  );

  scene(
    'a jump that opens a position decides the path that leaves the open',
    `
    says: 3.path.2 3.path.3 3.candle.7
    BTC/USDT:
      100 100 100 100
      97 98 90 95                        # flat it would be the high
    orders:
      o1 0: buy 1 limit 98
      p1 85: buy 0.1
    then:
      0.1 o1 rests
      60 o1 buys 1 at 98, maker
      85.1 p1 buys 0.1 at 90, taker
    `,
  );

  scene(
    'a short of the candle before decides it',
    `
    says: 3.path.2 3.path.4
    with: hold 2 BTC; intrabar adverse
    BTC/USDT:
      100 101 97 98
      100 104 99 103                     # flat it would be the low; short it is the high
    orders:
      o1 0: sell 1
      p1 85: buy 0.1
    then:
      0.1 o1 sells 1 at 100, taker
      85.1 p1 buys 0.1 at 104, taker
    `,
  );

  scene(
    'thirds of an interval are whole microseconds',
    `
    says: 3.candle.2 3.candle.5
    with: intrabar open_low_high_close; hold 1 BTC
    BTC/USDT every 100 s:
      100 104 97 103
    orders:
      b 0: buy 1 limit 98
      s 0: sell 1 limit 103.5
    then:
      0.1 b rests
      0.1 s rests
      33.333333 b buys 1 at 98, maker
      66.666666 s sells 1 at 103.5, maker
    `,
  );
});
