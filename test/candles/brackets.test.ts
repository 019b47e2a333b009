/** Brackets and orders with a parent: children that live as far as their entry has filled. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('a bracket', () => {
  scene(
    'only ever reduces the position: closed otherwise, its stop-loss finds nothing to sell',
    `
    says: 3.bracket.1 3.force.11 3.position.4
    with: intrabar open_high_low_close; hold 5 BTC
    BTC/USDT:
      100 100 100 100
      100 100 94 94
    orders:
      o1 1: buy 1 sl 95 tp 110
      o2 2: sell 1
    then:
      1.1 o1 buys 1 at 100, taker
      1.1 o1.sl rests
      1.1 o1.tp rests
      2.1 o2 sells 1 at 100, taker
      100 o1.sl triggers at 95
      100 o1.sl is canceled, no_position
      end o1.tp open
      position BTC none
      balance BTC 5 held 1
    `,
  );

  scene(
    'is cut to what is left of the position',
    `
    says: 3.bracket.1 3.force.12
    with: intrabar open_high_low_close; hold 5 BTC
    BTC/USDT:
      100 100 100 100
      100 100 94 94
    orders:
      o1 1: buy 3 sl 95
      o2 2: sell 1
    then:
      1.1 o1 buys 3 at 100, taker
      1.1 o1.sl rests
      2.1 o2 sells 1 at 100, taker
      100 o1.sl triggers at 95
      100 o1.sl sells 2 at 95, taker
      position BTC none
      balance BTC 5
    `,
  );

  scene(
    'takes its profit',
    `
    says: 3.bracket.1 3.bracket.2 3.oco.2
    with: intrabar open_high_low_close; maker 0.1; taker 0.2
    BTC/USDT:
      100 101 99 100
      100 111 99 105
    orders:
      o1 0: buy 1 sl 95 tp 110
    then:
      0.1 o1 buys 1 at 100, taker
      0.1 o1.sl rests
      0.1 o1.tp rests
      80 o1.tp sells 1 at 110, maker
      80 o1.sl is canceled, oco
      balance USDT 10009.69               # 10, less 0.2 and 0.11
      trip long 1 BTC from 0.1 to 80 pnl 9.69
    `,
  );

  scene(
    'stops its loss',
    `
    says: 3.bracket.1 3.oco.2 3.stop.3
    with: intrabar open_high_low_close
    BTC/USDT:
      100 101 99 100
      100 109 94 105
    orders:
      o1 0: buy 1 sl 95 tp 110
    then:
      0.1 o1 buys 1 at 100, taker
      0.1 o1.sl rests
      0.1 o1.tp rests
      100 o1.sl triggers at 95
      100 o1.sl sells 1 at 95, taker
      100 o1.tp is canceled, oco
      balance USDT 9995
      trip long 1 BTC from 0.1 to 100 pnl -5
    `,
  );

  scene(
    'with a take-profit at market',
    `
    says: 3.bracket.2 3.stop.10
    with: intrabar open_high_low_close; slippage 1
    BTC/USDT:
      100 110 99 105
    orders:
      o1 0: buy 1 tp 110 market
    then:
      0.1 o1 buys 1 at 101, taker
      0.1 o1.tp rests
      20 o1.tp triggers at 110            # at it is enough, where a limit would have to be crossed
      20 o1.tp sells 1 at 108.9, taker
    `,
  );

  scene(
    'with a stop-limit for its loss',
    `
    says: 3.bracket.1 3.stop.6 3.stop.8
    with: intrabar open_high_low_close
    BTC/USDT:
      100 101 99 100
      90 91 89 90
      90 95 89 94
    orders:
      o1 0: buy 1 sl 97 limit 94
    then:
      0.1 o1 buys 1 at 100, taker
      0.1 o1.sl rests
      60 o1.sl triggers at 90
      140 o1.sl sells 1 at 94, maker
    `,
  );

  scene(
    'with a stop that trails',
    `
    says: 3.bracket.1 3.trail.3 3.trail.7
    with: intrabar open_high_low_close
    BTC/USDT:
      100 106 99 105
      105 105 103 104
    orders:
      o1 0: buy 1 sl trail 2
    then:
      0.1 o1 buys 1 at 100, taker
      0.1 o1.sl rests at 98
      60 o1.sl trails to 104
      100 o1.sl triggers at 104
      100 o1.sl sells 1 at 104, taker
    `,
  );

  scene(
    'waits for its entry',
    `
    says: 3.bracket.3 3.hold.7
    with: intrabar open_high_low_close
    BTC/USDT:
      100 111 96 100
    orders:
      o1 0: buy 1 limit 95 sl 90 tp 110   # 111 comes first, and nothing is there to sell
    then:
      0.1 o1 rests
      end o1 open
      end o1.sl pending
      end o1.tp pending
      balance USDT 10000 held 95
    `,
  );

  scene(
    'entered on the way meets what is left of it',
    `
    says: 3.bracket.3 3.candle.4
    with: intrabar open_low_high_close
    BTC/USDT:
      100 111 96 100
    orders:
      o1 0: buy 1 limit 98 sl 97 tp 110
    then:
      0.1 o1 rests
      20 o1 buys 1 at 98, maker
      20 o1.sl triggers at 97
      20 o1.sl sells 1 at 97, taker
      20 o1.tp is canceled, oco
    `,
  );

  scene(
    'entered by a jump stands at the new price',
    `
    says: 3.bracket.3 3.stop.5 3.candle.7
    BTC/USDT:
      100 100 100 100
      93 93 93 93
    orders:
      o1 0: buy 1 limit 98 sl 95 tp 110
    then:
      0.1 o1 rests
      60 o1 buys 1 at 98, maker
      60 o1.sl triggers at 93
      60 o1.sl sells 1 at 93, taker
      60 o1.tp is canceled, oco
    `,
  );

  scene(
    'out of the initial holding, the other way round',
    `
    says: 3.bracket.1 3.position.7
    with: hold 1 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 101 99 100
      100 104 94 95
    orders:
      o1 0: sell 1 sl 105 tp 95
    then:
      0.1 o1 sells 1 at 100, taker
      0.1 o1.sl rests
      0.1 o1.tp rests
      80 o1.tp buys 1 at 95, maker
      80 o1.sl is canceled, oco
      trip short 1 BTC from 0.1 to 80 pnl 5
    `,
  );

  scene(
    'canceled before it entered',
    `
    says: 3.oco.4
    BTC/USDT:
      100 101 99 100
    orders:
      o1 0: buy 1 limit 95 sl 90 tp 110 cancel 10
    then:
      0.1 o1 rests
      10.1 o1 is canceled
      10.1 o1.sl is canceled, parent
      10.1 o1.tp is canceled, parent
      balance USDT 10000
    `,
  );

  scene(
    'whose entry never met a price it could take',
    `
    says: 3.oco.4 3.hold.6
    with: hold 50 USDT
    BTC/USDT:
      100 101 99 100
    orders:
      o1 0: buy 1 sl 90 tp 110
    then:
      0.1 o1 is rejected, insufficient_balance: needs 100 USDT, free 50 USDT
      0.1 o1.sl is canceled, parent
      0.1 o1.tp is canceled, parent
    `,
  );

  scene(
    'whose children share one hold',
    `
    says: 3.hold.7
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: buy 1 sl 95 tp 110
      o2 10: sell 0.5
    then:
      0.1 o1 buys 1 at 100, taker
      0.1 o1.sl rests
      0.1 o1.tp rests
      10.1 o2 is rejected, insufficient_balance: needs 0.5 BTC, free 0 BTC
      end o1.sl open
      end o1.tp open
      balance BTC 1 held 1
    `,
  );
});

describe('a bracket whose entry fills in part', () => {
  const dealt = `
    with: intrabar open_high_low_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 101 99 100 volume 8
      100 105 98 100 volume 8
      100 101 98 100 volume 8`;
  scene(
    'has children as large as what has filled',
    `
    says: 3.bracket.3 3.partial.9
    ${dealt}
    orders:
      o1 0: buy 5 limit 99.5 sl 90 tp 110
    then:
      0.1 o1 rests
      40 o1 buys 2 at 99.5, maker, leaves 3
      40 o1.sl rests
      40 o1.tp rests
      100 o1 buys 2 at 99.5, maker, leaves 1
      100 o1.sl is amended, parent
      100 o1.tp is amended, parent
      160 o1 buys 1 at 99.5, maker
      160 o1.sl is amended, parent
      160 o1.tp is amended, parent
      end o1.sl open, leaves 5
      end o1.tp open, leaves 5
      balance BTC 5 held 5
    `,
  );

  scene(
    'and is then canceled keeps the children of what has filled',
    `
    says: 3.oco.4 3.bracket.3
    ${dealt}
    orders:
      o1 0: buy 5 limit 99.5 sl 90 tp 120 cancel 50
    then:
      0.1 o1 rests
      40 o1 buys 2 at 99.5, maker, leaves 3
      40 o1.sl rests
      40 o1.tp rests
      50.1 o1 is canceled
      end o1.sl open, leaves 2
      end o1.tp open, leaves 2
      balance BTC 2 held 2
    `,
  );

  scene(
    'as a taker, a point after the other',
    `
    says: 3.bracket.3 3.partial.8
    ${dealt}
    orders:
      o1 0: buy 4 sl 90 tp 120
    then:
      0.1 o1 buys 2 at 100, taker, leaves 2
      0.1 o1.sl rests
      0.1 o1.tp rests
      20 o1 buys 2 at 101, taker
      20 o1.sl is amended, parent
      20 o1.tp is amended, parent
      end o1.sl open, leaves 4
      end o1.tp open, leaves 4
      balance BTC 4 held 4
    `,
  );
});

describe('an order with a parent', () => {
  scene(
    'waits for it, and is as large as it has filled',
    `
    says: 3.bracket.3
    with: intrabar open_low_high_close
    BTC/USDT:
      100 105 98 103
    orders:
      e 0: buy 2 limit 99
      x 0: sell parent e limit 104
    then:
      0.1 e rests
      20 e buys 2 at 99, maker
      20 x rests
      40 x sells 2 at 104, maker
      balance USDT 10010
    `,
  );

  scene(
    'ends with it',
    `
    says: 3.oco.4
    BTC/USDT:
      100 105 98 103
    orders:
      e 0: buy 2 limit 90 cancel 5
      x 0: sell parent e stop 85
    then:
      0.1 e rests
      5.1 e is canceled
      5.1 x is canceled, parent
    `,
  );

  scene(
    'that stands already follows at once',
    `
    says: 3.bracket.3 3.market.1
    with: hold 2 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      e 0: sell 2
      x 0: buy parent e stop 99           # already reached
    then:
      0.1 e sells 2 at 100, taker
      0.1 x triggers at 100
      0.1 x buys 2 at 100, taker
      balance BTC 2
    `,
  );
});
