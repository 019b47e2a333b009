/** What happens seldom: rests of several orders, children of what rests beyond price, prices that are not there yet. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('rests', () => {
  scene(
    'of market orders are served oldest first, whichever was triggered last',
    `
    says: 3.partial.5 3.partial.8
    with: hold 3 BTC, 10000 USDT; intrabar open_high_low_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 104 98 103 volume 4             # one lot a point
      103 103 103 103 volume 8
    orders:
      m 0: buy 4
      s 0: sell 3 stop 99
    then:
      0.1 m buys 1 at 100, taker, leaves 3
      0.1 s rests
      20 m buys 1 at 104, taker, leaves 2
      40 s triggers at 99
      40 s sells 1 at 99, taker, leaves 2
      60 m buys 1 at 103, taker, leaves 1
      60 m buys 1 at 103, taker
      60 s sells 1 at 103, taker, leaves 1
      80 s sells 1 at 103, taker
    `,
  );

  scene(
    'of a limit that price stands beyond call children to where price sets out',
    `
    says: 3.bracket.3 3.trail.3 3.partial.9
    with: intrabar open_high_low_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 100.5 99.5 100 volume 3         # dealt 0, 1, 1, 1
    orders:
      o1 0: buy 2 limit 101 sl trail 1
    then:
      0.1 o1 rests
      20 o1 buys 1 at 101, maker, leaves 1
      20 o1.sl rests at 99                # from 100, where price stood
      40 o1 buys 1 at 101, maker
      40 o1.sl is amended, parent
      60 o1.sl trails to 99.5
      end o1.sl open, leaves 2
    `,
  );

  scene(
    'filled by a print call a child that takes from the quote',
    `
    says: 3.partial.13 3.source.21 3.source.19
    with: partial_fills volume 100; lot 1
    BTC/USDT:
      100 100 100 100
      quote 1 99 5 101 5
      trade 10 98 size 2
    orders:
      o1 2: buy 2 limit 98.5
      x 2: buy parent o1
    then:
      2.1 o1 rests
      10 o1 buys 2 at 98.5, maker         # all that was printed
      10 x buys 2 at 101, taker
    `,
  );
});

describe('a budget', () => {
  const crowded = `
    with: intrabar open_high_low_close; partial_fills volume 100; lot 1
    BTC/USDT:
      100 110 98 103 volume 16`;
  scene(
    'that got its lots at a price with nothing left pays no more at a dearer one',
    `
    says: 3.size.2 3.size.4 3.partial.8
    ${crowded}
    orders:
      o0 0: buy 4
      o1 1: buy spend 400                 # four lots at 100
    then:
      0.1 o0 buys 4 at 100, taker
      1.1 o1 rests
      20 o1 buys 3 at 110, taker, leaves 1
      20 o1 is canceled, spent
      balance USDT 9270
    `,
  );

  scene(
    'is no quantity to amend',
    `
    says: 3.size.4 3.amend.9
    ${crowded}
    orders:
      o0 0: buy 4
      o1 1: buy spend 450 amend 5 quantity 9
    then:
      0.1 o0 buys 4 at 100, taker
      1.1 o1 rests
      5 o1 is refused, amend: quantity: the order has a budget: it buys what that pays for
      20 o1 buys 4 at 110, taker
    `,
  );
});

describe('at one time', () => {
  scene(
    'orders expire by the place of their symbol, whichever came first',
    `
    says: 3.order.3 3.order.10
    BTC/USDT:
      100 100 100 100
    ETH/USDT:
      10 10 10 10
    orders:
      e 0: buy 1 limit 9 on ETH/USDT until 30
      b 1: buy 1 limit 90 on BTC/USDT until 30
    then:
      0.1 e rests
      1.1 b rests
      30 b is expired
      30 e is expired
    `,
  );
});

describe('an amend', () => {
  scene(
    'of a size is judged at the stop, on arrival too',
    `
    says: 3.rule.3 3.amend.1
    with: min_notional 100; hold 2 BTC
    BTC/USDT:
      100 100 100 100
    orders:
      o1 0: sell 2 take 120 amend 10 quantity 0.9   # 108 at its stop, 90 at the mark
    then:
      0.1 o1 rests
      10.1 o1 is amended
      end o1 open, leaves 0.9
    `,
  );
});

describe('an order with a parent and children of its own', () => {
  scene(
    'finds its parent though that has ended, and others have come since',
    `
    says: 3.bracket.3 3.latency.1
    with: delay 10000
    BTC/USDT:
      100 100 100 100
    orders:
      a 0: buy 1
      c 5: buy parent a tp 110
      d 12: buy 2 limit 90
    then:
      10 a buys 1 at 100, taker
      15 c buys 1 at 100, taker
      15 c.tp rests
      22 d rests
      end c.tp open
      end d open
    `,
  );
});

describe('a price that is not there', () => {
  scene(
    'to convert what a trade is paid in: rejected',
    `
    says: 3.no_price.9
    with: hold 100 XRP
    BTC/USDT from 60 s:
      100 100 100 100
    XRP/USDT:
      1 1 1 1
      1 1 1 1
    XRP/BTC:
      0.01 0.01 0.01 0.01
      0.01 0.01 0.01 0.01
    orders:
      o1 10: sell 10 on XRP/BTC
      o2 70: sell 10 on XRP/BTC
    then:
      10 o1 is rejected, no_price: XRP/BTC is paid in BTC, which has no price in USDT yet
      70.1 o2 sells 10 at 0.01, taker
    `,
  );

  scene(
    'as no print has come beside the quotes: the middle is the mark until then',
    `
    says: 3.source.22 3.source.23
    BTC/USDT:
      quote 5 99 9 101 9
      trade 70 100.5 size 1
    ETH/USDT:
      10 10 10 10
      10 10 10 10
    orders:
      o1 10: buy 1 on BTC/USDT
    then:
      10.1 o1 buys 1 at 101, taker
      equity 60 9999
      equity 120 9999.5
    `,
  );

  scene(
    'for what is held: no row of equity until it has one',
    `
    says: 3.position.11 3.source.20
    BTC/USDT:
      quote 5 - - 101 9
      quote 70 99 9 101 9
    ETH/USDT:
      10 10 10 10
      10 10 10 10
      10 10 10 10
    orders:
      o1 10: buy 1 on BTC/USDT
    then:
      10.1 o1 buys 1 at 101, taker
      equity at 120 180
      equity 120 9999
    `,
  );
});
