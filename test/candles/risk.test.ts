/** Our own limits on risk: what is refused before it sets out, what is not, and the halt. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

const FLAT = `
    BTC/USDT:
      100 100 100 100
      100 100 100 100`;

describe('max_position_pct', () => {
  scene(
    'with what is already held',
    `
    says: 3.risk.1
    with: max_position_pct 50
    ${FLAT}
    orders:
      o1 1: buy 50.1
      o2 1: buy 30
      o3 2: buy 20.1
      o4 3: buy 20
    then:
      1 o1 is refused, max_position_pct: a position in BTC worth 5010 USDT would be above 5000 USDT, 50 % of equity 10000 USDT
      1.1 o2 buys 30 at 100, taker
      2 o3 is refused, max_position_pct: a position in BTC worth 5010 USDT would be above 5000 USDT, 50 % of equity 10000 USDT
      3.1 o4 buys 20 at 100, taker
    `,
  );

  scene(
    'of equity as it is then',
    `
    says: 3.risk.1
    with: max_position_pct 50
    BTC/USDT:
      100 100 100 100
      120 120 120 120
    orders:
      o1 1: buy 40
      o2 60: buy 5                        # 45 at 120 is 5,400 of 10,800
      o3 61: buy 0.1
    then:
      1.1 o1 buys 40 at 100, taker
      60.1 o2 buys 5 at 120, taker
      61 o3 is refused, max_position_pct: a position in BTC worth 5412 USDT would be above 5400 USDT, 50 % of equity 10800 USDT
    `,
  );

  scene(
    'refuses no order that only reduces',
    `
    says: 3.risk.8 3.risk.1
    with: max_position_pct 50
    BTC/USDT:
      100 100 100 100
      200 200 200 200
    orders:
      o1 1: buy 50
      o2 60: sell 1                       # 50 at 200 is 10,000 of 15,000 by now
      o3 61: close
    then:
      1.1 o1 buys 50 at 100, taker
      60.1 o2 sells 1 at 200, taker
      61.1 o3 sells 49 at 200, taker
    `,
  );
});

describe('max_exposure_pct', () => {
  scene(
    'with working orders',
    `
    says: 3.risk.2
    with: max_exposure_pct 50
    ${FLAT}
    orders:
      o1 0: buy 30 limit 90               # 2,700
      o2 1: buy 24                        # 2,400 more
      o3 2: buy 23
    then:
      0.1 o1 rests
      1 o2 is refused, max_exposure_pct: exposure of 5100 USDT with working orders would be above 5000 USDT, 50 % of equity 10000 USDT
      2.1 o3 buys 23 at 100, taker
      end o1 open
    `,
  );

  scene(
    'over all symbols',
    `
    says: 3.risk.2
    with: max_exposure_pct 50
    BTC/USDT:
      100 100 100 100
    ETH/USDT:
      10 10 10 10
    orders:
      o1 1: buy 30 on BTC/USDT
      o2 2: buy 210 on ETH/USDT
      o3 3: buy 200 on ETH/USDT
    then:
      1.1 o1 buys 30 at 100, taker
      2 o2 is refused, max_exposure_pct: exposure of 5100 USDT with working orders would be above 5000 USDT, 50 % of equity 10000 USDT
      3.1 o3 buys 200 at 10, taker
    `,
  );

  scene(
    'what a purchase takes from one position is set against what it brings to another',
    `
    says: 3.risk.2 3.position.1
    with: max_exposure_pct 70
    BTC/USDT:
      100 100 100 100
    XRP/BTC:
      0.02 0.02 0.02 0.02
    orders:
      o1 1: buy 60
      o2 2: buy 500 limit 0.01 on XRP/BTC # 5 BTC of the 60 become XRP: nothing more
      o3 3: buy 1000 on XRP/BTC           # 20 BTC of them
      o4 4: buy 10.1
      o5 5: buy 10
    then:
      1.1 o1 buys 60 at 100, taker
      2.1 o2 rests
      3.1 o3 buys 1000 at 0.02, taker
      4 o4 is refused, max_exposure_pct: exposure of 7010 USDT with working orders would be above 7000 USDT, 70 % of equity 10000 USDT
      5.1 o5 buys 10 at 100, taker
      end o2 open
      position BTC 50
      position XRP 1000
    `,
  );

  scene(
    'a purchase with what is not of a position adds to both',
    `
    says: 3.risk.2 3.position.6
    with: hold 60 BTC; max_exposure_pct 50
    BTC/USDT:
      100 100 100 100
    XRP/BTC:
      0.02 0.02 0.02 0.02
    orders:
      o1 1: buy 2050 on XRP/BTC           # 4,100 of XRP, and as much short of BTC
      o2 2: buy 2000 on XRP/BTC
    then:
      1 o1 is refused, max_exposure_pct: exposure of 8200 USDT with working orders would be above 8000 USDT, 50 % of equity 16000 USDT
      2.1 o2 buys 2000 at 0.02, taker
      position BTC -40
    `,
  );

  scene(
    'a canceled order is no exposure',
    `
    says: 3.risk.2
    with: max_exposure_pct 50
    ${FLAT}
    orders:
      o1 0: buy 30 limit 90 cancel 10
      o2 11: buy 50
    then:
      0.1 o1 rests
      10.1 o1 is canceled
      11.1 o2 buys 50 at 100, taker
    `,
  );
});

describe('min_cash', () => {
  scene(
    'stays free',
    `
    says: 3.risk.3
    with: min_cash 9000
    ${FLAT}
    orders:
      o1 1: buy 10.1
      o2 1: buy 10
      o3 2: buy 0.1
      o4 3: sell 5
    then:
      1 o1 is refused, min_cash: it would leave 8990 USDT free, below 9000 USDT
      1.1 o2 buys 10 at 100, taker
      2 o3 is refused, min_cash: it would leave 8990 USDT free, below 9000 USDT
      3.1 o4 sells 5 at 100, taker
    `,
  );

  scene(
    'looks at what is held and under way',
    `
    says: 3.risk.3 3.hold.2
    with: min_cash 9000
    ${FLAT}
    orders:
      o1 1: buy 6 limit 90
      o2 1: buy 5
      o3 1: buy 4
    then:
      1 o2 is refused, min_cash: it would leave 8960 USDT free, below 9000 USDT
      1.1 o1 rests
      1.1 o3 buys 4 at 100, taker
      end o1 open
    `,
  );
});

describe('max_open_orders', () => {
  scene(
    'counts what is alive',
    `
    says: 3.risk.4
    with: max_open_orders 2
    ${FLAT}
    orders:
      o1 0: buy 1 limit 90
      o2 0: buy 1 limit 91 cancel 10
      o3 1: buy 1 limit 92
      o4 11: buy 1 limit 93
    then:
      0.1 o1 rests
      0.1 o2 rests
      1 o3 is refused, max_open_orders: 2 orders are open, the most is 2
      10.1 o2 is canceled
      11.1 o4 rests
      end o1 open
      end o4 open
    `,
  );

  scene(
    'refuses no order that only reduces',
    `
    says: 3.risk.8 3.risk.4
    with: max_open_orders 1
    ${FLAT}
    orders:
      o1 0: buy 1
      o2 1: buy 1 limit 90
      o3 2: buy 1 limit 91
      o4 3: sell 0.5 limit 110
      o5 4: sell 0.5 stop 95 reduce-only
    then:
      0.1 o1 buys 1 at 100, taker
      1.1 o2 rests
      2 o3 is refused, max_open_orders...
      3.1 o4 rests
      4.1 o5 rests
      end o2 open
      end o4 open
      end o5 open
    `,
  );
});

describe('an absent limit', () => {
  scene(
    'is none',
    `
    says: 3.risk.7
    ${FLAT}
    orders:
      o1 0: buy 60
      o2 1: buy 40
      o3 2: sell 50 limit 110
      o4 3: sell 50 stop 50
    then:
      0.1 o1 buys 60 at 100, taker
      1.1 o2 buys 40 at 100, taker
      2.1 o3 rests
      3.1 o4 rests
      end o3 open
      end o4 open
    `,
  );
});

describe('max_drawdown_pct', () => {
  scene(
    'halts and flattens, as close does',
    `
    says: 3.risk.5 3.size.10 3.size.8
    with: max_drawdown_pct 10
    BTC/USDT:
      100 100 100 100
      100 100 85 86
      88 88 88 88
    orders:
      o1 0: buy 80
      tp 1: sell 40 limit 120
      o2 130: buy 1
    then:
      0.1 o1 buys 80 at 100, taker
      1.1 tp rests
      120.1 tp is canceled, max_drawdown_pct
      120.1 (nobody) sells 80 at 88, taker
      130 o2 is refused, max_drawdown_pct...
      position BTC none
      balance USDT 9040
    `,
  );

  scene(
    'closes what a close of a cross pair brings, whichever symbol comes first',
    `
    says: 3.risk.5 3.position.1 3.size.10
    with: max_drawdown_pct 10
    BTC/USDT:
      100 100 100 100
      80 80 80 80
      80 80 80 80
    XRP/BTC:
      0.02 0.02 0.02 0.02
      0.02 0.02 0.02 0.02
      0.02 0.02 0.02 0.02
    orders:
      o1 1: buy 60
      o2 2: buy 1000 on XRP/BTC
    then:
      1.1 o1 buys 60 at 100, taker
      2.1 o2 buys 1000 at 0.02, taker
      120.1 (nobody) sells 1000 at 0.02, taker
      120.1 (nobody) sells 60 at 80, taker
      position BTC none
      position XRP none
      balance USDT 8800
    `,
  );

  scene(
    'closes each asset once, by the symbol it is valued by',
    `
    says: 3.risk.5 3.position.1
    with: max_drawdown_pct 5
    BTC/USDT:
      100 100 100 100
      80 80 80 80
      80 80 80 80
    XRP/BTC:
      0.02 0.02 0.02 0.02
      0.02 0.02 0.02 0.02
      0.02 0.02 0.02 0.02
    XRP/USDT:
      2 2 2 2
      2 2 2 2
      2 2 2 2
    orders:
      o1 1: buy 60
      o2 2: buy 1000 on XRP/BTC
    then:
      1.1 o1 buys 60 at 100, taker
      2.1 o2 buys 1000 at 0.02, taker
      120.1 (nobody) sells 40 at 80, taker
      120.1 (nobody) sells 1000 at 2, taker
      position BTC none
      position XRP none
    `,
  );

  scene(
    'closes in turn what comes later: a close that has to wait for its price',
    `
    says: 3.risk.5 3.size.10 3.no_price.2
    with: max_drawdown_pct 10
    BTC/USDT:
      100 100 100 100
      80 80 80 80
      80 80 80 80
      80 80 80 80
    XRP/BTC:
      0.02 0.02 0.02 0.02
      0.02 0.02 0.02 0.02
      gap
      0.02 0.02 0.02 0.02
    orders:
      o1 1: buy 60
      o2 2: buy 1000 on XRP/BTC
    then:
      1.1 o1 buys 60 at 100, taker
      2.1 o2 buys 1000 at 0.02, taker
      120.1 (nobody) sells 40 at 80, taker
      180 (nobody) sells 1000 at 0.02, taker
      180.1 (nobody) sells 20 at 80, taker
      position BTC none
      position XRP none
    `,
  );

  scene(
    'is measured from the highest equity',
    `
    says: 3.risk.5
    with: max_drawdown_pct 10
    BTC/USDT:
      100 100 100 100
      150 150 150 150
      134 134 134 134
      134 134 134 134
    orders:
      o1 0: buy 100
      o2 190: buy 1
    then:
      0.1 o1 buys 100 at 100, taker
      180.1 (nobody) sells 100 at 134, taker  # 13,400 after 15,000
      190 o2 is refused, max_drawdown_pct...
    `,
  );

  scene(
    'is seen at equity rows: what came and went between them is not',
    `
    says: 3.risk.5 3.order.5
    with: max_drawdown_pct 10
    BTC/USDT:
      100 100 80 95
      95 95 95 95
    orders:
      o1 0: buy 100
      o2 70: sell 1
    then:
      0.1 o1 buys 100 at 100, taker
      70.1 o2 sells 1 at 95, taker
      position BTC 99
    `,
  );
});
