// Builds `dist/` from `src/`: whole or not at all, so that a failed build never leaves half a package behind.
import { spawnSync } from 'node:child_process';
import { chmodSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
await import('./shipped-digests.mjs');
await import('./trading-signals.mjs');
rmSync(`${root}dist.tmp`, { recursive: true, force: true });
const built = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', 'dist.tmp'], {
  cwd: root,
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(built.status ?? 1);
chmodSync(`${root}dist.tmp/cli/main.js`, 0o755);
rmSync(`${root}dist`, { recursive: true, force: true });
renameSync(`${root}dist.tmp`, `${root}dist`);
