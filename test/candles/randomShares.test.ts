/** Partial fills by chance, where the chance is certain: each point at which an order could fill fills half of what is left. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('partial fills by chance', () => {
  scene(
    'a market order: a draw a point, the rest works on',
    `
    says: 3.partial.2
    with: partial_fills random 1 50 50; lot 1; intrabar open_high_low_close
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 16
    then:
      0.1 o1 buys 8 at 100, taker, leaves 8
      20 o1 buys 4 at 104, taker, leaves 4
      40 o1 buys 2 at 98, taker, leaves 2
      60 o1 buys 1 at 103, taker, leaves 1
      end o1 partially_filled
    `,
  );

  scene(
    'a resting limit draws only where it could fill',
    `
    says: 3.partial.2 3.limit.6
    with: partial_fills random 1 50 50; lot 1; intrabar open_high_low_close; to 90
    BTC/USDT:
      100 104 98 103
      103 104 100 101
      98.5 99 98 98.5
    orders:
      o1 0: buy 8 limit 99
    then:
      0.1 o1 rests
      40 o1 buys 4 at 99, maker, leaves 4
      end o1 partially_filled, leaves 4
    `,
  );

  scene(
    'that never strikes fills the whole',
    `
    says: 3.partial.2
    with: partial_fills random 0 50 50; lot 1
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 8
    then:
      0.1 o1 buys 8 at 100, taker
    `,
  );

  scene(
    'of an order that has one point only',
    `
    says: 3.partial.2 3.force.2
    with: partial_fills random 1 50 50; lot 1
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 8 IOC
    then:
      0.1 o1 buys 4 at 100, taker, leaves 4
      0.1 o1 is canceled, ioc
    `,
  );
});
