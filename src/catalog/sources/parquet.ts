/** Parquet as a source. */
import { sqlName } from '../duckdb.ts';
import { parquetColumns, readParquet } from '../parquet-file.ts';
import { type ImportSource, placeColumns, placesOf, type SourceRequest } from './source.ts';

export async function parquetSource(request: SourceRequest): Promise<ImportSource> {
  const { session, file, path } = request;
  const types = await parquetColumns(session, path);
  const names = [...types.keys()];
  const texts = names.map((name, index) => `${sqlName(name)}::VARCHAR AS c${index}`);
  const [first] = await session.rows(`SELECT ${texts.join(', ')} FROM ${readParquet(path)} LIMIT 1`);
  const { select, ...placed } = placeColumns(request, {
    names,
    count: names.length,
    sample: names.map((_, index) => (typeof first?.[`c${index}`] === 'string' ? String(first[`c${index}`]) : null)),
    sql: (index) => sqlName(names[index]!),
    type: (index) => types.get(names[index]!)!,
  });
  return {
    file,
    sql: `SELECT file_row_number + 1 AS nr, ${select} FROM ${readParquet(path, true)}`,
    isUtc: placed.timeType === 'TIMESTAMP WITH TIME ZONE',
    isText: false,
    ...placesOf(file, null),
    ...placed,
  };
}
