/** Arrow and Feather as a source: its columns are staged batch by batch, so that a file of any length is read in bounded memory. */
import { open } from 'node:fs/promises';
import type { DataType, RecordBatch, Vector } from 'apache-arrow';
import { InputError } from '../../model/errors.ts';
import type { ColumnData, StagedColumn } from '../appender.ts';
import { type ArrowModule, loadArrow } from './arrow-codecs.ts';
import { arrowColumn } from './arrow-columns.ts';
import { type ImportSource, placeColumns, placesOf, type SourceRequest } from './source.ts';

export async function arrowSource(request: SourceRequest): Promise<ImportSource> {
  const arrow = await loadArrow();
  const { file } = request;
  const handle = await open(request.path, 'r');
  try {
    const reader = await arrow.RecordBatchReader.from(handle);
    await reader.open();
    return await stageBatches(arrow, request, reader);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const said = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new InputError(`${file} cannot be read as Arrow: ${said}; copy it again, or save it as Parquet`);
  } finally {
    await handle.close();
  }
}

type Batches = AsyncIterable<RecordBatch> & { readonly schema: RecordBatch['schema'] };

async function stageBatches(arrow: ArrowModule, request: SourceRequest, reader: Batches): Promise<ImportSource> {
  const { session, file, staging } = request;
  const fields = reader.schema.fields;
  const names = fields.map((field) => field.name);
  const columns = fields.map((field) => arrowColumn(arrow, field.type as DataType));
  const batches = reader[Symbol.asyncIterator]();
  let batch = await batches.next();
  while (batch.done !== true && batch.value.numRows === 0) batch = await batches.next();
  if (batch.done === true) throw new InputError(`${file} holds no row`);
  const first = batch.value;
  const { select, ...placed } = placeColumns(request, {
    names,
    count: names.length,
    sample: columns.map((column, index) => column?.sample(columnOf(first, index), fields[index]!.type) ?? null),
    sql: (index) => {
      const column = columns[index];
      if (column === null || column === undefined) throw unusable(file, names[index]!, fields[index]!.type);
      return column.cast === undefined ? `c${index}` : `c${index}::${column.cast}`;
    },
    type: (index) => columns[index]?.type ?? '',
  });
  const used = [...new Set([...placed.places.values()].flat())].sort((a, b) => a - b);
  const definitions = used.map((index) => `c${index} ${columns[index]!.staged.type.toUpperCase()}`);
  await session.run(`CREATE TABLE ${staging}.arrow (nr BIGINT, ${definitions.join(', ')})`);
  const stagedColumns: StagedColumn[] = [
    { type: 'bigint', nullable: false },
    ...used.map((index) => columns[index]!.staged),
  ];
  const appender = await session.appender('arrow', stagedColumns, staging);
  let rows = 0;
  for (; batch.done !== true; batch = await batches.next()) {
    const { numRows } = batch.value;
    const numbers = Float64Array.from({ length: numRows }, (_, row) => rows + row + 1);
    const data: ColumnData[] = used.map((index) =>
      columns[index]!.read(columnOf(batch.value, index), fields[index]!.type),
    );
    appender.append([numbers, ...data], numRows);
    rows += numRows;
  }
  appender.close();
  const time = columns[placed.places.get('time')![0]!]!;
  const isUtc = placed.places.get('time')!.length === 1 && time.isUtc;
  return {
    file,
    sql: `SELECT nr, ${select} FROM ${staging}.arrow`,
    isUtc,
    isText: false,
    ...placesOf(file, null),
    ...placed,
  };
}

function columnOf(batch: RecordBatch, index: number): Vector {
  return batch.getChildAt(index)!;
}

function unusable(file: string, name: string, type: DataType): InputError {
  return new InputError(
    `${file}: column ${name} is ${String(type)}, not a number, text or time: save it as one of them`,
  );
}
