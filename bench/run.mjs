// Bundles the benches from the sources and runs them: `npm run bench`, or some of them: `npm run bench -- idle orders`.
import { mkdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}node_modules/.cache/papertape-bench/`;
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: { main: `${root}bench/main.ts`, child: `${root}bench/child.ts` },
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
// The built command lies in the project's folder.
process.chdir(root);
await import(pathToFileURL(`${folder}main.mjs`).href);
