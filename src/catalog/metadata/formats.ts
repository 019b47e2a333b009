/** The lists of instruments that can be read: one row a venue. */
import { BINANCE } from './binance.ts';
import { COINBASE } from './coinbase.ts';
import { KRAKEN } from './kraken.ts';
import type { Converted } from './rules.ts';

export interface MetadataFormat {
  readonly name: string;
  /** The pairs of a document by the venue's own names; null where it is of another format. */
  pairs(json: unknown): (readonly [name: string, entry: unknown])[] | null;
  convert(name: string, entry: unknown): Converted;
}

export const METADATA_FORMATS: readonly MetadataFormat[] = [KRAKEN, COINBASE, BINANCE];

/** Names of the formats, for `--format`. */
export const METADATA_FORMAT_NAMES = METADATA_FORMATS.map(({ name }) => name);
