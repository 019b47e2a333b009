// How often the interval of a comparison holds an effect that is known beforehand, on as many markets as are asked for:
// `npm run soak:comparison -- --markets 2000 [--days 90] [--seed 1]`. Exit 1 outside of 90 to 99 %.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const option = (value) => ({ type: 'string', default: value });
const { values } = parseArgs({
  options: { markets: option('2000'), days: option('90'), seed: option('1'), resamples: option('1000') },
});
const [markets, days, seed, resamples] = ['markets', 'days', 'seed', 'resamples'].map((name) => Number(values[name]));
if (![markets, days, seed, resamples].every((value) => Number.isSafeInteger(value) && value > 0)) {
  process.stderr.write('--markets, --days, --seed and --resamples are whole numbers above zero\n');
  process.exit(2);
}
const folder = fileURLToPath(new URL('../../node_modules/.cache/papertape-soak', import.meta.url));
mkdirSync(folder, { recursive: true });
const outfile = `${folder}/comparison.mjs`;
const entry = fileURLToPath(new URL('./knownEffect.ts', import.meta.url));
const settings = { bundle: true, format: 'esm', platform: 'node', packages: 'external', logLevel: 'warning' };
await build({ ...settings, entryPoints: [entry], outfile });
const { coverage, knownEffect } = await import(outfile);

const began = performance.now();
const { held, joint, apart } = coverage(seed, markets, days, resamples);
const share = held / markets;
const pct = (value) => `${(value * 100).toFixed(4)} %`;
process.stdout.write(
  `${held} of ${markets} intervals (${(share * 100).toFixed(1)} %) hold the known effect of ${pct(knownEffect())} a day; ` +
    `${days} days, seeds ${seed} to ${seed + markets - 1}\n` +
    `mean width ${pct(joint)} joint, ${pct(apart)} apart: ${(apart / joint).toFixed(0)} times; ` +
    `${((performance.now() - began) / 1000).toFixed(0)} s\n`,
);
process.exit(share >= 0.9 && share <= 0.99 ? 0 : 1);
