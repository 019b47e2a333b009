/** CSV as a source: every cell is text, and every line has as many as the first. */
import { csvForm } from '../csv.ts';
import { sqlReadPath, sqlText } from '../duckdb.ts';
import { type ImportSource, placeColumns, type SourceRequest } from './source.ts';

export async function csvSource(request: SourceRequest): Promise<ImportSource> {
  const form = await csvForm(request.path, {
    ...request.csv,
    skipLines: request.csv.skipLines ?? request.preset?.skipLines,
  });
  const placed = placeColumns(request, {
    names: form.header,
    count: form.columns,
    sample: form.sample,
    sql: (index) => `c${index}`,
    type: () => 'VARCHAR',
  });
  // The reading function with everything said: DuckDB's own guessing may skip lines or turn text into numbers.
  const columns = Array.from({ length: form.columns }, (_, index) => `'c${index}': 'VARCHAR'`);
  return {
    file: request.file,
    sql: `SELECT row_number() OVER () AS nr, ${placed.select} FROM read_csv(${sqlReadPath(request.path)},
      auto_detect = false, columns = {${columns.join(', ')}}, header = false, skip = ${form.skipLines},
      delim = ${sqlText(form.delimiter)}, quote = '"', escape = '"', compression = 'none', hive_partitioning = false)`,
    timeType: 'VARCHAR',
    isUtc: false,
    firstTime: placed.firstTime,
  };
}
