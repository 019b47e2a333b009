import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differingSettings } from '../../src/report/compare/settings.ts';

it('names each value by its path, with both sides', () => {
  const a = {
    seed: 1,
    market: { symbols: ['BTC/USDT'], to: null },
    exchange: { slippage: { model: 'fixed', pct: '0.1' } },
  };
  const b = {
    seed: 1,
    market: { symbols: ['BTC/USDT', 'ETH/USDT'], to: '2024' },
    exchange: { slippage: { model: 'none' } },
  };
  expect(differingSettings(a, b)).toEqual([
    { path: 'market.symbols.1', a: undefined, b: 'ETH/USDT' },
    { path: 'market.to', a: null, b: '2024' },
    { path: 'exchange.slippage.model', a: 'fixed', b: 'none' },
    { path: 'exchange.slippage.pct', a: '0.1', b: undefined },
  ]);
});

it('passes over where things lie, and over nothing else', () => {
  const of = (catalog: string, use: string, prefix: string): object => ({
    market: { catalog },
    strategy: { use },
    journal: { db_table_prefix: prefix },
  });
  expect(differingSettings(of('a', './x.ts', 'p'), of('b', '../y.ts', 'q'))).toEqual([]);
  expect(differingSettings(of('a', 'sma-cross', 'p'), of('b', './x.ts', 'p'))).toEqual([
    { path: 'strategy.use', a: 'sma-cross', b: './x.ts' },
  ]);
});

it('finds nothing between a value and its copy, and one thing where one thing was changed', () => {
  const inner = fc.dictionary(
    fc.stringMatching(/^[a-z_]{1,5}$/),
    fc.oneof(fc.integer(), fc.string(), fc.constant(null)),
    {
      minKeys: 1,
    },
  );
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), inner, { minKeys: 1 }), fc.nat(), (value, pick) => {
      const copy = structuredClone(value);
      expect(differingSettings(value, copy)).toEqual([]);
      const keys = Object.keys(copy);
      const group = keys[pick % keys.length]!;
      const names = Object.keys(copy[group]!);
      const name = names[pick % names.length]!;
      const before = copy[group]![name];
      copy[group]![name] = before === 'changed' ? 'again' : 'changed';
      expect(differingSettings(value, copy)).toEqual([{ path: `${group}.${name}`, a: before, b: copy[group]![name] }]);
    }),
  );
});
