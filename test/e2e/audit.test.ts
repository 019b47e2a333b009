import { expect, it } from 'vitest';
import { folderWithMarket, SCENARIO } from './market.ts';
import { papertape } from './papertape.ts';

const CARELESS = `import { defineStrategy } from 'papertape';
let kept = null;
export default defineStrategy({
  name: 'careless',
  onCandle(ctx) {
    if (kept !== null && ctx.now >= Date.parse('2024-01-02')) ctx.log(String(kept.close));
    kept = ctx.candle;
  },
});
`;

it('an audited replay says what it looked at and comes to the same; a view read too late is found in all of it', async () => {
  const cwd = await folderWithMarket(2000, {
    'careless.js': CARELESS,
    'careless.yaml': SCENARIO.replace(/strategy: .*/, 'strategy: { use: ./careless.js }'),
  });
  const plain = await papertape(['replay', 'scenario.yaml', '--json', '--out', 'plain'], { cwd });
  const audited = await papertape(['replay', 'scenario.yaml', '--json', '--out', 'audited', '--audit'], { cwd });
  expect([plain.code, audited.code]).toEqual([0, 0]);
  const said = /^audit: all held after each of (\d+) events and at each of (\d+) fills$/m;
  const [, events, fills] = said.exec(audited.stderr)!;
  const { run, metrics } = JSON.parse(audited.stdout);
  expect([run.digest, Number(fills)]).toEqual([JSON.parse(plain.stdout).run.digest, metrics.fill_count]);
  expect(Number(fills)).toBeGreaterThan(10);
  // Four points a candle, and more.
  expect(Number(events)).toBeGreaterThan(4 * 2000);

  expect((await papertape(['replay', 'careless.yaml'], { cwd })).code).toBe(0);
  const late = await papertape(['replay', 'careless.yaml', '--audit'], { cwd });
  expect([late.code, late.stderr]).toEqual([2, expect.stringContaining('this candle has ended with its callback')]);
  expect(late.stderr).toContain('careless.js:6');
}, 60_000);
