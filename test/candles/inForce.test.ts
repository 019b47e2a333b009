/** How long orders live: until canceled, or only for the price they meet. */
import { describe } from 'vitest';
import { scene } from '../support/candleTable.ts';

describe('good till canceled', () => {
  scene(
    'over midnight and gaps',
    `
    says: 3.force.1
    BTC/USDT every 43200 s:
      100 100 100 100
      gap
      gap
      100 100 94 100
    orders:
      o1 10: buy 1 limit 95
    then:
      10.1 o1 rests
      158400 o1 buys 1 at 95, maker       # the high is nearer
    `,
  );
});

describe('immediate or cancel', () => {
  scene(
    'takes what it meets',
    `
    says: 3.force.2
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 101 IOC
      o2 0: buy 1 IOC
    then:
      0.1 o1 buys 1 at 100, taker
      0.1 o2 buys 1 at 100, taker
    `,
  );

  scene(
    'never rests',
    `
    says: 3.force.2
    BTC/USDT:
      100 104 90 103
    orders:
      o1 0: buy 1 limit 99 IOC
    then:
      0.1 o1 is canceled, ioc
      balance USDT 10000
    `,
  );

  scene(
    'that meets no price is canceled',
    `
    says: 3.no_price.8 3.no_price.2
    BTC/USDT:
      100 100 100 100
      gap
      90 90 90 90
    orders:
      o1 70: buy 1 limit 99 IOC
      o2 80: buy 1 limit 99 FOK
      o3 85: buy 1 IOC
      o4 90: buy 1 limit 99
    then:
      70.1 o1 is canceled, no_price
      80.1 o2 is canceled, no_price
      85.1 o3 is canceled, no_price
      120 o4 buys 1 at 90, taker
    `,
  );

  scene(
    'before the first price',
    `
    says: 3.no_price.8 3.no_price.1
    BTC/USDT from 60 s:
      100 100 100 100
    orders:
      o1 10: buy 1 limit 101 FOK
    then:
      10.1 o1 is canceled, no_price
    `,
  );

  scene(
    'of a stop-limit begins with its trigger',
    `
    says: 3.force.2 3.stop.6
    with: hold 2 BTC; intrabar open_low_high_close
    BTC/USDT:
      100 101 99 100
      94 99 93 98
    orders:
      o1 0: sell 1 stop 98 limit 93 IOC
      o2 0: sell 1 stop 98 limit 96 IOC
    then:
      0.1 o1 rests
      0.1 o2 rests
      60 o1 triggers at 94
      60 o1 sells 1 at 94, taker
      60 o2 triggers at 94
      60 o2 is canceled, ioc
    `,
  );
});

describe('fill or kill', () => {
  scene(
    'fills whole',
    `
    says: 3.force.3
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 101 FOK
    then:
      0.1 o1 buys 1 at 100, taker
    `,
  );

  scene(
    'is canceled where its limit is not met',
    `
    says: 3.force.3
    BTC/USDT:
      100 104 98 103
    orders:
      o1 0: buy 1 limit 99 FOK
    then:
      0.1 o1 is canceled, fok
      balance USDT 10000
    `,
  );
});
