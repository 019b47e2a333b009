// Joins dist/cli into a few files and yargs into one, so that `papertape --help` opens those in the place of seventy. The other
// rooms stay as they are, file by file: the command, the library, threads and fresh processes share them.
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { build } from 'esbuild';

/** What every command needs, on its own: the rest is loaded by those that need it, from where it is installed. */
const PARSER = 'yargs';

/** @param entries the files of dist/cli that are started or imported by their names: the rest is joined into them */
export async function bundleCommand(root, dist, entries) {
  const cli = join(dist, 'cli');
  const outdir = join(dist, 'cli.tmp');
  const rooms = {
    name: 'rooms',
    setup: ({ onResolve }) => onResolve({ filter: /.*/ }, (wanted) => place(wanted, cli)),
  };
  const common = { outdir, bundle: true, format: 'esm', platform: 'node', target: 'node20', absWorkingDir: root };
  await build({ ...common, entryPoints: entries.map((name) => join(cli, name)), splitting: true, plugins: [rooms] });
  const { metafile } = await build({ ...common, entryPoints: { yargs: PARSER }, minify: true, metafile: true });
  writeFileSync(join(outdir, 'yargs.LICENSES.txt'), licensesOf(root, Object.keys(metafile.inputs)));
  rmSync(cli, { recursive: true });
  renameSync(outdir, cli);
  chmodSync(join(cli, 'main.js'), 0o755);
}

/** Where an import leads: null into the bundle; a path or a package out of it. */
function place({ kind, path, resolveDir }, cli) {
  if (kind === 'entry-point') return null;
  if (path === PARSER) return { path: './yargs.js', external: true };
  if (!path.startsWith('.')) return { path, external: true };
  const target = resolve(resolveDir, path);
  if (target.startsWith(cli + sep)) return null;
  return { path: relative(cli, target).split(sep).join('/'), external: true };
}

/** The licences of the packages that are joined: whoever passes their code on passes these on. */
function licensesOf(root, inputs) {
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const home = resolve(root, folder);
    const file = readdirSync(home).find((name) => /^licen[cs]e/i.test(name));
    if (file === undefined) throw new Error(`${folder} has no licence to pass on`);
    const { name, version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
    return `${name} ${version}\n\n${readFileSync(join(home, file), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
