// Writes src/strategy/shipped/digests.ts: the SHA-256 of each shipped strategy's source, fixed at build time so that
// `src`, `dist` and the package agree. Of a text: its length in bytes (64-bit little-endian), then its UTF-8 bytes.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../src/strategy/shipped/', import.meta.url));
const notStrategies = ['index.ts', 'digests.ts'];

export function shippedDigests() {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !notStrategies.includes(file));
  const lines = files.sort().map((file) => {
    const bytes = readFileSync(`${folder}${file}`);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(bytes.length));
    return `  '${file.slice(0, -3)}': '${createHash('sha256').update(length).update(bytes).digest('hex')}',`;
  });
  return [
    '/** SHA-256 of the source of each shipped strategy. Written by tools/shipped-digests.mjs with every build. */',
    'export const SHIPPED_DIGESTS: Readonly<Record<string, string>> = {',
    ...lines,
    '};',
    '',
  ].join('\n');
}

const path = `${folder}digests.ts`;
const text = shippedDigests().replace(/'(\w+)':/g, '$1:');
if (readFileSync(path, { encoding: 'utf8', flag: 'a+' }) !== text) {
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}
