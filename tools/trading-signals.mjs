// Writes vendor/trading-signals.js: the indicators of trading-signals, prepared for runs that must repeat themselves.
// - Its private fields (`#name`) become plain ones, `_File_name`: what an indicator has gathered can be saved and loaded.
// - Its `Math` is the portable one, and `**` goes through it: the same last bit on every machine.
// - What reads the wall clock unless told a time is an error that says so.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const MATH = 'portable-math';
const WALL_CLOCK = 'new Date(Date.now())';
const ASKS_FOR_A_TIME = `(() => { throw new Error('a day of the week needs its time: isMonday(zone, new Date(ctx.now))'); })()`;

function prepared(path) {
  const file = basename(path, '.js');
  const text = readFileSync(path, 'utf8').replaceAll(WALL_CLOCK, ASKS_FOR_A_TIME);
  // A comment or a text may hold such a name, too: nothing hangs on it.
  const open = text.replace(/#([A-Za-z]\w*)/g, `_${file}_$1`);
  return `import { portableMath as Math } from '${MATH}';\n${open}`;
}

async function bundled(contents, options) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: at('.') },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    legalComments: 'none',
    ...options,
  });
  return outputFiles[0].text;
}

const prepare = {
  name: 'prepare',
  setup(builder) {
    builder.onLoad({ filter: /trading-signals[\\/]dist[\\/].*\.js$/ }, ({ path }) => ({ contents: prepared(path) }));
  },
};
const indicators = await bundled(`export * from 'trading-signals'`, {
  external: [MATH],
  supported: { 'exponent-operator': false },
  plugins: [prepare],
});
const POWER = 'var __pow = Math.pow;\n';
if (!indicators.includes(POWER)) throw new Error('the bundler writes ** in another way than expected');
const power = `import { portableMath } from '${MATH}';\nconst __pow = (base, exponent) => portableMath.pow(base, exponent);\n`;
const code = await bundled(power + indicators.replace(POWER, ''), {
  alias: { [MATH]: at('src/model/math.ts') },
  minify: true,
});

const { version } = JSON.parse(readFileSync(at('node_modules/trading-signals/package.json'), 'utf8'));
const license = readFileSync(at('node_modules/trading-signals/LICENSE'), 'utf8').trim();
mkdirSync(at('vendor'), { recursive: true });
for (const [name, text] of [
  [
    'trading-signals.js',
    `/*! trading-signals ${version}, prepared by tools/trading-signals.mjs.\n${license} */\n${code}`,
  ],
  ['trading-signals.d.ts', "export * from 'trading-signals';\n"],
]) {
  writeFileSync(at(`vendor/${name}.tmp`), text);
  renameSync(at(`vendor/${name}.tmp`), at(`vendor/${name}`));
}
