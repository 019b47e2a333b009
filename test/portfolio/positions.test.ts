/** "Positions", sentence by sentence, in numbers worked out by hand. */
import { describe, expect, it } from 'vitest';
import { TestAccount } from './account.ts';

const TRIANGLE = ['BTC/USDT', 'XRP/USDT', 'XRP/BTC'];

function triangle(holdings: Record<string, string>): TestAccount {
  const account = new TestAccount(TRIANGLE, holdings);
  account.mark('BTC/USDT', '20000');
  account.mark('XRP/USDT', '0.5');
  account.mark('XRP/BTC', '0.000025');
  return account;
}

describe('several quote assets', () => {
  it('a way around three pairs, with a fee on each', () => {
    const account = triangle({ USDT: '10000' });
    account.fill('buy 0.2 BTC/USDT at 20000 fee 10.4');
    expect(account.balances()).toEqual({ USDT: '5989.6', BTC: '0.2', XRP: '0' });
    expect(account.position('BTC')).toEqual({ quantity: '0.2', cost: '4000', realized: '-10.4', isDust: false });

    // 0.1 BTC is worth 2100 at the mark of BTC. What leaves, 0.101 BTC worth 2121, had cost 2020.
    account.mark('BTC/USDT', '21000');
    account.fill('buy 4000 XRP/BTC at 0.000025 fee 0.001');
    expect(account.balances()).toEqual({ USDT: '5989.6', BTC: '0.099', XRP: '4000' });
    expect(account.position('XRP')).toEqual({ quantity: '4000', cost: '2100', realized: '-21', isDust: false });
    expect(account.position('BTC')).toEqual({ quantity: '0.099', cost: '1980', realized: '90.6', isDust: false });
    // 5989.6 + 0.099 x 21000 + 4000 x 0.5
    expect(account.row()).toEqual({ equity: '10068.6', exposure: '4079' });

    account.fill('sell 4000 XRP/USDT at 0.55 fee 5.5');
    account.fill('sell 0.099 BTC/USDT at 22000 fee 2.178');
    expect(account.trips).toMatchObject([
      { asset: 'XRP', side: 'long', quantity: '4000', entry: '2100', exit: '2200', fees: '26.5', pnl: '73.5' },
      { asset: 'BTC', side: 'long', quantity: '0.2', entry: '4000', exit: '4299', fees: '12.578', pnl: '286.422' },
    ]);
    expect(account.balances()).toEqual({ USDT: '10359.922', BTC: '0', XRP: '0' });
    expect(account.realized).toBe('359.922');
  });

  it('the cost is kept at the mark of the quote asset, not at the price of another pair', () => {
    const account = triangle({ USDT: '10000', BTC: '1' });
    account.mark('XRP/USDT', '0.7');
    account.fill('buy 1000 XRP/BTC at 0.00003');
    expect(account.position('XRP').cost).toBe('600');
    expect(account.position('BTC')).toMatchObject({ quantity: '-0.03', cost: '600' });
  });

  it('a pair whose base is the reporting asset moves the other one, at what was paid', () => {
    const account = new TestAccount(['BTC/USDT', 'XRP/USDT', 'USDT/EUR'], { USDT: '10000' });
    account.mark('USDT/EUR', '0.9');
    account.fill('sell 1000 USDT/EUR at 0.9 fee 0.9');
    expect(account.balances()).toMatchObject({ USDT: '9000', EUR: '899.1' });
    expect(account.position('EUR')).toEqual({ quantity: '899.1', cost: '999', realized: '-1', isDust: false });
    expect(account.row()).toEqual({ equity: '9999', exposure: '999' });
    // 800 of 899.1 EUR had cost 888.88888889.
    account.mark('USDT/EUR', '0.8');
    account.fill('buy 1000 USDT/EUR at 0.8');
    expect(account.position('EUR')).toMatchObject({ quantity: '99.1', cost: '110.11111111', realized: '110.11111111' });
  });
});

describe('an initial holding', () => {
  it('is no position; a sale out of it is a short round trip, a purchase back ends it', () => {
    const account = triangle({ USDT: '1000', XRP: '10000' });
    expect(account.position('XRP').quantity).toBe('0');
    expect(account.row()).toEqual({ equity: '6000', exposure: '0' });

    // Brings 0.1 BTC worth 2000; the fee of 0.0001 BTC is 2.
    account.fill('sell 4000 XRP/BTC at 0.000025 fee 0.0001');
    expect(account.position('XRP')).toEqual({ quantity: '-4000', cost: '2000', realized: '-2', isDust: false });
    expect(account.position('BTC')).toMatchObject({ quantity: '0.0999', cost: '1998' });

    // 0.08 BTC at 24000 are 1920, the fee of 0.00008 is 1.92; 0.08008 BTC of the 0.0999 had cost 1601.6.
    account.mark('BTC/USDT', '24000');
    account.fill('buy 4000 XRP/BTC at 0.00002 fee 0.00008');
    expect(account.trips).toMatchObject([
      { asset: 'XRP', side: 'short', quantity: '4000', entry: '2000', exit: '1920', fees: '3.92', pnl: '76.08' },
    ]);
    expect(account.position('BTC')).toMatchObject({ quantity: '0.01982', cost: '396.4', realized: '320.32' });
    expect(account.balances()).toEqual({ USDT: '1000', BTC: '0.01982', XRP: '10000' });
  });

  it('what its price does is in equity, in neither part of the P&L', () => {
    const account = triangle({ USDT: '1000', BTC: '1' });
    account.fill('sell 0.5 BTC/USDT at 20000');
    account.mark('BTC/USDT', '18000');
    account.fill('buy 0.5 BTC/USDT at 18000');
    expect(account.realized).toBe('1000');
    // From 21,000: 1,000 made by trading, 2,000 lost by the coin that was there.
    expect(account.row().equity).toBe('20000');
  });

  it('a sale larger than the position turns it over: one trip ends, a short one begins', () => {
    const account = new TestAccount(['BTC/USDT'], { USDT: '1000', BTC: '2' });
    account.mark('BTC/USDT', '100');
    account.fill('buy 1 BTC/USDT at 100 fee 1');
    account.fill('sell 2.5 BTC/USDT at 110 fee 2.75');
    expect(account.position('BTC')).toEqual({ quantity: '-1.5', cost: '165', realized: '6.25', isDust: false });
    account.fill('buy 1.5 BTC/USDT at 100 fee 1.5');
    expect(account.trips).toMatchObject([
      { side: 'long', quantity: '1', entry: '100', exit: '110', fees: '2.1', pnl: '7.9' },
      { side: 'short', quantity: '1.5', entry: '165', exit: '150', fees: '3.15', pnl: '11.85' },
    ]);
    expect(account.realized).toBe('19.75');
    expect(account.balances()).toEqual({ USDT: '1019.75', BTC: '2' });
  });
});

describe('cost', () => {
  it('is a total: a part takes its share, the last part what is left', () => {
    const account = new TestAccount(['BTC/USDT'], { USDT: '1000' });
    account.mark('BTC/USDT', '100');
    account.fill('buy 3 BTC/USDT at 33.33333333');
    expect(account.position('BTC').cost).toBe('99.99999999');
    account.fill('sell 1 BTC/USDT at 33.33333333');
    expect(account.position('BTC')).toMatchObject({ cost: '66.66666666', realized: '0' });
    account.fill('buy 1 BTC/USDT at 10');
    expect(account.position('BTC').cost).toBe('76.66666666');
    // A third is 25.55555555 and a third of a unit; the last part takes 51.11111111.
    account.fill('sell 1 BTC/USDT at 30');
    expect(account.position('BTC')).toMatchObject({ cost: '51.11111111', realized: '4.44444445' });
    account.fill('sell 2 BTC/USDT at 30');
    expect(account.position('BTC')).toMatchObject({ quantity: '0', cost: '0', realized: '13.33333334' });
    expect(account.balances().USDT).toBe('1013.33333334');
  });
});

describe('dust', () => {
  const withMinimum = (): TestAccount => {
    const account = new TestAccount(['BTC/USDT'], { USDT: '1000' }, { minNotional: 10e8 });
    account.mark('BTC/USDT', '100');
    account.fill('buy 1.05 BTC/USDT at 100');
    return account;
  };

  it('counts as flat, stays on the list, and ends the round trip', () => {
    const account = withMinimum();
    account.fill('sell 1 BTC/USDT at 100');
    expect(account.position('BTC')).toMatchObject({ quantity: '0.05', cost: '5', isDust: true });
    expect(account.books.position(1)).toBe(0);
    expect(account.books.hasOpenPosition).toBe(false);
    expect(account.trips).toMatchObject([{ quantity: '1.05', exited: '1', entry: '105', exit: '100', pnl: '0' }]);
    expect(account.row()).toEqual({ equity: '1000', exposure: '0' });
  });

  it('is judged at the price of the fill, whatever the mark', () => {
    const account = withMinimum();
    account.mark('BTC/USDT', '300');
    account.fill('sell 1 BTC/USDT at 199');
    expect(account.position('BTC').isDust).toBe(true);
    const other = withMinimum();
    other.mark('BTC/USDT', '50');
    other.fill('sell 1 BTC/USDT at 200');
    expect(other.position('BTC').isDust).toBe(false);
  });

  it('is judged once: a price at which the rest would be enough changes nothing', () => {
    const account = withMinimum();
    account.fill('sell 1 BTC/USDT at 100');
    account.mark('BTC/USDT', '1000');
    expect(account.position('BTC').isDust).toBe(true);
    account.fill('sell 0.01 BTC/USDT at 1000');
    expect(account.position('BTC')).toMatchObject({ quantity: '0.04', isDust: true });
    expect(account.trips).toHaveLength(1);
  });

  it('with a new purchase is part of a new round trip, at what it had cost', () => {
    const account = withMinimum();
    account.fill('sell 1 BTC/USDT at 100');
    account.fill('buy 0.95 BTC/USDT at 120');
    expect(account.position('BTC')).toMatchObject({ quantity: '1', cost: '119', isDust: false });
    account.fill('sell 1 BTC/USDT at 130');
    expect(account.trips[1]).toMatchObject({ quantity: '0.95', entry: '114', exit: '130', pnl: '11' });
    expect(account.realized).toBe('11');
  });

  it('of an asset that was spent as quote is none: it can still be sold on its own pair', () => {
    const account = triangle({ USDT: '1000', BTC: '0' });
    account.fill('buy 0.01 BTC/USDT at 20000');
    account.fill('buy 399 XRP/BTC at 0.000025');
    expect(account.position('BTC')).toMatchObject({ quantity: '0.000025', isDust: false });
  });
});
