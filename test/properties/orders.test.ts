/** Every property of orders of every type, over random markets; each is a check over the record of one run, so that one run shows all. */
import { beforeAll, describe, expect, it } from 'vitest';
import { CHECKS } from './orders/checks/index.ts';
import { type Count, range, repeatOf, tally } from './orders/tally.ts';

const MARKETS = 300;
/** Too few to say anything. */
const FEW = 5;

describe(`orders in ${MARKETS} random markets`, () => {
  let counts = new Map<string, Count>();

  beforeAll(() => {
    counts = tally(CHECKS, range(1, MARKETS));
  });

  for (const { name, says } of CHECKS) {
    it(`${name}: ${says}`, () => {
      const { markets, failures } = counts.get(name)!;
      for (const { seed, fault } of failures) expect.fail(`${fault}\nagain: ${repeatOf(seed)}`);
      expect(markets).toBeGreaterThan(FEW);
    });
  }
});

it.each([
  [118504, 'one that waits is met by the next price, though the fill of another ended one that waited before it'],
])('seed %i, which once failed: %s', (seed) => {
  const failures = [...tally(CHECKS, [seed]).values()].flatMap((count) => count.failures);
  expect(failures).toEqual([]);
});
