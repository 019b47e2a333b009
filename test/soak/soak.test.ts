/** A short soak, and the faults that a soak must find; long ones by `npm run soak -- --seeds 20000`. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { WHOLE_CHECKS } from '../properties/orders/checks/whole.ts';
import { range, tally } from '../properties/orders/tally.ts';
import { FAULTS, find } from './faults.ts';
import { repeatOf, seedOf } from './seeds.ts';

const SEEDS = 60;

describe(`under every friction, with nonsense among the orders, ${SEEDS} markets`, () => {
  const counts = tally(WHOLE_CHECKS, range(1, SEEDS));
  it.each(WHOLE_CHECKS.map(({ name, says }) => [name, says]))('%s: %s', (name) => {
    const { markets, failures } = counts.get(name)!;
    for (const { seed, fault } of failures) expect.fail(`${fault}\nagain: ${repeatOf(seed, 'orders')}`);
    expect(markets).toBeGreaterThan(SEEDS / 2);
  });
});

describe('a fault planted by hand is found', () => {
  it.each(FAULTS.map((fault) => [fault.name, fault] as const))('%s', (_, fault) => {
    const found = find(fault, 200);
    expect(found).not.toBeNull();
  });
});

it.each([
  ['--bogus', "Unknown option '--bogus': --seeds takes"],
  ['--seeds -3', "Option '--seeds' argument is ambiguous: --seeds takes"],
  ['--seeds 0', '--seeds takes a whole number above 0'],
])('%s is a mistake of one line', (words, message) => {
  const program = fileURLToPath(new URL('soak.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [program, ...words.split(' ')], { encoding: 'utf8' });
  expect(stderr).toMatch(/^.+\n$/);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});

it('a seed is a number or a git hash', () => {
  expect([seedOf('7'), seedOf('4be6483'), seedOf('4be648329a5ec65ae84721c3a65e495a2d573486')]).toEqual([
    7, 0x4be6483, 0x4be6483,
  ]);
  expect([seedOf('seven'), seedOf('-1'), seedOf('1.5'), seedOf('')]).toEqual([null, null, null, null]);
});
