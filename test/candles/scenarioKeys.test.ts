/** Rules of section 3 about a scenario's keys, which no market shows: whose word counts. */
import { describe, expect, it } from 'vitest';
import type { Instruments } from '../../src/catalog/instruments.ts';
import { resolveScenario } from '../../src/scenario/index.ts';
import { resolveInstruments } from '../../src/scenario/wiring/instruments.ts';

const ENTRY = { tick_size: '0.01', lot_size: '0.0001', inferred: false };

/** The taker's fee of a run whose scenario and instrument say what is given. */
function takerOf(words: { symbols?: string; exchange?: string; instrument?: string }): string {
  const text = `strategy: { use: sma-cross }
market: { venue: here, symbols: [BTC/USDT] }
${words.exchange === undefined ? '' : `exchange: { fees: { taker_pct: ${words.exchange} } }`}
${words.symbols === undefined ? '' : `symbols: { BTC/USDT: { taker_pct: ${words.symbols} } }`}
`;
  const fee = words.instrument === undefined ? {} : { taker_pct: words.instrument };
  const known = { here: { 'BTC/USDT': { ...ENTRY, ...fee } } } as unknown as Instruments;
  return resolveInstruments(resolveScenario(text, 'runs/q.yaml'), known).rules[0]!.taker_pct;
}

describe('a fee', () => {
  it.each([
    ['in symbols wins', { symbols: '0.1', exchange: '0.2', instrument: '0.3' }, '0.1'],
    ['in symbols wins over the instrument, too', { symbols: '0.1', instrument: '0.3' }, '0.1'],
    ['of exchange.fees comes next', { exchange: '0.2', instrument: '0.3' }, '0.2'],
    ['of the instrument comes before the default', { instrument: '0.3' }, '0.3'],
    ['that nobody wrote is the default', {}, '0.26'],
    ['of zero is a fee that was written', { symbols: '0', exchange: '0.2' }, '0'],
  ])('%s', (_, words, expected) => {
    expect(takerOf(words)).toBe(expected);
  });
});
