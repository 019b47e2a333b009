/** A script of random orders sized by quantity, for an account that can pay them all: what they do does not depend on money. */
import type { SessionSetup } from '../../src/engine/setup.ts';
import { costScale } from '../../src/model/instrument.ts';
import scripted from '../../src/strategy/shipped/scripted.ts';
import { type CandleLine, candles, instrument, SECOND, setupOf } from './market.ts';
import type { RandomRun } from './randomRun.ts';
import { Chance } from './randomRun.ts';

const SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'XRP/USDT'];
const CANDLES = 30;
const LOT = 1_000_000;

/** The market and the orders of a symbol are the same whichever symbols stand beside it. */
export function randomOrders(seed: number, exchange: Partial<SessionSetup['exchange']>, symbols = 1): RandomRun {
  const names = SYMBOLS.slice(0, symbols);
  const assets = ['USDT', ...names.map((name) => name.split('/')[0]!)];
  const instruments = names.map((symbol, index) =>
    instrument({ index, symbol, base: index + 1, quote: 0, priceDecimals: 4, ...costScale(8, 4, 8), lotSize: LOT }),
  );
  const setup = setupOf({
    assets: assets.map((name) => ({ name, decimals: 8 })),
    instruments,
    reporting: 0,
    initialBalance: [1e14, ...names.map(() => 1e11)],
    // A path that does not ask for the position: an order that another model fills later must not turn it.
    exchange: { intrabar: 'nearest', fillDelay: 0.1 * SECOND, cancelDelay: 0.1 * SECOND, seed, ...exchange },
    matching: names.map(() => 'candles' as const),
    strategy: {
      definition: scripted as never,
      params: { orders: names.flatMap((name, place) => ordersOf(new Chance(seed, 2, place), name)) },
    },
  });
  const series = names.map((_, place) => {
    const columns = candles(candlesOf(new Chance(seed, 1, place)), { interval: 60 * SECOND, decimals: 4 });
    return { symbol: place, interval: 60 * SECOND, columns };
  });
  return { setup, series };
}

/** A walk in cents, so that limits are touched often. */
function candlesOf(chance: Chance): CandleLine[] {
  let price = 10_000;
  const move = () => price + chance.below(9) - 4;
  return Array.from({ length: CANDLES }, () => {
    const [open, a, b] = [chance.is(0.6) ? price : move(), move(), move()];
    price = move();
    const cents = [open, Math.max(open, a, b, price), Math.min(open, a, b, price), price];
    return [...cents.map((each) => each / 100), chance.below(40)] as never as CandleLine;
  });
}

function ordersOf(chance: Chance, symbol: string): object[] {
  const count = 10 + chance.below(20);
  return Array.from({ length: count }, (_, n) => {
    const at = chance.below(CANDLES * 20) * 3 * SECOND;
    const isLimit = chance.is(0.5);
    const price = String((10_000 + chance.below(15) - 7) / 100);
    return {
      id: `${symbol} ${n}`,
      at,
      symbol,
      side: chance.pick(['buy', 'sell']),
      quantity: `0.${String(1 + chance.below(98)).padStart(2, '0')}`,
      ...(isLimit ? { type: 'limit', price } : { type: 'market' }),
      ...(chance.is(0.3) ? { cancel_at: at + chance.below(600) * SECOND } : {}),
    };
  });
}
