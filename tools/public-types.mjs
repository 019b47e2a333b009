// Leaves in dist/ the types that the package's public faces lead to: nobody can name the others.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const TYPES = '.d.ts';
const IMPORTED = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])(\.[^'"]+)\1/g;

export function keepPublicTypes(root, dist) {
  const isUsed = typesFrom(publicTypes(root, dist));
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const file = join(dist, name);
    if (name.endsWith(TYPES) && !isUsed.has(file)) rmSync(file);
  }
}

/** The types that package.json offers. */
function publicTypes(root, dist) {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const offered = Object.values(exports).flatMap((each) => each.types ?? []);
  return offered.map((path) => resolve(dist, path.replace('./dist/', '')));
}

/** These and all that they import, in turn. */
function typesFrom(faces) {
  const found = new Set(faces);
  for (const file of found) {
    for (const [, , specifier] of readFileSync(file, 'utf8').matchAll(IMPORTED)) {
      found.add(resolve(dirname(file), specifier.replace(/\.[jt]s$/, TYPES)));
    }
  }
  return found;
}
