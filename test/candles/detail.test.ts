/** Finer candles settle coarser ones: where somebody waits, price takes their points in the place of the four. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

/** A minute in which stop-loss and take-profit lie, and the thirds of it that say which came first. */
const ENTRY = `
  orders:
    o1 30: buy 1 sl 95 tp 110`;
const entered = `
    30.1 o1 buys 1 at 100, taker
    30.1 o1.sl rests
    30.1 o1.tp rests`;

describe('stop-loss and take-profit in one candle', () => {
  scene(
    'without finer candles the loss comes first, and the round trip is ambiguous',
    `
    says: 3.path.2 3.path.11
    BTC/USDT:
      100 100 100 100
      100 112 94 101
    ${ENTRY}
    then: ${entered}
      80 o1.sl triggers at 95
      80 o1.sl sells 1 at 95, taker
      80 o1.tp is canceled, oco
      trip long 1 BTC from 30.1 to 80 pnl -5, ambiguous
    `,
  );

  scene(
    'finer candles in which the gain came first',
    `
    says: 3.candle.4 3.candle.5 3.path.11
    BTC/USDT:
      100 100 100 100
      100 112 94 101
    BTC/USDT detail every 20 s:
      100 100 100 100
      100 100 100 100
      100 100 100 100
      100 103 99 102
      102 112 101 104
      104 105 94 101
    ${ENTRY}
    then: ${entered}
      93.333333 o1.tp sells 1 at 110, maker
      93.333333 o1.sl is canceled, oco
      trip long 1 BTC from 30.1 to 93.333333 pnl 10
    `,
  );

  scene(
    'finer candles in which the loss came first',
    `
    says: 3.candle.4 3.path.11
    with: intrabar favorable
    BTC/USDT:
      100 100 100 100
      100 112 94 101
    BTC/USDT detail every 20 s from 60 s:
      100 103 94 102
      102 112 101 104
      104 105 98 101
    ${ENTRY}
    then: ${entered}
      73.333333 o1.sl triggers at 95
      73.333333 o1.sl sells 1 at 95, taker
      73.333333 o1.tp is canceled, oco
      trip long 1 BTC from 30.1 to 73.333333 pnl -5
    `,
  );

  scene(
    'a finer candle that holds both leaves it open: the tag is about that one, and so is the path',
    `
    says: 3.path.2 3.path.11
    BTC/USDT:
      100 100 100 100
      100 112 94 101
    BTC/USDT detail every 20 s from 60 s:
      100 103 99 102
      102 112 94 104
      104 105 98 101
    ${ENTRY}
    then: ${entered}
      86.666666 o1.sl triggers at 95
      86.666666 o1.sl sells 1 at 95, taker
      86.666666 o1.tp is canceled, oco
      trip long 1 BTC from 30.1 to 86.666666 pnl -5, ambiguous
    `,
  );
});

describe('an entry and its stop-loss', () => {
  /** The stop entry lies above the open, its stop-loss below: did price fall before it rose? */
  const candles = `
    BTC/USDT:
      100 104 97 103`;

  scene(
    'price fell first: the stop-loss is not reached, and the worst is assumed of one finer candle only',
    `
    says: 3.path.8 3.path.11
    ${candles}
    BTC/USDT detail every 20 s:
      100 101 97 98
      98 104 98 103
      103 104 102 103
    orders:
      o1 0: buy 1 stop 102 sl 97.5
    then:
      0.1 o1 rests
      33.333333 o1 triggers at 102
      33.333333 o1 buys 1 at 102, taker
      33.333333 o1.sl rests
      end o1.sl open
      position BTC 1
    `,
  );

  scene(
    'price rose first: stopped later, in a finer candle of its own',
    `
    says: 3.path.8 3.path.11
    with: intrabar favorable
    ${candles}
    BTC/USDT detail every 20 s:
      100 104 100 102
      102 102 97 98
      98 103 98 103
    orders:
      o1 0: buy 1 stop 102 sl 98.5
    then:
      0.1 o1 rests
      13.333333 o1 triggers at 102
      13.333333 o1 buys 1 at 102, taker
      13.333333 o1.sl rests
      33.333333 o1.sl triggers at 98.5
      33.333333 o1.sl sells 1 at 98.5, taker
      trip long 1 BTC from 13.333333 to 33.333333 pnl -3.5
    `,
  );
});

describe('points of finer candles', () => {
  scene(
    'an arrival meets the last of them, and between two price stands',
    `
    says: 3.candle.3 3.candle.9
    BTC/USDT:
      100 104 98 103
    BTC/USDT detail every 20 s:
      100 102 99 101
      101 101 98 98
      102 104 102 103
    orders:
      a 0: buy 1
      b 5: buy 1
      c 19.9: buy 1
      d 20: buy 1
      e 35: buy 1
      f 40: buy 1
      g 59.9: buy 1
    then:
      0.1 a buys 1 at 100, taker
      5.1 b buys 1 at 100, taker
      20 c buys 1 at 101, taker           # its close, before the next opens
      20.1 d buys 1 at 101, taker
      35.1 e buys 1 at 101, taker
      40.1 f buys 1 at 102, taker
      60 g buys 1 at 103, taker
    `,
  );

  scene(
    'price jumps from one to the next: a stop meets the price behind the jump, a limit its own',
    `
    says: 3.candle.7 3.stop.4
    with: hold 2 BTC
    BTC/USDT:
      100 104 96 103
    BTC/USDT detail every 20 s:
      100 100 99 99
      96 97 96 97
      103 104 103 103
    orders:
      s 1: sell 1 stop 98
      l 1: sell 1 limit 101
    then:
      1.1 s rests
      1.1 l rests
      20 s triggers at 96
      20 s sells 1 at 96, taker
      40 l sells 1 at 101, maker
    `,
  );

  scene(
    'where one is missing price stands; the first opens and the last closes with the candle',
    `
    says: 3.candle.3 3.candle.9
    BTC/USDT:
      100 104 98 103
      103 103 103 103
    BTC/USDT detail every 12 s:
      gap
      100 102 99 101
      gap
      101 104 98 103
      gap
    orders:
      a 1: buy 1
      b 25: buy 1
      c 50: buy 1
    then:
      1.1 a buys 1 at 100, taker
      25.1 b buys 1 at 101, taker
      50.1 c buys 1 at 104, taker         # its close comes with the candle's
      equity 60 10004
    `,
  );

  scene(
    'volume is that of the finer candles, dealt to their points',
    `
    says: 3.partial.3
    with: partial_fills volume 10; lot 1
    BTC/USDT:
      100 104 98 103 volume 240
    BTC/USDT detail every 20 s:
      100 102 99 101 volume 40
      101 104 98 99 volume 120
      99 103 99 103 volume 80
    orders:
      a 0: buy 10
    then:
      0.1 a buys 1 at 100, taker, leaves 9
      6.666666 a buys 1 at 99, taker, leaves 8
      13.333333 a buys 1 at 102, taker, leaves 7
      20 a buys 1 at 101, taker, leaves 6
      20 a buys 3 at 101, taker, leaves 3
      26.666666 a buys 3 at 98, taker
    `,
  );
});

describe('a candle takes its own path', () => {
  const market = `
    BTC/USDT:
      100 104 98 103`;
  const orders = `
    orders:
      a 25: buy 1
    then:
      25.1 a buys 1 at 98, taker`;

  scene(
    'where it has no finer ones',
    `says: 3.candle.2\n${market}\nBTC/USDT detail every 20 s from 60 s:\n103 103 103 103\n${orders}`,
  );

  for (const [why, thirds] of [
    ['go below it', '100 102 97 101\n101 101 98 98\n102 104 102 103'],
    ['do not reach its high', '100 102 99 101\n101 101 98 98\n102 103 102 103'],
    ['open elsewhere', '101 102 99 101\n101 101 98 98\n102 104 102 103'],
    ['close elsewhere', '100 102 99 101\n101 101 98 98\n102 104 102 102'],
  ] as const) {
    scene(
      `where the finer ones ${why}`,
      `says: 3.candle.2\n${market}\nBTC/USDT detail every 20 s:\n${thirds}\n${orders}`,
    );
  }
});
