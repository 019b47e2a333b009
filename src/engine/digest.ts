/** The digests of a run, and the one that stands for all of them. */
import type { HasherFactory } from '../model/ports.ts';
import { asciiBytes } from './recorder.ts';

/** SHA-256 in hex, each over content only: no version, path, timing or chunk size is in any. */
export interface RunDigests {
  readonly data: string;
  readonly scenario: string;
  readonly strategy: string;
  readonly orders: string;
  readonly fills: string;
  readonly equity: string;
  readonly run: string;
}

/** `run` is the SHA-256 of the other six, name and digest a line each. */
export function runDigest(parts: Omit<RunDigests, 'run'>, hasher: HasherFactory): string {
  const hash = hasher();
  for (const name of ['data', 'scenario', 'strategy', 'orders', 'fills', 'equity'] as const) {
    hash.update(asciiBytes(`${name} ${parts[name]}\n`));
  }
  return hash.digest();
}
