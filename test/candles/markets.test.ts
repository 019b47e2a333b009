/** Trades in place of candles, sessions, and several quote assets in one portfolio. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('on trades', () => {
  scene(
    'price stands at the last one',
    `
    says: 3.source.3 3.source.7 3.source.8 3.source.15
    BTC/USDT:
      100 105 90 95
      95 99 90 99
      trade 5 100
      trade 30 105
      trade 110 99
    orders:
      o1 0: buy 1
      o2 20: buy 1
      o3 100: buy 1
    then:
      5 o1 buys 1 at 100, taker
      20.1 o2 buys 1 at 100, taker
      100.1 o3 buys 1 at 105, taker
    `,
  );

  scene(
    'a candle is shown and never matched',
    `
    says: 3.source.24
    BTC/USDT:
      100 200 10 100
      trade 5 100
      trade 30 98
    orders:
      o1 6: buy 1 limit 50
      o2 6: buy 1 limit 99
    then:
      6.1 o1 rests
      6.1 o2 rests
      30 o2 buys 1 at 99, maker
      end o1 open
    `,
  );

  scene(
    'cross and touch',
    `
    says: 3.source.18 3.limit.6
    BTC/USDT:
      100 200 10 100
      trade 5 100
      trade 30 99
      trade 30 98.99
    orders:
      o1 6: buy 1 limit 99
      o2 6: buy 1 limit 98.99
    then:
      6.1 o1 rests
      6.1 o2 rests
      30 o1 buys 1 at 99, maker
      end o2 open
    `,
  );

  scene(
    'touch',
    `
    says: 3.source.18 3.limit.7
    with: limit_fill touch
    BTC/USDT:
      100 200 10 100
      trade 5 100
      trade 30 99
      trade 30 98.99
    orders:
      o1 6: buy 1 limit 99
      o2 6: buy 1 limit 98.99
    then:
      6.1 o1 rests
      6.1 o2 rests
      30 o1 buys 1 at 99, maker
      30 o2 buys 1 at 98.99, maker
    `,
  );

  scene(
    'a fill after the last candle is in the last row',
    `
    says: 3.window.3 3.window.4 3.source.22
    with: to 120; taker 1
    BTC/USDT:
      100 100 100 100
      trade 5 100
    orders:
      o1 70: buy 1
    then:
      70.1 o1 buys 1 at 100, taker
      equity at 60 120
      equity 120 9999
    `,
  );
});

describe('on sessions', () => {
  const sessions = `
    with: calendar sessions; hold 3 BTC
    BTC/USDT every 21600 s from 43200 s:
      100 100 100 100
      102 102 102 102
      gap
      gap
      110 110 110 110`;
  scene(
    'a session opens beyond a limit',
    `
    says: 3.limit.5
    ${sessions}
    orders:
      o1 43201: sell 1 limit 101
      o2 43201: sell 1 limit 105
    then:
      43201.1 o1 rests
      43201.1 o2 rests
      64800 o1 sells 1 at 101, maker      # the same date: price jumps past it
      129600 o2 sells 1 at 110, maker     # the next date: the auction
    `,
  );

  scene(
    'a session opens below a buy',
    `
    says: 3.limit.5
    with: calendar sessions
    BTC/USDT every 86400 s:
      100 100 100 100
      90 90 90 90
    orders:
      o1 1: buy 1 limit 95
    then:
      1.1 o1 rests
      86400 o1 buys 1 at 90, maker        # every candle of a day or longer opens a session
      balance USDT 9910
    `,
  );

  scene(
    'an order that arrives while it is closed',
    `
    says: 3.no_price.3
    ${sessions}
    orders:
      o1 90000: buy 1
    then:
      129600 o1 buys 1 at 110, taker
    `,
  );
});

describe('several quote assets', () => {
  scene(
    'a round trip bought with BTC',
    `
    says: 3.position.1 3.position.2 3.position.3 3.position.7
    with: hold 5 BTC
    BTC/USDT:
      100 100 100 100
      120 120 120 120
    XRP/BTC:
      0.01 0.01 0.01 0.01
      0.02 0.02 0.02 0.02
    orders:
      o1 10: buy 100 on XRP/BTC
      o2 70: sell 100 on XRP/BTC
    then:
      10.1 o1 buys 100 at 0.01, taker
      70.1 o2 sells 100 at 0.02, taker
      balance BTC 6
      equity 60 10500
      equity 120 10720
      trip long 100 XRP from 10.1 to 70.1 pnl 140     # 2 BTC at 120, bought with 1 BTC at 100
      trip short 1 BTC from 10.1 to 70.1 pnl -20      # out of the initial holding at 100, back at 120
    `,
  );

  scene(
    'with fees in the quote asset',
    `
    says: 3.fee.1 3.fee.3
    with: hold 5 BTC; taker 1
    BTC/USDT:
      100 100 100 100
      120 120 120 120
    XRP/BTC:
      0.01 0.01 0.01 0.01
      0.01 0.01 0.01 0.01
    orders:
      o1 10: buy 100 on XRP/BTC           # 1 BTC and 0.01 of fee: 101 USDT
      o2 70: sell 100 on XRP/BTC          # 1 BTC less 0.01: 118.8 USDT, of it 101 / 1.01 x 0.99 = 99 closed
    then:
      10.1 o1 buys 100 at 0.01, taker
      70.1 o2 sells 100 at 0.01, taker
      balance BTC 4.98
      trip long 100 XRP from 10.1 to 70.1 pnl 17.8    # 120 - 1.2 - 100 - 1
    `,
  );

  scene(
    'marks that nobody waits on move on all the same',
    `
    says: 3.position.3
    with: hold 5 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 110 90 100
    XRP/BTC:
      0.01 0.01 0.01 0.01
    orders:
      o1 25: buy 100 on XRP/BTC           # BTC stands at its high, 110
      o2 45: sell 100 on XRP/BTC          # at its low, 90
    then:
      25.1 o1 buys 100 at 0.01, taker
      45.1 o2 sells 100 at 0.01, taker
      trip long 100 XRP from 25.1 to 45.1 pnl -20
      trip short 1 BTC from 25.1 to 45.1 pnl 20
    `,
  );

  scene(
    'against the reporting asset itself',
    `
    says: 3.position.1 3.position.2
    with: reporting BTC; hold 1 BTC
    BTC/USDT:
      100 100 100 100
      120 120 120 120
    orders:
      o1 10: buy 1                        # 100 USDT of the initial 10,000 bring 1 BTC
      o2 70: sell 0.9                     # and 100 of the 108 USDT it brings are back for 100/108 of 0.9 BTC
    then:
      10.1 o1 buys 1 at 100, taker
      70.1 o2 sells 0.9 at 120, taker
      balance BTC 1.1
      balance USDT 10008
      trip short 100 USDT from 10.1 to 70.1 pnl 0.16666667
    `,
  );

  scene(
    'a bracket paid with BTC',
    `
    says: 3.position.2 3.position.3 3.bracket.1 3.hold.7
    with: hold 5 BTC; intrabar open_high_low_close
    BTC/USDT:
      100 100 100 100
      100 100 100 100
    XRP/BTC:
      0.01 0.01 0.01 0.01
      0.01 0.0121 0.0099 0.0119
    orders:
      o1 1: buy 100 sl 0.009 tp 0.012 on XRP/BTC
      o2 2: sell 5 limit 110 on BTC/USDT
      o3 3: sell 4 limit 110 on BTC/USDT
    then:
      1.1 o1 buys 100 at 0.01, taker
      1.1 o1.sl rests
      1.1 o1.tp rests
      2.1 o2 is rejected, insufficient_balance: needs 5 BTC, free 4 BTC
      3.1 o3 rests
      80 o1.tp sells 100 at 0.012, maker
      80 o1.sl is canceled, oco
      end o3 open
      balance BTC 5.2 held 4
      position BTC 0.2
      trip long 100 XRP from 1.1 to 80 pnl 20
      trip short 1 BTC from 1.1 to 80 pnl 0
    `,
  );

  scene(
    'a stop holds the asset it pays with',
    `
    says: 3.hold.4 3.position.1
    with: hold 5 BTC; taker 1
    BTC/USDT:
      100 100 100 100
    XRP/BTC:
      0.01 0.01 0.01 0.01
    orders:
      o1 1: buy 100 stop 0.02 on XRP/BTC
    then:
      1.1 o1 rests
      end o1 open
      balance BTC 5 held 2.02
      balance USDT 10000
    `,
  );
});
