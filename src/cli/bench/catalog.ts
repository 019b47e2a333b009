/** Minutes of the benches' market as a catalog in a temporary folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CandleRequest } from '../../catalog/index.ts';
import { type SynthesisRequest, synthesizeSeries } from '../../catalog/synthesis.ts';
import { BTC, FROM, MINUTE } from './market.ts';

export const VENUE = 'synthetic';

/** The first `count` minutes of it. */
export function request(count: number): CandleRequest {
  const to = FROM + count * MINUTE;
  return { venue: VENUE, symbol: BTC.symbol, interval: MINUTE, priceDecimals: BTC.priceDecimals, from: FROM, to };
}

/** An empty folder that is gone when `remove` is called, and at the end of the process at the latest. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'papertape-bench-'));
  const remove = (): void => {
    rmSync(path, { recursive: true, force: true });
    process.off('exit', remove);
  };
  // A second Ctrl-C ends the process at once.
  process.on('exit', remove);
  return { path, remove };
}

/** Writes the first `count` minutes into a catalog. */
export async function makeCatalog(
  catalog: string,
  count: number,
  options: Pick<SynthesisRequest, 'signal' | 'onProgress'> = {},
): Promise<void> {
  const { symbol, startPrice, volatility } = BTC;
  await synthesizeSeries({
    ...options,
    catalog,
    venue: VENUE,
    seed: 7,
    from: FROM,
    to: FROM + count * MINUTE,
    interval: MINUTE,
    symbols: [{ symbol, startPrice, volatility, tick: '0.01', lot: '0.00001' }],
  });
}
