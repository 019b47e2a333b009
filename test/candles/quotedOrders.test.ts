/** Orders of several kinds on quotes: what both sides of the market mean to them. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('orders of several kinds on quotes', () => {
  scene(
    'post-only rests below the ask, and does not take at it',
    `
    says: 3.source.16 3.force.6
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
    orders:
      o1 10: buy 1 limit 101 post-only
      o2 10: buy 1 limit 100.99 post-only
    then:
      10.1 o1 is canceled, post_only
      10.1 o2 rests
      end o2 open
    `,
  );

  scene(
    'a bracket enters at the ask and leaves at the bid',
    `
    says: 3.source.10 3.source.12 3.bracket.1
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
      quote 20 103 9 104 9
      quote 30 103.5 9 105 9
    orders:
      o1 10: buy 1 sl 98 tp 103.5
    then:
      10.1 o1 buys 1 at 101, taker
      10.1 o1.sl rests
      10.1 o1.tp rests
      30 o1.tp sells 1 at 103.5, maker
      30 o1.sl is canceled, oco
      trip long 1 BTC from 10.1 to 30 pnl 2.5
    `,
  );

  scene(
    'a stop-loss within the spread is reached at once',
    `
    says: 3.source.12 3.stop.5 3.bracket.3
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
    orders:
      o1 10: buy 1 sl 100
    then:
      10.1 o1 buys 1 at 101, taker
      10.1 o1.sl triggers at 99
      10.1 o1.sl sells 1 at 99, taker
    `,
  );

  scene(
    'close sells at the bid',
    `
    says: 3.source.10 3.size.9
    BTC/USDT:
      100 100 100 100
      quote 5 99 9 101 9
    orders:
      o1 10: buy 1
      o2 20: close
    then:
      10.1 o1 buys 1 at 101, taker
      20.1 o2 sells 1 at 99, taker
      trip long 1 BTC from 10.1 to 20.1 pnl -2
    `,
  );
});
