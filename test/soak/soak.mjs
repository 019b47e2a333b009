// Bundles the simulation from the sources and runs it: `npm run soak -- --seeds 20000`.
import { mkdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}node_modules/.cache/papertape-soak/`;
mkdirSync(folder, { recursive: true });
// A name of its own: two soaks may run at once.
const outfile = `${folder}soak-${process.pid}.mjs`;
await build({
  entryPoints: [`${root}test/soak/soak.ts`],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  // Checkpoints tell classes by their names.
  keepNames: true,
  logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);
