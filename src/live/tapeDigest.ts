/** What a recorded tape is, in one hash, with the platform's SHA-256. */
import { createHash } from 'node:crypto';
import type { TapeColumns } from '../market/tape.ts';
import { TapeDigest } from '../market/tapeDigest.ts';
import type { Hasher } from '../model/ports.ts';

export function sha256(): Hasher {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
}

/** The digest of a whole tape, as `TapeDigest` makes it. */
export function tapeDigest(rows: TapeColumns): string {
  const digest = new TapeDigest(sha256);
  digest.update(rows);
  return digest.digest();
}
