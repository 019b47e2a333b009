/** A catalog in a temporary folder with minutes of the benches' market, gone when the process ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CandleRequest } from '../src/catalog/index.ts';
import { synthesizeSeries } from '../src/catalog/synthesis.ts';
import { BTC, FROM, MINUTE } from './market.ts';

export const VENUE = 'synthetic';

/** The first `count` minutes of it. */
export function request(count: number): CandleRequest {
  const to = FROM + count * MINUTE;
  return { venue: VENUE, symbol: BTC.symbol, interval: MINUTE, priceDecimals: BTC.priceDecimals, from: FROM, to };
}

export async function makeCatalog(count: number): Promise<string> {
  const catalog = mkdtempSync(join(tmpdir(), 'papertape-bench-'));
  process.on('exit', () => rmSync(catalog, { recursive: true, force: true }));
  const { symbol, startPrice, volatility } = BTC;
  await synthesizeSeries({
    catalog,
    venue: VENUE,
    seed: 7,
    from: FROM,
    to: FROM + count * MINUTE,
    interval: MINUTE,
    symbols: [{ symbol, startPrice, volatility, tick: '0.01', lot: '0.00001' }],
  });
  return catalog;
}
