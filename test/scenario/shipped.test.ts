import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { digestSources } from '../../src/scenario/strategy/index.ts';
import { SHIPPED_DIGESTS } from '../../src/strategy/shipped/digests.ts';
import { SHIPPED_STRATEGIES } from '../../src/strategy/shipped/index.ts';

it('each shipped strategy has the digest of its source, as a bundle of that source would have', () => {
  const names = [...SHIPPED_STRATEGIES.keys()].sort();
  expect(Object.keys(SHIPPED_DIGESTS).sort()).toEqual(names);
  for (const name of names) {
    const text = readFileSync(new URL(`../../src/strategy/shipped/${name}.ts`, import.meta.url), 'utf8');
    expect(SHIPPED_DIGESTS[name], name).toBe(digestSources([text]));
  }
});
