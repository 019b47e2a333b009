/** CSV as a source: every cell is text, and every line has as many as the first. */
import { csvForm } from '../csv.ts';
import { sqlReadPath, sqlText } from '../duckdb.ts';
import { type ImportSource, placeColumns, placesOf, type SourceRequest } from './source.ts';

/** Columns beyond those of the first line that a lenient reading looks for. */
const BEYOND = 16;

export async function csvSource(request: SourceRequest): Promise<ImportSource> {
  const { file, path, csv, preset, isLenient = false } = request;
  const form = await csvForm(path, { ...csv, skipLines: csv.skipLines ?? preset?.skipLines }, file);
  const { select, ...placed } = placeColumns(request, {
    names: form.header,
    count: form.columns,
    sample: form.sample,
    sql: (index) => `c${index}`,
    type: () => 'VARCHAR',
  });
  const count = form.columns + (isLenient ? BEYOND : 0);
  // The reading function with everything said: DuckDB's own guessing may skip lines or turn text into numbers.
  const columns = Array.from({ length: count }, (_, index) => `'c${index}': 'VARCHAR'`);
  // Padded rows keep their order on one thread only.
  const padding = isLenient ? ', null_padding = true, parallel = false' : '';
  return {
    file,
    sql: `SELECT row_number() OVER () AS nr, ${select}${isLenient ? `, c${form.columns} IS NOT NULL AS odd` : ''}
      FROM read_csv(${sqlReadPath(path)}, auto_detect = false, columns = {${columns.join(', ')}}, header = false,
      skip = ${form.skipLines}, delim = ${sqlText(form.delimiter)}, quote = '"', escape = '"', compression = 'none',
      hive_partitioning = false${padding})`,
    isUtc: false,
    isText: true,
    ...placesOf(file, { path, skip: form.skipLines }),
    ...placed,
  };
}
