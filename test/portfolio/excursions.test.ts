/** The best and the worst of a round trip, and what rests on an unknown order of prices, worked out by hand. */
import { describe, expect, it } from 'vitest';
import { TestAccount } from './account.ts';

const ONE = ['BTC/USDT'];
const opened = (): TestAccount => {
  const account = new TestAccount(ONE, { USDT: '10000', BTC: '5' });
  account.mark('BTC/USDT', '100');
  return account;
};

describe('the best and the worst of a round trip', () => {
  it('are of the whole position, at each price it met', () => {
    const account = opened();
    account.fill('buy 2 BTC/USDT at 100');
    for (const price of ['101', '97', '104', '99']) account.mark('BTC/USDT', price);
    account.fill('sell 2 BTC/USDT at 99');
    expect(account.trips[0]).toMatchObject({ mae: '-6', mfe: '8', pnl: '-2' });
  });

  it('begin with the slippage that was paid', () => {
    const account = opened();
    account.fill('buy 2 BTC/USDT at 101 from 100');
    account.mark('BTC/USDT', '105');
    account.fill('sell 2 BTC/USDT at 105');
    expect(account.trips[0]).toMatchObject({ mae: '-2', mfe: '8' });
  });

  it('go as far as the price at which it ended, and not to the one to which price went on', () => {
    const account = opened();
    account.fill('buy 2 BTC/USDT at 100');
    // A sale at its limit on the way to 120, and a stop on the way to 80, slipped to 94.
    account.fill('sell 2 BTC/USDT at 110');
    account.mark('BTC/USDT', '120');
    account.fill('buy 1 BTC/USDT at 120');
    account.fill('sell 1 BTC/USDT at 94 from 95');
    account.mark('BTC/USDT', '80');
    expect(account.trips).toMatchObject([
      { mae: '0', mfe: '20', pnl: '20' },
      { mae: '-25', mfe: '0', pnl: '-26' },
    ]);
  });

  it('of a short are the other way round', () => {
    const account = opened();
    account.fill('sell 2 BTC/USDT at 100');
    account.mark('BTC/USDT', '103');
    account.mark('BTC/USDT', '96');
    account.fill('buy 2 BTC/USDT at 98');
    expect(account.trips[0]).toMatchObject({ side: 'short', mae: '-6', mfe: '8', pnl: '4' });
  });

  it('go with what the position is then: enlarged and reduced', () => {
    const account = opened();
    account.fill('buy 1 BTC/USDT at 100');
    account.mark('BTC/USDT', '90');
    account.fill('buy 1 BTC/USDT at 90');
    // 2 that cost 190: at 85 they have lost 20, at 110 gained 30.
    account.mark('BTC/USDT', '85');
    account.fill('sell 1 BTC/USDT at 110');
    // 1 that cost 95: at 120 it has gained 25.
    account.mark('BTC/USDT', '120');
    account.fill('sell 1 BTC/USDT at 100');
    expect(account.trips[0]).toMatchObject({ mae: '-20', mfe: '30', pnl: '20' });
  });

  it('of an asset valued over two pairs are seen at equity rows and at its own fills', () => {
    const account = new TestAccount(['BTC/USDT', 'XRP/BTC'], { USDT: '1000', BTC: '1' });
    account.mark('BTC/USDT', '20000');
    account.mark('XRP/BTC', '0.00002');
    account.fill('buy 1000 XRP/BTC at 0.00002');
    account.mark('XRP/BTC', '0.00001');
    account.mark('XRP/BTC', '0.00003');
    account.mark('BTC/USDT', '30000');
    account.mark('BTC/USDT', '25000');
    account.row();
    account.mark('BTC/USDT', '20000');
    account.fill('sell 1000 XRP/BTC at 0.000015');
    // 1000 x 0.00003 x 25000 = 750 at the row, 1000 x 0.000015 x 20000 = 300 at the sale; it had cost 400.
    expect(account.trips[0]).toMatchObject({ asset: 'XRP', mae: '-100', mfe: '350', pnl: '-100' });
  });
});

describe('an unknown order of fills', () => {
  const tags = (account: TestAccount) => account.trips.map(({ ambiguous }) => ambiguous);

  it('tags the round trip that ends with the next fill, and no later one', () => {
    const account = opened();
    account.fill('buy 1 BTC/USDT at 100');
    account.markAmbiguous('BTC');
    account.fill('sell 1 BTC/USDT at 110');
    account.fill('buy 1 BTC/USDT at 100');
    account.fill('sell 1 BTC/USDT at 110');
    expect(tags(account)).toEqual([true, false]);
  });

  it('tags the round trip that begins with the next fill', () => {
    const account = opened();
    account.markAmbiguous('BTC');
    account.fill('buy 1 BTC/USDT at 100');
    expect(account.books.positions[1]!.trip.ambiguous).toBe(true);
    account.fill('sell 1 BTC/USDT at 110');
    account.fill('sell 1 BTC/USDT at 110');
    account.fill('buy 1 BTC/USDT at 110');
    expect(tags(account)).toEqual([true, false]);
  });

  it('tags the round trip under way at once, and it stays so', () => {
    const account = opened();
    account.fill('buy 1 BTC/USDT at 100');
    account.markAmbiguous('BTC');
    expect(account.books.positions[1]!.trip.ambiguous).toBe(true);
    account.fill('buy 1 BTC/USDT at 100');
    account.fill('sell 1 BTC/USDT at 100');
    account.fill('sell 1 BTC/USDT at 100');
    expect(tags(account)).toEqual([true]);
  });

  it('says nothing of a fill after the next equity row', () => {
    const account = opened();
    account.markAmbiguous('BTC');
    account.row();
    account.fill('buy 1 BTC/USDT at 100');
    account.markAmbiguous('BTC');
    account.row();
    account.fill('sell 2 BTC/USDT at 110');
    account.fill('buy 1 BTC/USDT at 110');
    expect(tags(account)).toEqual([true, false]);
  });

  it('of a fill that turns a position tags both round trips', () => {
    const account = opened();
    account.fill('buy 1 BTC/USDT at 100');
    account.markAmbiguous('BTC');
    account.fill('sell 2 BTC/USDT at 100');
    account.fill('buy 1 BTC/USDT at 100');
    expect(tags(account)).toEqual([true, true]);
  });

  it('in one asset says nothing of another, and in the reporting asset nothing at all', () => {
    const account = new TestAccount(['BTC/USDT', 'XRP/BTC'], { USDT: '1000', BTC: '1' });
    account.mark('BTC/USDT', '20000');
    account.mark('XRP/BTC', '0.00002');
    account.markAmbiguous('USDT');
    account.markAmbiguous('XRP');
    account.fill('buy 1000 XRP/BTC at 0.00002');
    account.fill('sell 1000 XRP/BTC at 0.00002');
    account.fill('buy 1 BTC/USDT at 20000');
    account.fill('sell 1 BTC/USDT at 20000');
    expect(account.trips.map(({ asset, ambiguous }) => [asset, ambiguous])).toEqual([
      ['XRP', true],
      ['BTC', false],
      ['BTC', false],
    ]);
  });
});
