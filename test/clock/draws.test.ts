import { describe, expect, test } from 'vitest';
import { DrawKey } from '../../src/clock/draws.ts';
import { expandKey, threefry4x32 } from '../../src/clock/threefry.ts';

const words = (text: string): number[] => text.split(' ').map((word) => Number.parseInt(word, 16));

// Random123, tests/kat_vectors: threefry4x32, 20 rounds.
test.each([
  ['00000000 00000000 00000000 00000000', '00000000 00000000 00000000 00000000', '9c6ca96a e17eae66 fc10ecd4 5256a7d8'],
  ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff ffffffff ffffffff', '2a881696 57012287 f6c7446e a16a6732'],
  ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0 082efa98 ec4e6c89', '59cd1dbb b8879579 86b5d00c ac8b6d84'],
])('the published vector of counter %s, key %s', (counter, key, want) => {
  const [c0, c1, c2, c3] = words(counter) as [number, number, number, number];
  const [k0, k1, k2, k3] = words(key) as [number, number, number, number];
  const out = new Int32Array(4);
  threefry4x32(expandKey(k0, k1, k2, k3), c0, c1, c2, c3, out);
  expect([...out].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join(' ')).toBe(want);
});

const TIME = 1_704_067_200_000_000;

/** Correlation of two lists of uniform draws. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, ownA, ownB] = [0, 0, 0];
  a.forEach((x, i) => {
    both += (x - meanA) * (b[i]! - meanB);
    ownA += (x - meanA) * (x - meanA);
    ownB += (b[i]! - meanB) * (b[i]! - meanB);
  });
  return both / Math.sqrt(ownA * ownB);
}

describe('keyed draws', () => {
  const list = (key: DrawKey, count = 4000) => Array.from({ length: count }, (_, n) => key.draw(TIME + n * 60e6, 0, 0));

  test('are the same for the same key and counters, in any order', () => {
    const one = new DrawKey(42, 'slippage', 'BTC/USDT');
    const forth = list(one, 50);
    const again = new DrawKey(42, 'slippage', 'BTC/USDT');
    for (let n = 49; n >= 0; n -= 1) expect(again.draw(TIME + n * 60e6, 0, 0)).toBe(forth[n]);
  });

  test('are pinned: another number here would move every committed golden', () => {
    const key = new DrawKey(42, 'slippage', 'BTC/USDT');
    expect([key.draw(0, 0, 0), key.draw(TIME, 0, 0), key.draw(TIME, 1, 2)]).toMatchInlineSnapshot(`
      [
        0.9674386443124676,
        0.6106217701302944,
        0.731693083561883,
      ]
    `);
  });

  test('of another seed, purpose or symbol have nothing to do with one another', () => {
    const keys: [number | string, string, string][] = [
      [42, 'slippage', 'BTC/USDT'],
      [43, 'slippage', 'BTC/USDT'],
      [42, 'fill_delay', 'BTC/USDT'],
      [42, 'slippage', 'ETH/USDT'],
      [42, 'slippage', ''],
      [42, 'slippag', 'eBTC/USDT'],
      ['42', 'slippage', 'BTC/USDT'],
      [42, 'slippage', 'Łódź/USDT'],
      [42, 'slippage', 'A\u00f3dz/USDT'],
    ];
    const draws = keys.map((key) => list(new DrawKey(...key)));
    for (let i = 0; i < draws.length; i += 1) {
      // Five standard deviations of the correlation of 4,000 independent pairs.
      for (let j = 0; j < i; j += 1)
        expect(Math.abs(correlation(draws[i]!, draws[j]!))).toBeLessThan(5 / Math.sqrt(4000));
    }
  });

  test('each counter matters, time beyond 32 bits included', () => {
    const key = new DrawKey(1, 'p', 's');
    const seen = new Set<number>();
    for (const time of [0, 1, 2 ** 32, 2 ** 40, TIME, TIME + 1, -1]) {
      for (let order = 0; order < 8; order += 1)
        for (let chance = 0; chance < 8; chance += 1) seen.add(key.draw(time, order, chance));
    }
    expect(seen.size).toBe(7 * 64);
  });

  test('are even over [0, 1), to the last of 53 bits', () => {
    const key = new DrawKey('even', 'p', 's');
    const bins = new Array<number>(64).fill(0);
    let lastBit = 0;
    const count = 64_000;
    for (let n = 0; n < count; n += 1) {
      const x = key.draw(TIME, n, 0);
      expect(x >= 0 && x < 1).toBe(true);
      bins[Math.floor(x * 64)]! += 1;
      lastBit += (x * 2 ** 53) % 2;
    }
    const chiSquare = bins.reduce((sum, seen) => sum + (seen - 1000) ** 2 / 1000, 0);
    // 63 degrees of freedom: beyond 120 once in a hundred thousand.
    expect(chiSquare).toBeLessThan(120);
    expect(Math.abs(lastBit - count / 2)).toBeLessThan(5 * Math.sqrt(count / 4));
  });
});
