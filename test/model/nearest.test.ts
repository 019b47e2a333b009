import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from '../../src/model/nearest.ts';

describe('the nearest word', () => {
  it.each([
    ['slipage', ['slippage', 'fees'], 'slippage'],
    ['fess', ['slippage', 'fees'], 'fees'],
    ['BTC/USTD', ['ETH/USDT', 'BTC/USDT', 'BTC/USD'], 'BTC/USDT'],
    ['btc/usdt', ['ETH/USDT', 'BTC/USDT'], 'BTC/USDT'],
    ['ca', ['abc', 'ac'], 'ac'],
    ['quantity', ['price', 'side'], null],
    ['', ['a'], 'a'],
    ['x', [], null],
  ])('to %s among %j is %s', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });

  it('is the first of equals', () => {
    expect(nearest('bat', ['cat', 'hat'])).toBe('cat');
  });

  it('ends a message, or nothing does', () => {
    expect(didYouMean('tick_sise', ['tick_size'])).toBe(' (did you mean tick_size?)');
    expect(didYouMean('zzz', ['tick_size'])).toBe('');
  });
});
