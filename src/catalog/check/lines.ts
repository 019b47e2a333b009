/** Lines before the header or the first row of a CSV file, where nobody said how many there are. */
import { firstLines, guessDelimiter, splitLine } from '../csv.ts';
import { type ImportKind, numbersOf } from '../import-kinds.ts';
import type { ColumnMap } from '../mapping.ts';
import { headOf } from '../sources/unpack.ts';

const MOST_LINES = 10;
/** How files begin that are no CSV: Parquet, Arrow, JSON. */
const OTHER_FORMS = /^(?:PAR1|ARROW1|FEA1|\s*[[{])/;

export interface LinesBefore {
  readonly count: number;
  /** The first of them that is not blank, as it stands. */
  readonly first: string | undefined;
}

/** The lines before the first that has as many fields as a row must have; none where no line has. */
export async function linesBefore(
  path: string,
  kind: ImportKind,
  map: ColumnMap,
  delimiter: string | undefined,
): Promise<LinesBefore> {
  const none = { count: 0, first: undefined };
  const head = await headOf(path);
  if (head.includes(0) || head[0] === 255 || OTHER_FORMS.test(head.toString('utf8').replace(/^\uFEFF/, '')))
    return none;
  const lines = (await firstLines(path)).slice(0, MOST_LINES);
  const said = delimiter === '\\t' || delimiter === 'tab' ? '\t' : delimiter;
  const count = lines.findIndex((line) => splitLine(line, said ?? guessDelimiter(line)).length >= fewest(kind, map));
  if (count <= 0) return none;
  const first = lines.slice(0, count).find((line) => line.trim() !== '');
  return { count, first: first?.slice(0, 80).replace(/\p{Cc}+/gu, ' ') };
}

/** Fields of the shortest row: sizes of quotes may be missing, and what is mapped to none. */
function fewest(kind: ImportKind, map: ColumnMap): number {
  const needed = kind.nullable ? kind.prices : numbersOf(kind);
  return 1 + needed.filter((name) => map[name] !== 'none').length;
}
