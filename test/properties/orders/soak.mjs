// Bundles the properties of orders from the sources and runs them: `npm run soak:orders -- --runs 10000`.
import { mkdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = `${root}node_modules/.cache/papertape-soak/`;
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: { orders: `${root}test/properties/orders/soak.ts` },
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
await import(pathToFileURL(`${folder}orders.mjs`).href);
