/** Candles that hold entry and exit, or stop and target, under all five paths, and which round trips are then ambiguous. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('a breakout whose stop lies within the candle', () => {
  /** Flat, and the low nearer to the open: `adverse`, `favorable` and `nearest` go low first. */
  const market = `
    BTC/USDT:
      100 104 97 103
    orders:
      o1 0: buy 1 stop 102 sl 98`;
  const entered = (time: number) => `
      0.1 o1 rests
      ${time} o1 triggers at 102
      ${time} o1 buys 1 at 102, taker`;
  const stopped = (time: number) => `
      ${time} o1.sl triggers at 98
      ${time} o1.sl sells 1 at 98, taker`;

  scene(
    'adverse: stopped in the same instant',
    `
    says: 3.path.7 3.path.8 3.path.11
    with: intrabar adverse
    ${market}
    then: ${entered(40)}
      ${stopped(40)}
      trip long 1 BTC from 40 to 40 pnl -4, ambiguous
    `,
  );

  scene(
    'open_high_low_close: stopped on the way down',
    `
    says: 3.path.1 3.path.11
    with: intrabar open_high_low_close
    ${market}
    then: ${entered(20)}
      20 o1.sl rests
      ${stopped(40)}
      trip long 1 BTC from 20 to 40 pnl -4, ambiguous
    `,
  );

  for (const intrabar of ['favorable', 'nearest', 'open_low_high_close']) {
    scene(
      `${intrabar}: the low was before`,
      `
      says: 3.path.1
      with: intrabar ${intrabar}
      ${market}
      then: ${entered(40)}
        40 o1.sl rests
        end o1.sl open
        position BTC 1
      `,
    );
  }
});

describe('a dip bought whose stop and target lie within the candle', () => {
  const market = `
    BTC/USDT:
      100 106 94 101
    orders:
      o1 0: buy 1 limit 98 sl 95 tp 105`;

  for (const intrabar of ['adverse', 'favorable', 'nearest', 'open_low_high_close']) {
    scene(
      `${intrabar}: low first, on a tie`,
      `
      says: 3.path.6 3.candle.4
      with: intrabar ${intrabar}
      ${market}
      then:
        0.1 o1 rests
        20 o1 buys 1 at 98, maker
        20 o1.sl triggers at 95
        20 o1.sl sells 1 at 95, taker
        20 o1.tp is canceled, oco
      `,
    );
  }

  scene(
    'open_high_low_close: the high was before',
    `
    says: 3.path.1 3.path.11
    with: intrabar open_high_low_close
    ${market}
    then:
      0.1 o1 rests
      40 o1 buys 1 at 98, maker
      40 o1.sl triggers at 95
      40 o1.sl sells 1 at 95, taker
      40 o1.tp is canceled, oco
    `,
  );
});

describe('stop and target within a later candle', () => {
  const market = `
    BTC/USDT:
      100 100 100 100
      100 106 95 101
    orders:
      o1 0: buy 1 sl 96 tp 105`;
  const bought = `
      0.1 o1 buys 1 at 100, taker
      0.1 o1.sl rests
      0.1 o1.tp rests`;

  /** Long: adverse goes low first, favorable high first; nearest is the low, 5 away against 6. */
  for (const intrabar of ['adverse', 'nearest', 'open_low_high_close']) {
    scene(
      `${intrabar}: the loss`,
      `
      says: 3.path.3 3.path.11
      with: intrabar ${intrabar}
      ${market}
      then: ${bought}
        80 o1.sl triggers at 96
        80 o1.sl sells 1 at 96, taker
        80 o1.tp is canceled, oco
        trip long 1 BTC from 0.1 to 80 pnl -4, ambiguous
      `,
    );
  }

  for (const intrabar of ['favorable', 'open_high_low_close']) {
    scene(
      `${intrabar}: the profit`,
      `
      says: 3.path.1 3.path.11
      with: intrabar ${intrabar}
      ${market}
      then: ${bought}
        80 o1.tp sells 1 at 105, maker
        80 o1.sl is canceled, oco
        trip long 1 BTC from 0.1 to 80 pnl 5, ambiguous
      `,
    );
  }
});

describe('a round trip whose order of fills is known', () => {
  scene(
    'entered by an arrival, stopped on the way',
    `
    says: 3.path.11
    BTC/USDT:
      100 101 94 95
    orders:
      o1 0: buy 1 sl 96
    then:
      0.1 o1 buys 1 at 100, taker
      0.1 o1.sl rests
      20 o1.sl triggers at 96
      20 o1.sl sells 1 at 96, taker
      trip long 1 BTC from 0.1 to 20 pnl -4
    `,
  );

  scene(
    'entered in one candle and left in another',
    `
    says: 3.path.11
    BTC/USDT:
      100 101 97 100
      100 106 99 105
    orders:
      o1 0: buy 1 limit 98 sl 95 tp 105
    then:
      0.1 o1 rests
      40 o1 buys 1 at 98, maker           # the high is nearer
      40 o1.sl rests
      40 o1.tp rests
      100 o1.tp sells 1 at 105, maker
      100 o1.sl is canceled, oco
      trip long 1 BTC from 40 to 100 pnl 7
    `,
  );
});
