import { describe, expect, it } from 'vitest';
import { gridOf, parseVary } from '../../src/study/vary.ts';

describe('--vary', () => {
  it.each([
    ['exchange.slippage.pct=0.05,0.1', ['0.05', '0.1']],
    ['exchange.slippage={ model: none },{ model: fixed, pct: 0.1 }', ['{ model: none }', '{ model: fixed, pct: 0.1 }']],
    ['market.symbols=[BTC/USDT, ETH/USDT],[BTC/USDT]', ['[BTC/USDT, ETH/USDT]', '[BTC/USDT]']],
    ['strategy.params.name="a, b",\'c\'', ['"a, b"', "'c'"]],
    ['market.from=2024-01-01T00:00:00Z, 2024-02-01', ['2024-01-01T00:00:00Z', '2024-02-01']],
    ['a.b=1', ['1']],
    ['a.b=x=1,y=2', ['x=1', 'y=2']],
  ])('%s', (flag, values) => expect(parseVary([flag])[0]!.values).toEqual(values));

  it.each([
    [['exchange.slippage.pct'], 'write path=v1,v2'],
    [['=1,2'], 'write path=v1,v2'],
    [['a='], 'a has no values'],
    [['a=  '], 'a has no values'],
    [['a=1,,2'], 'not YAML with a comma'],
    [['a=[1,2'], 'not YAML with a comma'],
    [['a=1,2,1'], '1 stands there twice'],
    [['a=1,2', 'a=3'], '--vary a=... is given twice'],
    [['seed=1,2'], 'a seed is luck and no setting'],
  ])('refuses %j', (flags, message) => expect(() => parseVary(flags)).toThrow(message));

  it('makes a grid, the last axis changing first', () => {
    const points = gridOf(parseVary(['a=1,2', 'b=x,y,z']));
    expect(points.map((point) => point.map(([path, value]) => path + value).join(' '))).toEqual([
      'a1 bx',
      'a1 by',
      'a1 bz',
      'a2 bx',
      'a2 by',
      'a2 bz',
    ]);
    expect(gridOf([])).toEqual([[]]);
  });
});
