// Builds `dist/` from `src/`: whole or not at all, so that a failed build never leaves half a package behind.
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleCommand } from './bundle-command.mjs';
import { keepPublicTypes } from './public-types.mjs';

/**
 * What is started or imported by its name in dist/cli: the command, its words for the documentation, the process of a bench.
 * All else there is joined into these: a path by `import.meta.url` is one from dist/cli. In other rooms every file stays.
 */
const COMMAND_ENTRIES = ['main.js', 'run.js', 'bench-child.js'];

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
await import('./shipped-digests.mjs');
await import('./trading-signals.mjs');
rmSync(`${root}dist.tmp`, { recursive: true, force: true });
/** Code without comments, then its types with them: a user's editor shows those. */
const PASSES = [
  ['--declaration', 'false', '--removeComments'],
  ['--emitDeclarationOnly', '--noCheck'],
];
for (const pass of PASSES) {
  const words = [tsc, '-p', 'tsconfig.build.json', '--outDir', 'dist.tmp', ...pass];
  const built = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
await bundleCommand(root, `${root}dist.tmp`, COMMAND_ENTRIES);
keepPublicTypes(root, `${root}dist.tmp`);
rmSync(`${root}dist`, { recursive: true, force: true });
renameSync(`${root}dist.tmp`, `${root}dist`);
