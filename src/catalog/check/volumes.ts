/** Files with several columns that may be the volume: of the base, of the quote, of the buyers. */
import type { ImportSource } from '../import-source.ts';
import type { Found } from './findings.ts';

const VOLUME_LIKE = /^(?:base |quote |buy |sell )?vol(?:ume)?\b|volume|^v$/i;

/** The note that another column may be the one meant. */
export function volumeColumns({ names, places }: ImportSource): Found[] {
  const [read] = places.get('volume') ?? [];
  if (names === null || read === undefined) return [];
  const others = names.filter((name, index) => index !== read && VOLUME_LIKE.test(name));
  if (others.length === 0) return [];
  const detail = `${names[read]} was read, not ${others.join(' or ')}: --map volume=NAME says otherwise`;
  return [{ name: 'volume_columns', count: others.length + 1, candles: 0, detail }];
}
