/** The product rules of real venues: an order is refused exactly where decimals say that it breaks one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readInstruments } from '../../src/catalog/instruments.ts';
import { importInstruments } from '../../src/catalog/metadata/instruments.ts';
import { InputError } from '../../src/model/errors.ts';
import { resolveScenario } from '../../src/scenario/index.ts';
import { resolveInstruments, type SymbolRules } from '../../src/scenario/wiring/instruments.ts';
import type { OrderRequest } from '../../src/strategy/request.ts';
import { requireData } from '../support/shared-data.ts';
import { Rig } from './rig.ts';

const D = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN });
const folder = mkdtempSync(join(tmpdir(), 'papertape-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ready {
  readonly rules: SymbolRules;
  readonly rig: Rig;
  readonly quoteDecimals: number;
}

/** A symbol of a catalog with a well-filled account; null where a scenario could not trade it. */
async function ready(catalog: string, venue: string, symbol: string): Promise<Ready | null> {
  const [base, quote] = symbol.split('/');
  const text = `strategy: { use: sma-cross }
market: { symbols: ['${symbol}'], venue: ${venue} }
portfolio: { initial_balance: { ${quote}: 1000000, ${base}: 1000 }, reporting_asset: ${quote} }
`;
  try {
    const run = resolveInstruments(resolveScenario(text, 'rules.yaml'), await readInstruments(catalog));
    const { assets, instruments, reporting, initialBalance } = run;
    const rig = new Rig({ assets, instruments, reporting, initial: initialBalance, marks: [-1] });
    return { rules: run.rules[0]!, rig, quoteDecimals: instruments[0]!.quoteDecimals };
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** The rule that a limit order breaks, in the words of the venue's list; null where it keeps them all. */
function brokenBy(rules: SymbolRules, quantity: string, price: string, quoteDecimals: number): string | null {
  const size = new D(quantity);
  if (!new D(price).mod(rules.tick_size).isZero()) return 'tick_size';
  if (!size.mod(rules.lot_size).isZero()) return 'lot_size';
  const hasMinimum = new D(rules.min_size).gt(0);
  if (size.lt(Decimal.max(rules.min_size, rules.lot_size))) return hasMinimum ? 'min_size' : 'lot_size';
  if (new D(rules.max_size).gt(0) && size.gt(rules.max_size)) return 'max_size';
  const value = size.mul(price).toDecimalPlaces(quoteDecimals);
  if (value.lt(rules.min_notional)) return 'min_notional';
  return new D(rules.max_notional).gt(0) && value.gt(rules.max_notional) ? 'max_notional' : null;
}

/** Quantities and prices near the rules' own figures, on and off their increments. */
function asked(rules: SymbolRules): fc.Arbitrary<readonly [quantity: string, price: string]> {
  const near = (increment: string, anchors: readonly string[]) =>
    fc
      .tuple(
        fc.constantFrom(...anchors.filter((anchor) => new D(anchor).gt(0)), increment),
        fc.integer({ min: -2, max: 40 }),
        fc.constantFrom(0, 0, 0, 0.5),
      )
      .map(([anchor, steps, off]) => new D(anchor).add(new D(increment).mul(steps + off)))
      .filter((value) => value.gt(0))
      .map((value) => value.toFixed());
  const lotOfNotional = new D(rules.min_notional).div(rules.lot_size).toDecimalPlaces(0).mul(rules.lot_size).toFixed();
  const quantities = near(rules.lot_size, [rules.min_size, rules.max_size, lotOfNotional]);
  const prices = near(
    rules.tick_size,
    [rules.tick_size, '1', '100'].map((text) => new D(text).div(rules.tick_size).ceil().mul(rules.tick_size).toFixed()),
  );
  return fc.tuple(quantities, prices);
}

async function agree(catalog: string, venue: string, every: number): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const symbols = Object.keys((await readInstruments(catalog))[venue]!).filter((_, i) => i % every === 0);
  for (const symbol of symbols) {
    const one = await ready(catalog, venue, symbol);
    if (one === null) continue;
    const { rules, rig, quoteDecimals } = one;
    fc.assert(
      fc.property(asked(rules), ([quantity, price]) => {
        const request: OrderRequest = { side: 'buy', type: 'limit', quantity, price };
        const order = rig.executor.approve(request, 'buy', 0, rig.now);
        const { rule, detail } = rig.executor.refusal;
        const expected = brokenBy(rules, quantity, price, quoteDecimals);
        // What passes 2^53 units is no amount at all.
        if (order.status !== 0 && (detail.endsWith('is too large') || rule === 'amount')) return;
        expect(order.status === 0 ? null : rule, `${symbol} ${quantity} at ${price}: ${detail}`).toBe(expected);
        counts.set(expected ?? 'approved', (counts.get(expected ?? 'approved') ?? 0) + 1);
      }),
      { numRuns: 60 },
    );
  }
  return counts;
}

describe('product rules', () => {
  it('of the embedded sample', async () => {
    const counts = await agree('data', 'synthetic', 1);
    expect([...counts.keys()]).toEqual(expect.arrayContaining(['approved', 'tick_size', 'lot_size', 'min_notional']));
  });

  it.each([
    ['kraken-assetpairs-2021-04-17.json.gz', 12, ['approved', 'tick_size', 'lot_size', 'min_size']],
    [
      'coinbase-exchange-products-2021-04-17.json.gz',
      12,
      ['approved', 'tick_size', 'lot_size', 'min_size', 'max_size'],
    ],
    [
      'binance-spot-exchangeinfo-2021-10-12.json.gz',
      80,
      ['approved', 'tick_size', 'lot_size', 'max_size', 'min_notional'],
    ],
  ])('of %s', async (file, every, rules) => {
    const catalog = join(folder, file);
    await importInstruments({ file: requireData(`metadata/${file}`), catalog, venue: 'real' });
    const counts = await agree(catalog, 'real', every);
    expect([...counts.keys()]).toEqual(expect.arrayContaining(rules));
  });
});
