/** Digests of a strategy: of what its author wrote, and of the bytes that ran. */
import { createHash } from 'node:crypto';

/**
 * SHA-256 (hex) of source texts in order: of each its length in bytes (64-bit little-endian), then its UTF-8 bytes.
 * Names, paths and versions do not enter it, so a shipped strategy hashes alike in `src`, `dist` and the package.
 */
export function digestSources(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) {
    const bytes = Buffer.from(text, 'utf8');
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(bytes.length));
    hash.update(length).update(bytes);
  }
  return hash.digest('hex');
}

/** SHA-256 (hex) of a text's UTF-8 bytes. */
export function digestBytes(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
