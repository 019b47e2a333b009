import { describe, expect, it } from 'vitest';
import type { Likeness } from '../../src/catalog/like.ts';
import { perSymbol } from '../../src/cli/per-symbol.ts';
import { type SynthWords, synthRequest } from '../../src/cli/synth-request.ts';
import { InputError } from '../../src/model/errors.ts';
import { MICROS_PER_HOUR, parseTime } from '../../src/model/time.ts';

const WORDS: SynthWords = { catalog: 'c', symbols: 'A/B,C/B', from: '2024-01-01', to: '2024-02-01', crash: [] };

const LIKE: Likeness = {
  interval: 300_000_000,
  tick: '0.5',
  lot: '0.01',
  fit: {
    startPrice: 7,
    volatility: 0.33,
    clustering: 0.8,
    jumps: { perDay: 3, sizePct: 0.2 },
    dailyVolume: 900,
    volumeNoise: 0.4,
    tickSize: 5,
    baseDecimals: 2,
    moments: {
      candles: 1000,
      volatility: 0.34,
      clustering: 0.8,
      largeMovesPerDay: 2,
      largeMovePct: 0.3,
      dailyVolume: 800,
      volumeCorrelation: 0.7,
    },
  },
};

describe('the words of data synth', () => {
  it('mean the usual where nothing is said', () => {
    expect(synthRequest(WORDS, null)).toMatchObject({
      catalog: 'c',
      venue: 'synthetic',
      seed: 42,
      interval: 60_000_000,
      crashes: [],
      symbols: [
        { symbol: 'A/B', startPrice: 100, volatility: 0.6 },
        { symbol: 'C/B', startPrice: 100, volatility: 0.6 },
      ],
    });
  });

  it('are read symbol by symbol, cross pairs after their legs', () => {
    const { symbols } = synthRequest(
      { ...WORDS, cross: 'A/C', 'start-price': '5,C/B=9', tick: 'A/C=0.001', 'volume-noise': '0.1', lot: '1' },
      null,
    );
    expect(symbols).toMatchObject([
      { symbol: 'A/B', startPrice: 5, volumeNoise: 0.1, lot: '1', tick: undefined },
      { symbol: 'C/B', startPrice: 9, volumeNoise: 0.1, lot: '1', tick: undefined },
      { symbol: 'A/C', cross: { base: 'A/B', quote: 'C/B' }, volumeNoise: 0.1, lot: '1', tick: '0.001' },
    ]);
  });

  it('say more than a fit, which says more than the usual', () => {
    const { symbols, interval, clustering, jumps } = synthRequest(
      { ...WORDS, volatility: 'C/B=2', jumps: '1:1' },
      LIKE,
    );
    expect({ interval, clustering, jumps }).toEqual({
      interval: 300_000_000,
      clustering: 0.8,
      jumps: { perDay: 1, sizePct: 1 },
    });
    const fitted = { startPrice: 7, dailyVolume: 900, volumeNoise: 0.4, tick: '0.5', lot: '0.01' };
    expect(symbols).toMatchObject([
      { symbol: 'A/B', volatility: 0.33, ...fitted },
      { symbol: 'C/B', volatility: 2, ...fitted },
    ]);
  });

  it.each([
    ['2024-01-10:14:8', '2024-01-10', 14, 8],
    ['2024-01-10T12:30:14:0.5', '2024-01-10T12:30', 14, 0.5],
    ['2024-01-10T12:30:45:7.5:2', '2024-01-10T12:30:45', 7.5, 2],
    ['2024-01-10T12:30:45+02:00:7.5:2', '2024-01-10T12:30:45+02:00', 7.5, 2],
  ])('--crash %s', (text, at, depthPct, hours) => {
    const { crashes } = synthRequest({ ...WORDS, crash: [text], 'rebound-pct': '35' }, null);
    expect(crashes).toEqual([{ at: parseTime(at), depthPct, duration: hours * MICROS_PER_HOUR, reboundPct: 35 }]);
  });

  it.each<[Partial<SynthWords>, string]>([
    [{ cross: 'A/D' }, '--cross A/D follows from A/X and D/X of one X'],
    [{ symbols: 'A/B,' }, '--symbols A/B,: write names with a comma between them'],
    [{ volatility: 'A/B=0.5,X/Y=1' }, '--volatility: X/Y is not one of the symbols'],
    [{ volatility: '0.5,0.6' }, 'say one value for all, and those of single symbols as A/B=0.6'],
    [{ volatility: 'A/B=' }, 'A/B has no value'],
    [{ volatility: 'wild' }, '--volatility wild: "wild" is not a number'],
    [{ volatility: '0x10' }, '"0x10" is not a number'],
    [{ jumps: '3' }, '--jumps 3: write PER_DAY:SIZE_PCT'],
    [{ jumps: '3:x' }, '--jumps x: "x" is not a number'],
    [{ crash: ['2024-01-01:14'] }, '--crash 2024-01-01:14: write FROM:PCT:HOURS'],
    [{ crash: ['soon:14:8'] }, '--crash: "soon" is not a time'],
    [{ seed: '1.5' }, '--seed 1.5: a seed is a whole number'],
    [{ interval: '1y' }, '--interval: "1y" is not an interval'],
    [{ from: 'then' }, '--from: "then" is not a time'],
  ])('%o is refused', (words, message) => {
    const read = (): unknown => synthRequest({ ...WORDS, ...words }, null);
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
  });
});

it('a value may be one for all, one for each, or both', () => {
  const symbols = ['A/B', 'C/D'];
  const said = (text: string | undefined) => symbols.map(perSymbol('tick', text, symbols));
  expect(said(undefined)).toEqual([undefined, undefined]);
  expect(said('1')).toEqual(['1', '1']);
  expect(said('1,C/D=2')).toEqual(['1', '2']);
  expect(said('C/D=2')).toEqual([undefined, '2']);
  expect(() => said('C/D=2,C/D=3')).toThrow('say one value for all');
});
